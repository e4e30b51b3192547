import { type OpenShiftCluster } from './cluster.ts';

/** A name that only one cluster of a subscription may hold. */
export interface Reservation {
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
export function reservationsOf({ properties }: OpenShiftCluster): Reservation[] {
  const clientId = properties.servicePrincipalProfile?.clientId;
  return [
    { kind: 'managed-resource-group', value: properties.clusterProfile.resourceGroupId.toLowerCase() },
    ...(clientId === undefined ? [] : [{ kind: 'client-id' as const, value: clientId.toLowerCase() }]),
  ];
}
