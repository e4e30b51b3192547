import { preconditionFailed } from './errors.ts';

/** ETags with their quotes, or `*`. */
export interface Preconditions {
  ifMatch?: string;
  ifNoneMatch?: string;
}

/** For a write of the version `etag`, which exists. @throws CosmosError 412 */
export function checkPreconditions(etag: string, { ifMatch, ifNoneMatch }: Preconditions): void {
  if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== etag) throw preconditionFailed();
  if (ifNoneMatch !== undefined && (ifNoneMatch === '*' || ifNoneMatch === etag)) throw preconditionFailed();
}
