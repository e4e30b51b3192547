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
