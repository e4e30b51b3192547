import { errors } from '@aro-rp/api';
import { type ClusterDocument } from '@aro-rp/database';
import { type Handler, type VersionedCall } from '../http/call.ts';
import { requireSubscription } from '../subscriptions/gate.ts';
import { clusterId } from './cluster-id.ts';
import { type ClusterService } from './cluster-service.ts';

const actions = {
  listCredentials: {
    secret: 'kubeadminPassword',
    body: (password: string) => ({ kubeadminUsername: 'kubeadmin', kubeadminPassword: password }),
  },
  listAdminCredentials: {
    secret: 'userAdminKubeconfig',
    body: (kubeconfig: string) => ({ kubeconfig: Buffer.from(kubeconfig).toString('base64') }),
  },
} as const;

/**
 * The only answers that hold a secret. 409 while the cluster has none: when it is being made or deleted, when that
 * failed, and until an installation has left it credentials.
 */
export const listCredentials =
  (service: ClusterService, action: keyof typeof actions): Handler<VersionedCall> =>
  async (call) => {
    if (!call.version.actions.has(action)) throw errors.invalidResourceType(action, call.version.version);
    await requireSubscription(service.subscriptions, call, 'action');
    const id = clusterId(call);
    const found = await service.clusters.get(id, { signal: call.signal });
    if (!found) throw errors.resourceNotFound(id);
    refuseWithoutCredentials(found.document);
    const { secret, body } = actions[action];
    const value = (await service.clusters.secrets(id, { signal: call.signal }))[secret];
    if (!value) throw errors.conflict('The cluster has no credentials: OpenShift has not been installed on it.');
    return { status: 200, body: body(value.reveal()), headers: { 'Cache-Control': 'no-store' } };
  };

function refuseWithoutCredentials({ cluster }: ClusterDocument): void {
  const { provisioningState, failedProvisioningState } = cluster.properties;
  const state = provisioningState === 'Failed' ? failedProvisioningState : provisioningState;
  if (state === 'Creating' || state === 'Deleting') throw errors.requestNotAllowedInState(provisioningState);
}
