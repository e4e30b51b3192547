import { errors, parseResourceId, type ResourceId } from '@aro-rp/api';
import { type Call } from '../http/call.ts';

/** The cluster that a path names, `/{action}` after it left out; its parts have been checked. */
export function clusterId(call: Call): ResourceId {
  const path = decodeURIComponent(call.path).split('/').slice(0, 9).join('/');
  const id = parseResourceId(path);
  if (!id) throw errors.notFound(call.path);
  return id;
}
