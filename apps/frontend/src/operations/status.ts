import { errors, isTerminal } from '@aro-rp/api';
import { type OperationDocument } from '@aro-rp/database';
import { type Call, type Handler, type VersionedCall } from '../http/call.ts';
import { type ClusterService } from '../clusters/cluster-service.ts';
import { operationHeaders } from './operation-urls.ts';

/** What `Azure-AsyncOperation` leads to: always 200, for an operation that failed too (ARM RPC "async-api"). */
export const operationStatus =
  ({ operations, polling }: ClusterService): Handler<VersionedCall> =>
  async (call) => {
    const { document } = await findOperation(operations, call);
    const id = decodeURIComponent(call.path);
    const { status, startTime, endTime, error } = document;
    return {
      status: 200,
      body: {
        id,
        name: id.slice(id.lastIndexOf('/') + 1),
        status,
        startTime,
        ...(endTime !== undefined && { endTime }),
        ...(error !== undefined && { error }),
      },
      ...(!isTerminal(status) && { headers: operationHeaders(call, document.id, polling) }),
    };
  };

/** An operation is seen in its own subscription only. @throws CloudError 404 */
export async function findOperation(
  operations: ClusterService['operations'],
  call: Call,
): Promise<{ document: Readonly<OperationDocument> }> {
  const { subscriptionId = '', operationId = '' } = call.params;
  const signal = call.signal;
  const found = await operations.get(subscriptionId.toLowerCase(), operationId.toLowerCase(), { signal });
  if (!found) throw errors.operationNotFound(operationId);
  return found;
}
