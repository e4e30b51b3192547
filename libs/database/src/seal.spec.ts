import { randomBytes } from 'node:crypto';
import { Secret } from '@aro-rp/telemetry';
import fc from 'fast-check';
import { type DataKey, type KeyRing } from './key-ring.ts';
import { open, seal } from './seal.ts';

const dataKey = (version: string): DataKey => ({ version, key: new Secret<Uint8Array>(randomBytes(32)) });
const ringOf = (...keys: DataKey[]): KeyRing => ({
  current: async () => keys[0]!,
  byVersion: async (version) => keys.find((key) => key.version === version),
});
const refused = expect.objectContaining({ name: 'StoreError', kind: 'sealed' });

describe('seal', () => {
  it('opens what it sealed, whatever the text', async () => {
    const key = dataKey('k1');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string(), async (text, context) => {
        const opened = await open(ringOf(key), context, seal(key, context, new Secret(text)));
        expect(opened.reveal()).toBe(text);
      }),
    );
  });

  it('never seals the same value to the same text', () => {
    const key = dataKey('k1');

    expect(seal(key, 'a', new Secret('x'))).not.toBe(seal(key, 'a', new Secret('x')));
  });

  it('names form and key version in the clear', () => {
    expect(seal(dataKey('k7'), 'a', new Secret('x'))).toMatch(/^v1\.k7\.[\w-]{16}\.[\w-]+$/);
  });

  it('opens with the key that sealed after a newer one has come', async () => {
    const [old, fresh] = [dataKey('k1'), dataKey('k2')];

    const opened = await open(ringOf(fresh, old), 'a', seal(old, 'a', new Secret('x')));

    expect(opened.reveal()).toBe('x');
  });

  it('refuses a value that was moved to another place', async () => {
    const key = dataKey('k1');

    await expect(open(ringOf(key), 'b', seal(key, 'a', new Secret('x')))).rejects.toEqual(refused);
  });

  it('refuses a value of which any byte was altered', async () => {
    const key = dataKey('k1');
    const sealed = seal(key, 'a', new Secret('text'));
    const [form, version, nonce, body] = sealed.split('.');
    const bytes = Buffer.from(body!, 'base64url');

    for (let at = 0; at < bytes.length; at += 1) {
      const altered = Buffer.from(bytes);
      altered[at]! ^= 1;
      const text = [form, version, nonce, altered.toString('base64url')].join('.');
      await expect(open(ringOf(key), 'a', text)).rejects.toEqual(refused);
    }
  });

  it.each(['', 'v1', 'v2.k1.a.b', 'v1.k1.a.b', 'v1.k1.AAAAAAAAAAAAAAAA.', 'v1.k1.a.b.c'])(
    'refuses %j, which it never made',
    async (text) => {
      await expect(open(ringOf(dataKey('k1')), 'a', text)).rejects.toEqual(refused);
    },
  );

  it('refuses an unknown key version', async () => {
    await expect(open(ringOf(dataKey('k1')), 'a', seal(dataKey('k2'), 'a', new Secret('x')))).rejects.toEqual(refused);
  });

  it('says nothing of the value in its errors', async () => {
    const key = dataKey('k1');
    const error = await open(ringOf(key), 'b', seal(key, 'a', new Secret('canary'))).catch((thrown: unknown) => thrown);

    expect(JSON.stringify(error) + String(error)).not.toContain('canary');
  });
});
