import { createHash, type Hash } from 'node:crypto';
import { algorithmOf, type Digest } from '../digest.ts';
import { RegistryError } from '../errors.ts';
import { type BlobSource } from '../registry.ts';

/** A blob on its way: read in pieces, hashed as it goes, taken back to where the registry has it. */
export interface UploadReader {
  /** How many bytes were given out, or are at the registry already. */
  readonly at: number;
  /** What the source threw, or what was wrong with its bytes; the upload is not to blame. */
  readonly failure: Error | undefined;
  /** The next `length` bytes; with the last ones the digest is verified before it ends. */
  take(length: number): AsyncGenerator<Uint8Array>;
  /** What was given out is at the registry: nothing before it is read again. */
  mark(): void;
  /** Goes on at `offset`; what was taken before ends. */
  back(offset: number): void;
  /** Gives the source up, until more is taken; what was taken before ends. */
  rest(): void;
}

export interface UploadReaderSettings {
  blob: { digest: Digest; size: number };
  source: BlobSource;
  /** For messages and errors: who wants the blob. */
  host: string;
  repository: string;
  signal: AbortSignal;
}

interface Mark {
  offset: number;
  hash: Hash;
}

export function createUploadReader({ blob, source, host, repository, signal }: UploadReaderSettings): UploadReader {
  const { digest, size } = blob;
  const start: Mark = { offset: 0, hash: createHash(algorithmOf(digest)) };
  let mark = start;
  let hash = start.hash.copy();
  let at = 0;
  let failure: Error | undefined;
  let reading = open(0, 0);

  const wrong = (why: string) =>
    new RegistryError('digest-mismatch', `the blob ${digest} for ${host}/${repository} ${why}`, {
      host,
      repository,
      reference: digest,
    });

  /** One reading of the source from `from` on, of which the bytes before `offset` are hashed alone. */
  function open(from: number, offset: number) {
    const stop = new AbortController();
    const pass = () => stop.abort(signal.reason);
    let bytes: AsyncIterator<Uint8Array> | undefined;
    const begin = () => {
      if (signal.aborted) pass();
      signal.addEventListener('abort', pass, { once: true });
      return source(from, stop.signal)[Symbol.asyncIterator]();
    };
    return {
      skip: offset - from,
      rest: undefined as Uint8Array | undefined,
      next: () => (bytes ??= begin()).next(),
      close() {
        signal.removeEventListener('abort', pass);
        stop.abort(new Error('the upload reads elsewhere'));
        // What rests between two pieces hears no signal, and would keep its connection for ever.
        void bytes?.return?.().catch(() => undefined);
      },
    };
  }

  async function* take(length: number): AsyncGenerator<Uint8Array> {
    const mine = reading;
    const isMine = () => mine === reading;
    try {
      if (size === 0) await verify(mine);
      for (let left = length; left > 0;) {
        const { done, value } = mine.rest ? { value: mine.rest } : await mine.next();
        if (!isMine()) return;
        if (done) throw wrong(`has ${at} bytes instead of ${size}`);
        const part = value.subarray(0, mine.skip > 0 ? mine.skip : left);
        mine.rest = part.length < value.length ? value.subarray(part.length) : undefined;
        hash.update(part);
        if (mine.skip > 0) {
          mine.skip -= part.length;
          continue;
        }
        at += part.length;
        left -= part.length;
        // The end is looked at before the last bytes are given out, so that wrong ones are never sent as a whole.
        if (at === size) await verify(mine);
        if (!isMine()) return;
        yield part;
        if (!isMine()) return;
      }
    } catch (error) {
      if (isMine()) failure = error as Error;
      throw error;
    }
  }

  async function verify(mine: typeof reading): Promise<void> {
    const isMore = mine.rest !== undefined || !(await mine.next()).done;
    if (isMore) throw wrong(`has more than ${size} bytes`);
    if (`${algorithmOf(digest)}:${hash.copy().digest('hex')}` !== digest)
      throw wrong('has other bytes than its digest says');
  }

  const back = (offset: number) => {
    reading.close();
    if (mark.offset > offset) mark = start;
    hash = mark.hash.copy();
    at = offset;
    reading = open(mark.offset, offset);
  };

  return {
    get at() {
      return at;
    },
    get failure() {
      return failure;
    },
    take,
    mark() {
      mark = { offset: at, hash: hash.copy() };
    },
    back,
    rest: () => back(at),
  };
}
