import {
  call,
  type Expression,
  groupId,
  member,
  reference,
  resourceId,
  subscriptionId,
  text,
} from './language/expression.ts';
import { type Resource } from './language/template.ts';
import { apiVersions, types } from './names.ts';

/** Azure's own ("Azure built-in roles"). */
export const builtInRoles = {
  acrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  acrPush: '8311e382-0749-4cb8-b61a-304f252e45ec',
  blobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  blobDataReader: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  dnsZoneContributor: 'befefa01-2a29-4197-83a8-272ff33ce314',
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6',
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb',
  roleBasedAccessControlAdministrator: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
  serviceBusDataReceiver: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0',
  serviceBusDataSender: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39',
} as const;

/** Of our own: no built-in one is so narrow. */
export const ownRoles = {
  privateEndpoints: {
    roleName: 'ARO RP private endpoints',
    description: "Makes and removes the private endpoints through which the service reaches clusters' APIs.",
    actions: [
      'Microsoft.Network/privateEndpoints/*',
      'Microsoft.Network/networkInterfaces/read',
      'Microsoft.Resources/subscriptions/resourceGroups/read',
    ],
  },
  networkShards: {
    roleName: 'ARO RP network shards',
    description: 'Joins private endpoints to the subnets that are kept for them.',
    actions: [
      'Microsoft.Network/virtualNetworks/read',
      'Microsoft.Network/virtualNetworks/subnets/read',
      'Microsoft.Network/virtualNetworks/subnets/join/action',
    ],
  },
  serviceSubnets: {
    roleName: 'ARO RP service subnets',
    description: "Names the service's subnet in the rules of clusters' storage accounts.",
    actions: ['Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action'],
  },
  registryTokens: {
    roleName: 'ARO RP registry tokens',
    description: 'Makes and removes the tokens with which clusters pull releases.',
    actions: [
      'Microsoft.ContainerRegistry/registries/read',
      'Microsoft.ContainerRegistry/registries/scopeMaps/read',
      'Microsoft.ContainerRegistry/registries/tokens/*',
      'Microsoft.ContainerRegistry/registries/generateCredentials/action',
    ],
  },
} as const;

export type BuiltInRole = keyof typeof builtInRoles;
export type OwnRole = keyof typeof ownRoles;
export type RoleName = BuiltInRole | OwnRole;

/** No two roles of a directory have one name, and each subscription has its own. */
export const roleNameOf = (role: OwnRole): Expression => text`${ownRoles[role].roleName} ${subscriptionId}`;

const isBuiltIn = (role: RoleName): role is BuiltInRole => role in builtInRoles;

/** A role's GUID; those of our own follow from the subscription, since a GUID has one definition in a tenant. */
export const roleGuid = (role: RoleName): string | Expression =>
  isBuiltIn(role) ? builtInRoles[role] : call('guid', subscriptionId, ownRoles[role].roleName);

interface Place {
  role: RoleName;
  /** Of which type and by which names; absent: the group. */
  on?: { type: string; names: readonly (string | Expression)[] };
  /** What makes the scope. */
  dependsOn?: readonly Expression[];
}

interface Assignment extends Place {
  /** The id of the identity that gets it. */
  to: Expression;
  /** False where another template makes the identity. */
  ownIdentity?: boolean;
}

/** An Azure role for one of the region's identities. */
export function assign({ to, dependsOn = [], ownIdentity = true, ...place }: Assignment): Resource {
  const principalId = principalIdOf(to);
  // An identity's object id is not known yet when the assignment has to have a name.
  return assignment({ ...place, dependsOn: [...dependsOn, ...(ownIdentity ? [to] : [])] }, principalId, to);
}

/** An Azure role for an application. @param principalId its object id */
export const assignTo = ({ principalId, ...place }: Place & { principalId: Expression }): Resource =>
  assignment(place, principalId, principalId);

/** Its name follows from what it says, so that a repeat changes nothing. */
function assignment({ role, on, dependsOn = [] }: Place, principalId: Expression, whom: Expression): Resource {
  const scope = on && resourceId(on.type, ...on.names);
  return {
    type: types.roleAssignment,
    apiVersion: apiVersions.authorization,
    name: call('guid', scope ?? groupId, whom, roleGuid(role)),
    ...(scope && { scope }),
    dependsOn,
    properties: { roleDefinitionId: roleId(role), principalId, principalType: 'ServicePrincipal' },
  };
}

export const roleId = (role: RoleName): Expression =>
  call('subscriptionResourceId', types.roleDefinition, roleGuid(role));

/** Known only once the identity is there. */
export const principalIdOf = (identity: Expression): Expression =>
  member(reference(identity, apiVersions.identity), 'principalId');
