import { Secret } from '@aro-rp/telemetry';
import fc from 'fast-check';
import { partLimit, storable, totalLimit } from './parts.ts';

const bytes = (parts: Record<string, string>) =>
  Object.entries(parts).reduce((sum, [name, text]) => sum + Buffer.byteLength(name) + Buffer.byteLength(text), 0);

describe('parts that are stored', () => {
  it('are as they were when they are short and hold nothing secret', () => {
    expect(storable({ console: 'kernel panic\n', nodes: 'm-0 master ready' }, [])).toEqual({
      console: 'kernel panic\n',
      nodes: 'm-0 master ready',
    });
  });

  it('are the end of what was too long, from the beginning of a line', () => {
    const { console: kept = '' } = storable({ console: `${'line of the console\n'.repeat(1_000)}last` }, []);

    expect(kept).toMatch(/^…\nline of the console\n/);
    expect(kept).toMatch(/\nlast$/);
    expect(Buffer.byteLength(kept)).toBeGreaterThan(partLimit - 100);
  });

  it('never are more than a limit each, and in all', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string({ minLength: 1, maxLength: 20 }),
          fc.tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.nat(5_000)),
          {
            maxKeys: 30,
          },
        ),
        (given) => {
          const parts = Object.fromEntries(
            Object.entries(given).map(([name, [text, times]]) => [name, text.repeat(times)]),
          );

          const kept = storable(parts, []);

          for (const text of Object.values(kept)) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(partLimit + 3);
          expect(bytes(kept)).toBeLessThanOrEqual(totalLimit);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('that are empty are left out', () => {
    expect(storable({ console: '' }, [])).toEqual({});
  });

  it.each([
    ['as it is', (secret: string) => secret],
    ['in quotes', (secret: string) => JSON.stringify({ a: secret })],
    ['in base64', (secret: string) => Buffer.from(secret).toString('base64')],
    ['at the end of what is cut', (secret: string) => `${'x'.repeat(partLimit * 2)} ${secret}`],
    ['where the cut would halve it', (secret: string) => `${secret}${'x'.repeat(partLimit - 8)}`],
  ])('show no secret of the cluster %s', (_, within) => {
    const secret = 'Canary~"quoted"~0123456789';

    const kept = JSON.stringify(storable({ part: within(secret) }, [new Secret(secret)]));

    expect(kept).not.toMatch(/Canary|0123456789|Q2FuYXJ5/);
  });

  it('show no word of a secret that is a document, such as a pull secret or a kubeconfig', () => {
    const word = 'dXNlcjpwYXNzd29yZC1vZi1hLXJlZ2lzdHJ5';
    const secret = new Secret(JSON.stringify({ auths: { 'quay.io': { auth: word } } }));

    expect(storable({ part: `login with ${word} failed` }, [secret])).toEqual({ part: 'login with *** failed' });
  });

  it.each([
    ['a key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----', 'MIIEow'],
    ['a key whose end is missing', '-----BEGIN PRIVATE KEY-----\nMIIEow', 'MIIEow'],
    [
      'a key in base64',
      `key: ${Buffer.from('-----BEGIN PRIVATE KEY-----\nMIIEow').toString('base64')}`,
      'LS0tLS1CRUdJTi',
    ],
    ['a password', "kubeadmin login with password: 'abcd-efgh-1234'", 'abcd-efgh'],
    ['a bearer token', 'Authorization: Bearer sha256~abcdefghijk', 'abcdefghijk'],
    ['a signed URL', 'GET https://c.blob/x?sv=1&sig=abc%2Fdef', 'abc%2Fdef'],
    ['a registry login', '{"auths":{"quay.io":{"auth":"dXNlcjpwYXNz"}}}', 'dXNlcjpwYXNz'],
  ])('show nothing that looks like %s', (_, text, secret) => {
    const kept = JSON.stringify(storable({ part: `before\n${text}` }, []));

    expect(kept).toContain('before');
    expect(kept).not.toContain(secret);
  });
});
