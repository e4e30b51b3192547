import { type BackoffPolicy, type Duration, milliseconds, minutes, seconds } from '@aro-rp/time';

/** How hard one registry may be worked, and how patiently. */
export interface RegistryLimits {
  /** Requests that read at the same time; a blob that streams is one until its end. */
  reads: number;
  /** Requests that write at the same time. */
  writes: number;
  /** How often a request is sent before its failure counts; what makes progress counts from the start again. */
  attempts: number;
  /** Between attempts; what the registry asks for in `Retry-After` is waited for instead when that is longer. */
  backoff: BackoffPolicy;
  /** A longer `Retry-After` fails the request at once. */
  longestWait: Duration;
  /** A connection on which no byte came or went for so long is given up. There is no limit on a whole copy. */
  stall: Duration;
  /** Blobs are uploaded in pieces of so many bytes; after a cut at most one is sent again. */
  chunkBytes: number;
}

export const defaultLimits: RegistryLimits = {
  reads: 16,
  writes: 16,
  attempts: 6,
  backoff: { first: milliseconds(500), cap: seconds(30) },
  longestWait: minutes(5),
  stall: minutes(1),
  chunkBytes: 64 * 2 ** 20,
};
