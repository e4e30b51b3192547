import { type Secret } from '@aro-rp/telemetry';

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
