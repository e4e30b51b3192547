import { type Resource } from '@aro-rp/azure';

/**
 * What is there already is changed only as it was seen: others write it too.
 * @throws Error when Azure has told no ETag of it
 */
export function ifUnchanged({ id, etag }: Resource): { ifMatch: string } {
  if (etag === undefined) throw new Error(`Azure told no ETag of ${id}, without which it is not written over`);
  return { ifMatch: etag };
}
