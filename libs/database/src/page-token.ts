import { Secret } from '@aro-rp/telemetry';
import { isStoreError, StoreError } from './errors.ts';
import { type KeyRing } from './key-ring.ts';
import { open, seal } from './seal.ts';

const context = (scope: string) => `page:${scope}`;

/** Names the place in a list after `last`; opaque to the caller, and good for the same scope only. */
export async function encodePageToken(keys: KeyRing, scope: string, last: string): Promise<string> {
  return seal(await keys.current(), context(scope), new Secret(last));
}

/** The inverse. @throws StoreError `refused-continuation` on a token that was forged or belongs to another scope */
export async function decodePageToken(keys: KeyRing, scope: string, token: string): Promise<string> {
  try {
    return (await open(keys, context(scope), token)).reveal();
  } catch (error) {
    if (!isStoreError(error, 'sealed')) throw error;
    throw new StoreError('refused-continuation', 'not a token of this list', { cause: error });
  }
}
