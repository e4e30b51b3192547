import { type Secret } from '@aro-rp/telemetry';
import { StoreError } from './errors.ts';

export interface DataKey {
  /** Holds no dot. */
  version: string;
  /** 32 bytes, AES-256. */
  key: Secret<Uint8Array>;
}

/** The data keys that seal documents. The composition root fills it; this lib never sees where keys come from. */
export interface KeyRing {
  /** The one to seal with. */
  current(): Promise<DataKey>;
  /** The one to open with; an unknown version is asked for once on demand. undefined when there is none. */
  byVersion(version: string): Promise<DataKey | undefined>;
}

/** For callers that seal and open nothing. */
export const noKeyRing: KeyRing = {
  current: () => Promise.reject(new Error('this database was made without a key ring')),
  byVersion: () => Promise.resolve(undefined),
};

/**
 * The ring, whose failures are told as what they are: something that we depend on is not available. Without a cause, for
 * a write that waits for a key has not been tried.
 */
export const answering = (ring: KeyRing): KeyRing => ({
  current: () => ring.current().catch(unavailable),
  byVersion: (version) => ring.byVersion(version).catch(unavailable),
});

function unavailable(error: unknown): never {
  throw new StoreError('unavailable', `no data key: ${error instanceof Error ? error.message : String(error)}`);
}
