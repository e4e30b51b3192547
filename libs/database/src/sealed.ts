import { type Secret } from '@aro-rp/telemetry';
import { answering, type KeyRing } from './key-ring.ts';
import { open, seal } from './seal.ts';

/** What is kept outside of documents, sealed like what is in them: bound to `context`. @throws StoreError `unavailable` */
export async function sealed(keys: KeyRing, context: string, value: Secret): Promise<string> {
  return seal(await answering(keys).current(), context, value);
}

/** The inverse of {@link sealed}. @throws StoreError `sealed`, `unavailable` */
export const openSealed = (keys: KeyRing, context: string, text: string): Promise<Secret> =>
  open(answering(keys), context, text);
