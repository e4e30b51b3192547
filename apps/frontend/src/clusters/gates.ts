import { errors, isTerminal, type OpenShiftCluster } from '@aro-rp/api';
import { type ClusterDocument, type Versioned } from '@aro-rp/database';
import { type RequestPreconditions } from '../http/call.ts';

/** Thrown by a decision that meets a running operation; who catches it may find that the request is its repeat. */
export class OperationRunning extends Error {
  override readonly name = 'OperationRunning';

  constructor(readonly current: Versioned<ClusterDocument>) {
    super(`operation ${current.document.operationId} runs`);
  }
}

/** D3: nothing is accepted while an operation runs. @throws OperationRunning */
export function refuseWhileRunning(current: Versioned<ClusterDocument>): void {
  if (!isTerminal(current.document.provisioningState)) throw new OperationRunning(current);
}

/** A cluster that was half made or half deleted can only be deleted. @throws CloudError 409 */
export function refuseAfterFailedCreateOrDelete({ properties }: OpenShiftCluster): void {
  const { provisioningState, failedProvisioningState } = properties;
  if (provisioningState !== 'Failed') return;
  if (failedProvisioningState === 'Creating' || failedProvisioningState === 'Deleting') {
    throw errors.requestNotAllowedAfterFailure(failedProvisioningState);
  }
}

/**
 * `If-Match` and `If-None-Match` as RFC 9110 has them, with strong comparison; ARM RPC "Addendum" for what an absent
 * resource means: whoever treats absence otherwise does so before. @throws CloudError 412
 */
export function checkPreconditions(
  { ifMatch, ifNoneMatch }: RequestPreconditions,
  current: { etag: string } | undefined,
): void {
  if (ifMatch !== undefined && !names(ifMatch, current?.etag)) throw errors.preconditionFailed('If-Match');
  if (ifNoneMatch !== undefined && names(ifNoneMatch, current?.etag)) throw errors.preconditionFailed('If-None-Match');
}

const names = (condition: string, etag: string | undefined): boolean =>
  etag !== undefined && (condition.trim() === '*' || condition.split(',').some((one) => one.trim() === etag));
