import { randomUUID } from 'node:crypto';
import { documentId, type OpenShiftCluster, parseResourceId, reservationsOf, type ResourceId } from '@aro-rp/api';
import { hours } from '@aro-rp/time';
import { type WorkRef } from '../documents.ts';
import { type Acceptance } from '../stores.ts';

/** A cluster's id in a subscription of its own, unless one is given. */
export function resource(name = 'c1', subscription: string = randomUUID(), group = 'rg'): ResourceId {
  const id = parseResourceId(
    `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.RedHatOpenShift/openShiftClusters/${name}`,
  );
  if (!id) throw new Error('no resource id');
  return id;
}

export const refOf = (id: ResourceId): WorkRef => ({
  container: 'OpenShiftClusters',
  partitionKey: id.subscriptionId,
  id: documentId(id),
});

export const newIds = () => ({ operationId: randomUUID(), planId: randomUUID() });

export function clusterOf(id: ResourceId): OpenShiftCluster {
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
        domain: 'd1',
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
