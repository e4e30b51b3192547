import { roles } from './model/authorization/built-in-roles.ts';
import { ensureFirst, type FirstAssignment, firstPrincipals } from './model/authorization/first-assignments.ts';
import { type Model } from './model/index.ts';
import { type Store } from './store.ts';
import { serviceIds } from './service-resources.ts';

/** Roles of the service's own: no built-in one is so narrow. */
const ownRoles = {
  privateEndpoints: {
    name: 'd0000000-0000-4000-8000-000000000001',
    roleName: 'ARO RP private endpoints',
    actions: [
      'Microsoft.Network/privateEndpoints/*',
      'Microsoft.Network/networkInterfaces/read',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
    ],
  },
  networkShards: {
    name: 'd0000000-0000-4000-8000-000000000002',
    roleName: 'ARO RP network shards',
    actions: [
      'Microsoft.Network/virtualNetworks/read',
      'Microsoft.Network/virtualNetworks/subnets/read',
      'Microsoft.Network/virtualNetworks/subnets/join/action',
    ],
  },
  registryTokens: {
    name: 'd0000000-0000-4000-8000-000000000003',
    roleName: 'ARO RP registry tokens',
    actions: [
      'Microsoft.ContainerRegistry/registries/read',
      'Microsoft.ContainerRegistry/registries/scopeMaps/read',
      'Microsoft.ContainerRegistry/registries/tokens/*',
      'Microsoft.ContainerRegistry/registries/generateCredentials/action',
    ],
  },
} as const;

/**
 * Who has what before anybody has assigned anything: customers own the subscriptions of their tenant, and that of the
 * home tenant the service's too, since it is the tools' identity; the backend has what it needs of the service's own
 * resources; the mirror pushes into the registry and stores installers; the frontend and the change feed have nothing.
 */
export function ensureServiceRights(
  store: Store,
  model: Model,
  place: { subscriptionId: string; resourceGroup: string; tenantId: string; zone: string },
): void {
  const { assignments, definitions } = model.authorization;
  const { tenantId, subscriptionId } = place;
  for (const { name, roleName, actions } of Object.values(ownRoles)) {
    if (definitions.find(tenantId, name)) continue;
    const assignableScopes = [`/subscriptions/${subscriptionId}`];
    const body = { properties: { roleName, permissions: [{ actions }], assignableScopes } };
    definitions.put(tenantId, name, body, { oid: '', appid: '', tid: tenantId });
  }
  const owners = model.subscriptions.list().flatMap(({ id, tenantId: tenant }) =>
    firstPrincipals(tenant).customers.map((principalId) => ({
      scope: `/subscriptions/${id}`,
      role: roles.owner.name,
      principalId,
    })),
  );
  ensureFirst(store, assignments, [...owners, ...ofService(place)]);
}

function ofService(place: { subscriptionId: string; resourceGroup: string; tenantId: string; zone: string }) {
  const { subscriptionId, resourceGroup, tenantId, zone } = place;
  const ids = serviceIds(subscriptionId, resourceGroup);
  const { customers, backend, mirror } = firstPrincipals(tenantId);
  const rights: { scope: string; role: string }[] = [
    { scope: `${ids.group}/providers/Microsoft.Network/dnszones/${zone}`, role: roles.dnsZoneContributor.name },
    { scope: ids.group, role: ownRoles.privateEndpoints.name },
    ...ids.networks.map((scope) => ({ scope, role: ownRoles.networkShards.name })),
    { scope: ids.registry, role: ownRoles.registryTokens.name },
    { scope: ids.installerOutput, role: roles.storageBlobDataContributor.name },
    { scope: ids.installers, role: roles.storageBlobDataReader.name },
  ];
  const ofMirror = [
    { scope: ids.registry, role: roles.acrPush.name },
    { scope: ids.installers, role: roles.storageBlobDataContributor.name },
  ];
  return [
    ...(mirror === undefined ? [] : ofMirror.map((one): FirstAssignment => ({ ...one, principalId: mirror }))),
    ...(backend === undefined ? [] : rights.map((one): FirstAssignment => ({ ...one, principalId: backend }))),
    ...customers.map((principalId) => ({ scope: ids.account, role: roles.storageBlobDataOwner.name, principalId })),
  ];
}
