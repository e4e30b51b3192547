import { call, type Expression, groupId, resourceId, subscriptionId, text } from './language/expression.ts';
import { defineTemplate, parameter } from './language/template.ts';
import { apiVersions, types } from './names.ts';
import { assign, builtInRoles, type OwnRole, ownRoles, roleGuid, roleId, type RoleName, roleNameOf } from './roles.ts';

/** The roles of our own. Only an owner of the subscription may make them, so they are apart from all that is released. */
export const ownRoleDefinitions = defineTemplate({
  description: 'Roles that no built-in one is so narrow as. Into each subscription, by its owner, once.',
  subscription: true,
  parameters: {},
  resources: () =>
    Object.entries(ownRoles).map(([name, { description, actions }]) => ({
      type: types.roleDefinition,
      apiVersion: apiVersions.authorization,
      name: roleGuid(name as OwnRole),
      properties: {
        roleName: roleNameOf(name as OwnRole),
        description,
        type: 'CustomRole',
        assignableScopes: [text`/subscriptions/${subscriptionId}`],
        permissions: [{ actions, notActions: [], dataActions: [], notDataActions: [] }],
      },
    })),
});

/** What the templates assign: nothing else may be given to anybody with the pipeline's identity. */
export const assignedRoles: readonly RoleName[] = [
  'acrPull',
  'acrPush',
  'blobDataContributor',
  'blobDataReader',
  'dnsZoneContributor',
  'keyVaultSecretsUser',
  'monitoringMetricsPublisher',
  'serviceBusDataReceiver',
  'serviceBusDataSender',
  'privateEndpoints',
  'networkShards',
  'serviceSubnets',
  'registryTokens',
];

/** What releases need in a group: everything but giving rights away, and giving away only what services need. */
export const pipelineRights = defineTemplate({
  description: "The rights of whoever releases. Into every group, by the subscription's owner, once.",
  parameters: { principalId: parameter.string("the object id of the pipeline's service principal") },
  resources: ({ principalId }) =>
    (['contributor', 'roleBasedAccessControlAdministrator'] as const).map((role) => ({
      type: types.roleAssignment,
      apiVersion: apiVersions.authorization,
      name: call('guid', groupId, principalId, builtInRoles[role]),
      properties: {
        roleDefinitionId: roleId(role),
        principalId,
        principalType: 'ServicePrincipal',
        ...(role === 'roleBasedAccessControlAdministrator' && {
          conditionVersion: '2.0',
          condition: onlyAssignedRoles(),
        }),
      },
    })),
});

/** In the language of conditions of role assignments (Azure ABAC): what is written or removed is one of these roles. */
function onlyAssignedRoles(): Expression {
  const guids = call('join', call('createArray', ...assignedRoles.map(roleGuid)), ', ');
  const unless = (verb: string, source: string) =>
    `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${verb}'})) OR (@${source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {<guids>}))`;
  return call('replace', `${unless('write', 'Request')} AND ${unless('delete', 'Resource')}`, '<guids>', guids);
}

/** The group that private endpoints to clusters are made in: the backend may remove what is there, and nothing else. */
export const regionEndpoints = defineTemplate({
  description: "The backend's right to private endpoints. Into the group for these, after region-shared.",
  parameters: {
    regionGroup: parameter.string('the group of the region, in the same subscription'),
  },
  resources: ({ regionGroup }) => [
    assign({
      role: 'privateEndpoints',
      to: resourceId(regionGroup, types.identity, 'backend'),
      ownIdentity: false,
    }),
  ],
});
