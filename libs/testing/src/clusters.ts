import { randomUUID } from 'node:crypto';
import { documentId, type OpenShiftCluster, parseResourceId, reservationsOf, type ResourceId } from '@aro-rp/api';
import { type Acceptance, type WorkRef } from '@aro-rp/database';
import { hours } from '@aro-rp/time';

/** A cluster's id in a subscription of its own, unless one is given. */
export function resource(name = 'c1', subscription: string = randomUUID(), group = 'rg'): ResourceId {
  const id = parseResourceId(
    `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.RedHatOpenShift/openShiftClusters/${name}`,
  );
  if (!id) throw new Error('no resource id');
  return id;
}

/** Where its document is. */
export const refOf = (id: ResourceId): WorkRef => ({
  container: 'OpenShiftClusters',
  partitionKey: id.subscriptionId,
  id: documentId(id),
});

/** As a frontend chooses them, once per request. */
export const newIds = () => ({ operationId: randomUUID(), planId: randomUUID() });

/** A cluster as the model has it, while it is created. */
export function clusterOf(id: ResourceId, domain = id.name): OpenShiftCluster {
  const machines = { vmSize: 'Standard_D8s_v3', subnetId: `${id.id}/subnet`, encryptionAtHost: 'Disabled' } as const;
  return {
    id: id.id,
    name: id.name,
    type: 'Microsoft.RedHatOpenShift/openShiftClusters',
    location: 'westeurope',
    tags: { team: 'a' },
    properties: {
      provisioningState: 'Creating',
      clusterProfile: {
        domain,
        version: '4.18.1',
        resourceGroupId: `/subscriptions/${id.subscriptionId}/resourceGroups/managed-${id.name}`,
        fipsValidatedModules: 'Disabled',
      },
      networkProfile: { podCidr: '10.128.0.0/14', serviceCidr: '172.30.0.0/16' },
      masterProfile: machines,
      workerProfiles: [{ ...machines, name: 'worker', diskSizeGB: 128, count: 3 }],
      apiserverProfile: { visibility: 'Public' },
      ingressProfiles: [{ name: 'default', visibility: 'Public' }],
    },
  };
}

/** What a frontend would accept for the cluster. */
export function acceptance(id: ResourceId, changes: Partial<Acceptance> = {}): Acceptance {
  return {
    cluster: clusterOf(id),
    operation: { kind: 'create', status: 'Creating' },
    plan: { kind: 'create-cluster', version: 1, cursor: 'validate', deadline: hours(2) },
    reservations: reservationsOf(clusterOf(id)),
    ...changes,
  };
}
