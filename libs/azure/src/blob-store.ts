import { type Log } from '@aro-rp/telemetry';
import { backoff, type Clock, type Duration, type Random, seconds } from '@aro-rp/time';
import { type TokenCredential } from '@azure/core-auth';
import { BlockBlobClient } from '@azure/storage-blob';
import { isAzureError } from './azure-error.ts';
import { type CallOptions, createCall, orNotFound } from './call.ts';

export interface BlobStoreOptions {
  /** URL of the container. */
  container: string;
  credential: TokenCredential;
  clock: Clock;
  log: Log;
  random?: Random;
  /** How long one call may take; a block of 8 MiB is one. A minute unless told. */
  callTimeout?: Duration;
}

/** One container with blobs of any size, for those who have nothing else to do with Azure. */
export interface BlobStore {
  /** In bytes; undefined when there is none. @throws AzureError */
  size(name: string, options: CallOptions): Promise<number | undefined>;
  /**
   * Streams a blob there in blocks, two of which are in memory, and publishes it once `bytes` has ended: when that
   * throws, nothing is there. A call that fails for the moment is made again. One that is there stays as it is.
   * @returns whether it was made @throws AzureError, what `bytes` throws
   */
  create(name: string, bytes: AsyncIterable<Uint8Array>, options: CallOptions): Promise<boolean>;
}

const blockSize = 8 * 2 ** 20;
const attempts = 5;
const pause = { first: seconds(0.5), cap: seconds(10) };

/** Blob service REST API, "Put Block", "Put Block List" with `If-None-Match: *`. */
export function connectBlobStore(options: BlobStoreOptions): BlobStore {
  const { container, credential, clock, log, random, callTimeout: limit = seconds(60) } = options;
  const call = createCall({ identity: 'service', clock, log, limit });
  const blob = (name: string) =>
    new BlockBlobClient(`${container}/${name}`, credential, { retryOptions: { maxTries: 1 } });

  const repeated = async <T>(given: CallOptions, work: () => Promise<T>): Promise<T> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const mayPass = isAzureError(error) && (error.kind === 'transient' || error.kind === 'throttled');
        if (!mayPass || attempt + 1 >= attempts) throw error;
        await clock.sleep(backoff(pause, attempt, random), given.signal);
      }
    }
  };

  return {
    size: (name, given) =>
      repeated(given, async () => {
        const found = await orNotFound(
          call('blob HEAD', given, ({ abortSignal }) => blob(name).getProperties({ abortSignal })),
        );
        return found && (found.contentLength ?? 0);
      }),

    async create(name, bytes, given) {
      const client = blob(name);
      const ids: string[] = [];
      for await (const block of blocksOf(bytes)) {
        const id = Buffer.from(String(ids.length).padStart(8, '0')).toString('base64');
        await repeated(given, () =>
          call('blob block PUT', given, ({ abortSignal }) =>
            client.stageBlock(id, block, block.length, { abortSignal }),
          ),
        );
        ids.push(id);
      }
      try {
        await repeated(given, () =>
          call('blob block list PUT', given, ({ abortSignal }) =>
            client.commitBlockList(ids, { abortSignal, conditions: { ifNoneMatch: '*' } }),
          ),
        );
        return true;
      } catch (error) {
        // Also what an earlier try has committed, its answer lost: whose it was is all the same, the name says the bytes.
        if (isAzureError(error) && (error.code === 'BlobAlreadyExists' || error.kind === 'precondition-failed'))
          return false;
        throw error;
      }
    },
  };
}

/** Parts of equal size, but the last. Each is a copy that nobody changes while it is sent. */
async function* blocksOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (let chunk of bytes) {
    while (size + chunk.length >= blockSize) {
      const rest = blockSize - size;
      yield Buffer.concat([...parts, chunk.subarray(0, rest)]);
      chunk = chunk.subarray(rest);
      parts = [];
      size = 0;
    }
    // Those who made the chunk may use its memory again.
    if (chunk.length > 0) parts.push(Uint8Array.from(chunk));
    size += chunk.length;
  }
  if (size > 0) yield Buffer.concat(parts);
}
