import { CloudError, errors, isTerminal, parseResourceId } from '@aro-rp/api';
import { clusterAnswer } from '../clusters/answers.ts';
import { type ClusterService } from '../clusters/cluster-service.ts';
import { type Handler, type VersionedCall } from '../http/call.ts';
import { operationHeaders } from './operation-urls.ts';
import { findOperation } from './status.ts';

/**
 * What `Location` leads to: 202 while the operation runs, then what the request would have been answered without one:
 * 204 after a delete, 200 with the cluster after a create or update, and what went wrong when it failed. A failure is
 * 409, which no client tries again.
 */
export const operationResult =
  ({ operations, clusters, polling }: ClusterService): Handler<VersionedCall> =>
  async (call) => {
    const { document } = await findOperation(operations, call);
    if (!isTerminal(document.status)) {
      return { status: 202, headers: operationHeaders(call, document.id, polling) };
    }
    if (document.status !== 'Succeeded') {
      const { error = { code: 'OperationFailed', message: `The operation ended as ${document.status}.` } } = document;
      throw new CloudError(409, error);
    }
    if (document.kind === 'delete') return { status: 204 };
    const id = parseResourceId(document.resourceId);
    if (!id) throw errors.internalServerError();
    const found = await clusters.get(id, { signal: call.signal });
    if (!found) throw errors.resourceNotFound(id);
    return clusterAnswer(call, 200, found);
  };
