import { type ClusterDocument, type Versioned } from '@aro-rp/database';
import { type Answer } from '../http/answer.ts';
import { type VersionedCall } from '../http/call.ts';

/** A cluster in the shape of the request's API version; never with a secret. */
export const clusterAnswer = (call: VersionedCall, status: number, found: Versioned<ClusterDocument>): Answer => ({
  status,
  body: call.version.toExternal(found.document.cluster),
  headers: { ETag: found.etag },
});
