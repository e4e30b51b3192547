import { randomUUID } from 'node:crypto';
import { errors, type ResourceId } from '@aro-rp/api';
import { type ClusterDocument, type Decide, type OperationDocument, type Versioned } from '@aro-rp/database';
import { type VersionedCall } from '../http/call.ts';
import { operationUrl } from '../operations/operation-urls.ts';
import { type ClusterService } from './cluster-service.ts';
import { OperationRunning } from './gates.ts';

export interface Accepted {
  cluster: Versioned<ClusterDocument>;
  operationId: string;
  /** The answer to a PUT is 201. */
  created: boolean;
}

/**
 * Accepts what `decide` decides. The same PUT again, sent because its answer was lost, gets the answer of the first
 * while its operation runs; any other write meanwhile is refused with the operation's name.
 * @throws CloudError, StoreError
 */
export async function accept(
  { clusters, operations, polling }: ClusterService,
  call: VersionedCall,
  id: ResourceId,
  decide: Decide,
): Promise<Accepted> {
  // D3: chosen once, so that a retry inside the store recognises its own.
  const operationId = randomUUID();
  try {
    const accepted = await clusters.accept(id, { operationId, planId: randomUUID() }, decide, { signal: call.signal });
    call.log.info('accepted', { operationId, resourceId: id.id });
    return { ...accepted, operationId };
  } catch (error) {
    if (!(error instanceof OperationRunning)) throw error;
    const cluster = error.current;
    const running = await operations.get(id.subscriptionId, cluster.document.operationId, { signal: call.signal });
    if (running && isRepeat(call, running.document)) {
      const { id: operationId, kind } = running.document;
      return { cluster, operationId, created: kind === 'create' };
    }
    throw busy(cluster.document, running?.document, (operationId) =>
      operationUrl(call, 'operationsstatus', operationId, polling),
    );
  }
}

/**
 * Both the id that the client gave and the whole body have to be the same: ids alone need not be unique. Only the
 * operations of PUTs have a `request`.
 */
const isRepeat = ({ method, correlation, body }: VersionedCall, { request }: OperationDocument): boolean =>
  method === 'PUT' &&
  correlation.clientRequestId !== undefined &&
  request?.clientRequestId === correlation.clientRequestId &&
  request.bodyHash === body?.hash;

const kindOf: Readonly<Record<string, OperationDocument['kind']>> = { Creating: 'create', Deleting: 'delete' };

function busy(cluster: ClusterDocument, running: OperationDocument | undefined, url: (operationId: string) => string) {
  const { operationId, provisioningState } = cluster;
  const kind = running?.kind ?? kindOf[provisioningState] ?? 'update';
  return errors.requestNotAllowed({ kind, operationId, statusUrl: url(operationId) });
}
