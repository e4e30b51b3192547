import { type Secret } from '@aro-rp/telemetry';
import { StoreError } from './errors.ts';
import { type KeyRing } from './key-ring.ts';
import { open, seal } from './seal.ts';

/** What is kept outside of documents, sealed like what is in them: bound to `context`. @throws StoreError `unavailable` */
export async function sealed(keys: KeyRing, context: string, value: Secret): Promise<string> {
  return seal(await currentKey(keys), context, value);
}

/** The inverse of {@link sealed}. @throws StoreError `sealed` */
export const openSealed = (keys: KeyRing, context: string, text: string): Promise<Secret> => open(keys, context, text);

/** The key to seal with. @throws StoreError `unavailable`: nothing has been sent, and the vault may answer the next time */
export const currentKey = (keys: KeyRing) =>
  keys.current().catch((error: unknown) => {
    throw new StoreError('unavailable', 'no data key', { cause: error });
  });
