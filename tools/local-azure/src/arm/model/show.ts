import { type Json } from './json.ts';
import { type ResourceType } from './providers/provider.ts';
import { type ResourceGroup } from './resource-groups.ts';
import { type Resource, type ResourceView } from './resource.ts';
import { type Subscription } from './subscriptions.ts';

/**
 * What GET answers for a resource.
 * @param expand `$expand` of the request
 */
export function showResource(resource: Resource, type: ResourceType, view: ResourceView, expand?: string): Json {
  const { name, id, location, tags, envelope, provisioningState } = resource;
  return {
    name,
    id,
    ...(type.showEtag === undefined ? {} : { etag: type.showEtag(resource) }),
    type: resource.type,
    ...(location === undefined ? {} : { location }),
    ...(tags === undefined ? {} : { tags }),
    ...envelope,
    properties: { provisioningState, ...(type.show?.(resource, view, expand) ?? resource.properties) },
  };
}

const expandable = ['createdTime', 'changedTime', 'provisioningState'] as const;

/** What generic lists show of a resource: its envelope. @param expand `$expand` of the request */
export function showInList(resource: Resource, expand = ''): Json {
  const { id, name, type, location, tags, envelope } = resource;
  const wanted = expand
    .toLowerCase()
    .split(',')
    .map((one) => one.trim());
  const expanded = expandable.filter((one) => wanted.includes(one.toLowerCase()));
  return {
    id,
    name,
    type,
    ...(location === undefined ? {} : { location }),
    ...(tags === undefined ? {} : { tags }),
    ...envelope,
    ...Object.fromEntries(expanded.map((one) => [one, resource[one]])),
  };
}

export function showGroup(group: ResourceGroup): Json {
  const { id, name, location, managedBy, tags, provisioningState } = group;
  return {
    id,
    name,
    type: 'Microsoft.Resources/resourceGroups',
    location,
    ...(managedBy === undefined ? {} : { managedBy }),
    ...(tags === undefined ? {} : { tags }),
    properties: { provisioningState },
  };
}

export function showSubscription({ id, tenantId, name }: Subscription): Json {
  return {
    id: `/subscriptions/${id}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId: id,
    tenantId,
    displayName: name,
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'EnterpriseAgreement_2014-09-01',
      spendingLimit: 'Off',
    },
  };
}
