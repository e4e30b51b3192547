import {
  errors,
  isOperationId,
  isResourceGroupName,
  isResourceName,
  isSubscriptionId,
  normalizeLocation,
  providerNamespace,
  resourceType,
  sameResource,
} from '@aro-rp/api';

/**
 * Refuses path parts that cannot be right, in the order in which they stand in a path.
 * @throws CloudError 400
 */
export function checkPath(params: Readonly<Record<string, string>>, place: { location: string; apiVersion: string }) {
  const { subscriptionId, resourceGroup, namespace, type, name, location, operationId } = params;
  if (subscriptionId !== undefined && !isSubscriptionId(subscriptionId)) {
    throw errors.invalidSubscriptionId(subscriptionId);
  }
  if (resourceGroup !== undefined && !isResourceGroupName(resourceGroup)) {
    throw errors.resourceGroupNotFound(resourceGroup);
  }
  if (namespace !== undefined && !sameResource(namespace, providerNamespace)) {
    throw errors.invalidResourceNamespace(namespace);
  }
  if (type !== undefined && !sameResource(type, resourceType)) {
    throw errors.invalidResourceType(type, place.apiVersion);
  }
  if (name !== undefined && !isResourceName(name)) throw errors.invalidResourceName(name);
  if (location !== undefined && normalizeLocation(location) !== normalizeLocation(place.location)) {
    throw errors.invalidLocation(location, place.location);
  }
  if (operationId !== undefined && !isOperationId(operationId)) throw errors.invalidOperationId(operationId);
}
