import { type Resource } from '@aro-rp/azure';
import { apiVersions } from '../../names.ts';

/** Resource types of one api-version, with what has to be gone before what: each level begins when the one before is gone. */
const types = (namespace: string, version: string, levels: Record<string, number>): [string, Deletable][] =>
  Object.entries(levels).map(([type, level]) => [`${namespace}/${type}`.toLowerCase(), { version, level }]);

export interface Deletable {
  version: string;
  level: number;
}

/**
 * What a cluster, those who look after it and its customer make in the managed group. A namespace has an api-version for
 * each group of its types, and refuses any other: what is not here is left to Azure's own deletion of the group.
 */
const deletable = new Map<string, Deletable>([
  ...types('Microsoft.Compute', apiVersions.compute, {
    virtualMachines: 0,
    virtualMachineScaleSets: 0,
    availabilitySets: 3,
    images: 3,
    restorePointCollections: 3,
    sshPublicKeys: 3,
    proximityPlacementGroups: 4,
  }),
  ...types('Microsoft.Compute', apiVersions.disks, {
    disks: 3,
    snapshots: 3,
    diskAccesses: 4,
    diskEncryptionSets: 4,
  }),
  ...types('Microsoft.Compute', apiVersions.galleries, {
    'galleries/images/versions': 1,
    'galleries/applications/versions': 1,
    'galleries/images': 2,
    'galleries/applications': 2,
    galleries: 3,
  }),
  ...types('Microsoft.Network', apiVersions.network, {
    privateEndpoints: 0,
    privateLinkServices: 1,
    networkInterfaces: 2,
    loadBalancers: 3,
    natGateways: 3,
    applicationSecurityGroups: 3,
    routeTables: 3,
    publicIPAddresses: 4,
    networkSecurityGroups: 4,
    publicIPPrefixes: 5,
  }),
  ...types('Microsoft.Network', apiVersions.privateDns, {
    'privateDnsZones/virtualNetworkLinks': 3,
    privateDnsZones: 4,
  }),
  ...types('Microsoft.Storage', apiVersions.storage, { storageAccounts: 3 }),
  ...types('Microsoft.ManagedIdentity', apiVersions.managedIdentity, { userAssignedIdentities: 3 }),
]);

/** @returns undefined for what is left to the deletion of the group */
export const deletableAs = ({ type = '' }: Pick<Resource, 'type'>): Deletable | undefined =>
  deletable.get(type.toLowerCase());
