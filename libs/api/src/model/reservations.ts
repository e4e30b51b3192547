import { type OpenShiftCluster } from './cluster.ts';

/** A name that only one cluster of a subscription may hold. */
export interface Reservation {
  /** A `client-id` is the client id of the service principal, or the resource id of the cluster's managed identity. */
  kind: 'managed-resource-group' | 'client-id';
  /** Lower-cased. */
  value: string;
}

/** The kinds that this release knows; a document may hold others. */
export const reservationKinds: ReadonlySet<string> = new Set<Reservation['kind']>([
  'managed-resource-group',
  'client-id',
]);

/** What must be unique in the subscription while the cluster exists. The order is the same every time. */
export function reservationsOf({ identity, properties }: OpenShiftCluster): Reservation[] {
  const clients = [
    properties.servicePrincipalProfile?.clientId ?? [],
    Object.keys(identity?.userAssignedIdentities ?? {}),
  ].flat();
  return [
    { kind: 'managed-resource-group', value: properties.clusterProfile.resourceGroupId.toLowerCase() },
    ...clients.map((client) => ({ kind: 'client-id' as const, value: client.toLowerCase() })),
  ];
}
