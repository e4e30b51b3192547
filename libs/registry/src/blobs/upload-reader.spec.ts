import fc from 'fast-check';
import { type Digest, digestOf } from '../digest.ts';
import { RegistryError } from '../errors.ts';
import { createUploadReader } from './upload-reader.ts';

/** A source that gives its bytes in pieces of those sizes, over and over. */
const sourceOf = (bytes: Uint8Array, pieces: readonly number[]) =>
  async function* (offset: number): AsyncGenerator<Uint8Array> {
    for (let at = offset, n = 0; at < bytes.length; n += 1) {
      const size = pieces[n % pieces.length] ?? 1;
      yield bytes.subarray(at, at + size);
      at += size;
    }
  };

const readerOf = (bytes: Uint8Array, pieces: readonly number[], digest: Digest, size = bytes.length) =>
  createUploadReader({
    blob: { digest, size },
    source: sourceOf(bytes, pieces),
    host: 'registry.example',
    repository: 'a/b',
    signal: new AbortController().signal,
  });

describe('A blob on its way', () => {
  it('arrives whole, wherever the upload is cut and wherever the registry says that it goes on', async () => {
    const cut = fc.record({ after: fc.nat(40), back: fc.nat(400), acknowledged: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 400 }),
        fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 120 }),
        fc.array(cut, { maxLength: 12 }),
        async (bytes, pieces, chunk, cuts) => {
          const reader = readerOf(bytes, pieces, digestOf(bytes));
          const registry = Buffer.alloc(bytes.length);
          for (const { after, back, acknowledged } of cuts) {
            let parts = 0;
            for await (const part of reader.take(Math.min(chunk, bytes.length - reader.at))) {
              registry.set(part, reader.at - part.length);
              if ((parts += 1) > after) break;
            }
            if (acknowledged && parts <= after) reader.mark();
            else reader.back(Math.min(back, reader.at));
          }
          while (reader.at < bytes.length) {
            for await (const part of reader.take(Math.min(chunk, bytes.length - reader.at)))
              registry.set(part, reader.at - part.length);
            reader.mark();
          }
          expect(registry.equals(bytes)).toBe(true);
          expect(reader.failure).toBeUndefined();
        },
      ),
    );
  });

  it('is never given out to its end when its bytes are not those of the digest', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        fc.nat(199),
        fc.constantFrom('flipped', 'longer', 'shorter'),
        fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 5 }),
        async (bytes, place, how, pieces) => {
          const wrong = Buffer.from(bytes);
          wrong[place % wrong.length]! ^= 1;
          const given = { flipped: wrong, longer: Buffer.concat([bytes, wrong]), shorter: bytes.subarray(1) }[how];
          const reader = readerOf(given, pieces, digestOf(bytes), bytes.length);
          let out = 0;
          const read = async () => {
            for await (const part of reader.take(bytes.length)) out += part.length;
          };

          await expect(read()).rejects.toMatchObject({ kind: 'digest-mismatch' });

          expect(out).toBeLessThan(bytes.length);
          expect(reader.failure).toBeInstanceOf(RegistryError);
        },
      ),
    );
  });

  it('is not disturbed by an earlier reading that fails after it was given up', async () => {
    const bytes = Buffer.from('hello world');
    let fail: (error: Error) => void = () => undefined;
    let opened = 0;
    const reader = createUploadReader({
      blob: { digest: digestOf(bytes), size: bytes.length },
      async *source(offset) {
        opened += 1;
        if (opened === 1) await new Promise((_, reject) => (fail = reject));
        yield bytes.subarray(offset);
      },
      host: 'registry.example',
      repository: 'a/b',
      signal: new AbortController().signal,
    });
    const first = reader.take(bytes.length).next();
    reader.back(0);
    fail(new Error('too late'));
    await first.catch(() => undefined);

    const parts: Uint8Array[] = [];
    for await (const part of reader.take(bytes.length)) parts.push(part);

    expect(Buffer.concat(parts).toString()).toBe('hello world');
    expect(reader.failure).toBeUndefined();
  });
});
