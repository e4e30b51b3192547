import { type ETag, type Versioned } from '../documents.ts';

/** What every document has. */
export interface Stored {
  id: string;
  revision?: number;
}

/** What Cosmos DB adds to each document. All other members are ours, or a newer version's, and are carried through. */
interface SystemProperties {
  _etag?: string;
  _ts?: number;
  _rid?: string;
  _self?: string;
  _attachments?: string;
  _lsn?: number;
}

/** Parts what we wrote from what Cosmos DB added. */
export function versioned<T extends object>(resource: T & SystemProperties): Versioned<T> {
  const { _etag, _ts, _rid, _self, _attachments, _lsn, ...document } = resource;
  return { document: document as unknown as T, etag: (_etag ?? '') as ETag, writtenAt: (_ts ?? 0) * 1_000 };
}
