import { type OpenShiftCluster } from './cluster.ts';

/** A name that only one cluster of a subscription may hold. */
export interface Reservation {
  kind: 'managed-resource-group' | 'client-id';
  /** Lower-cased. */
  value: string;
}

/** What must be unique in the subscription while the cluster exists. The order is the same every time. */
export function reservationsOf({ properties }: OpenShiftCluster): Reservation[] {
  const clientId = properties.servicePrincipalProfile?.clientId;
  return [
    { kind: 'managed-resource-group', value: properties.clusterProfile.resourceGroupId.toLowerCase() },
    ...(clientId === undefined ? [] : [{ kind: 'client-id' as const, value: clientId.toLowerCase() }]),
  ];
}
