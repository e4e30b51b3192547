import { errors } from '@aro-rp/api';
import { type Handler, type VersionedCall } from '../http/call.ts';
import { clusterAnswer } from './answers.ts';
import { clusterId } from './cluster-id.ts';
import { type ClusterService } from './cluster-service.ts';

type Reads = Pick<ClusterService, 'clusters'>;

/** 200, or 404. */
export const getCluster =
  ({ clusters }: Reads): Handler<VersionedCall> =>
  async (call) => {
    const id = clusterId(call);
    const found = await clusters.get(id, { signal: call.signal });
    if (!found) throw errors.resourceNotFound(id);
    return clusterAnswer(call, 200, found);
  };

/** ARM's check of existence: 204 or 404, without content. */
export const headCluster =
  ({ clusters }: Reads): Handler<VersionedCall> =>
  async (call) => {
    const found = await clusters.get(clusterId(call), { signal: call.signal });
    return found ? { status: 204, headers: { ETag: found.etag } } : { status: 404 };
  };
