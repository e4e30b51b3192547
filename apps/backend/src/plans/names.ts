import { type OpenShiftCluster } from '@aro-rp/api';
import { customerErrors } from './customer-errors.ts';

/** The domain that the cluster answers under: the customer's own, or one label under our zone. */
export const fullDomain = ({ properties }: OpenShiftCluster, zone: string): string => {
  const domain = properties.clusterProfile.domain.toLowerCase();
  return domain.includes('.') ? domain : `${domain}.${zone}`;
};

/** The record that holds the cluster's domain in our zone; undefined when the domain is the customer's own. */
export function recordName(cluster: OpenShiftCluster, zone: string): string | undefined {
  const domain = fullDomain(cluster, zone);
  const prefix = domain.endsWith(`.${zone}`) ? domain.slice(0, -zone.length - 1) : undefined;
  return prefix === undefined || prefix.includes('.') ? undefined : `api.${prefix}`;
}

/** The record of what is below `apps` in the cluster's domain. */
export const appsRecordName = (cluster: OpenShiftCluster, zone: string): string | undefined =>
  recordName(cluster, zone)?.replace(/^api\./, '*.apps.');

/** The managed resource group; undefined when the id names none in the cluster's subscription, so that none was made. */
export function findManagedGroup({ id, properties }: OpenShiftCluster): { id: string; name: string } | undefined {
  const groupId = properties.clusterProfile.resourceGroupId;
  const [, subscription, name] = /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)$/i.exec(groupId) ?? [];
  const isInSubscription = id.toLowerCase().startsWith(`/subscriptions/${subscription?.toLowerCase()}/`);
  return name === undefined || !isInSubscription ? undefined : { id: groupId, name };
}

/** @throws CloudError when the id names no resource group in the cluster's subscription */
export function managedGroup(cluster: OpenShiftCluster): { id: string; name: string } {
  const group = findManagedGroup(cluster);
  if (group === undefined) throw customerErrors.resourceGroupInvalid(cluster.properties.clusterProfile.resourceGroupId);
  return group;
}
