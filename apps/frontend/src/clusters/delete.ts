import { type Acceptance, type ClusterDocument, type Versioned } from '@aro-rp/database';
import { type Answer } from '../http/answer.ts';
import { type Handler, type VersionedCall } from '../http/call.ts';
import { operationHeaders } from '../operations/operation-urls.ts';
import { requireSubscription } from '../subscriptions/gate.ts';
import { accept } from './accept.ts';
import { clusterId } from './cluster-id.ts';
import { type ClusterService } from './cluster-service.ts';
import { checkPreconditions, refuseWhileRunning } from './gates.ts';
import { heldNames } from './held-names.ts';
import { plans } from './plans.ts';

/** Thrown to end a decision that has nothing to delete, or finds it being deleted by `operationId`. */
class AlreadyDeleted extends Error {
  constructor(readonly operationId?: string) {
    super('there is nothing to delete');
  }
}

/** 202 with the operation, 204 without a cluster; while it is being deleted 202 with the operation that does it. */
export const deleteCluster =
  (service: ClusterService): Handler<VersionedCall> =>
  async (call) => {
    await requireSubscription(service.subscriptions, call, 'delete');
    const answer = (operationId: string): Answer => ({
      status: 202,
      headers: operationHeaders(call, operationId, service.polling),
    });
    try {
      const { operationId } = await accept(service, call, clusterId(call), (current) => decide(call, current));
      return answer(operationId);
    } catch (error) {
      if (!(error instanceof AlreadyDeleted)) throw error;
      return error.operationId === undefined ? { status: 204 } : answer(error.operationId);
    }
  };

/** Pure: it may be asked again with a newer cluster. */
function decide(call: VersionedCall, current: Versioned<ClusterDocument> | undefined): Acceptance {
  if (!current) throw new AlreadyDeleted();
  const { cluster, operationId, provisioningState } = current.document;
  if (provisioningState === 'Deleting') throw new AlreadyDeleted(operationId);
  refuseWhileRunning(current);
  checkPreconditions(call.preconditions, current);
  return {
    cluster,
    reservations: heldNames(cluster, current.document),
    correlation: call.correlation,
    plan: plans.delete,
    operation: { kind: 'delete', status: 'Deleting', correlation: call.correlation },
  };
}
