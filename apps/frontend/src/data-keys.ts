import { type KeyRing, StoreError } from '@aro-rp/database';

/**
 * The key ring, whose failures are told as what they are: something that we depend on is not available. Without a
 * cause, for a write that waits for a key has not been tried.
 */
export const dataKeys = (ring: KeyRing): KeyRing => ({
  current: () => ring.current().catch(unavailable),
  byVersion: (version) => ring.byVersion(version).catch(unavailable),
});

function unavailable(error: unknown): never {
  throw new StoreError('unavailable', `no data key: ${error instanceof Error ? error.message : String(error)}`);
}
