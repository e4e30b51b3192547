import { type Json } from '../json.ts';
import { type RoleAssignment } from './role-assignments.ts';

/** What GET answers, in the shape of the api-version: the type of the principal came in 2018, conditions in 2020. */
export function showAssignment(assignment: RoleAssignment, version: string): Json {
  const { name, scope, role, principalId, principalType, description, condition, conditionVersion } = assignment;
  const { createdOn, updatedOn, createdBy, updatedBy } = assignment;
  const subscription = /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';
  return {
    properties: {
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
      principalId,
      ...(version < '2018-09' ? {} : { principalType }),
      scope: scope === '' ? '/' : scope,
      ...(version < '2020' ? {} : { condition: condition ?? null, conditionVersion: conditionVersion ?? null }),
      createdOn,
      updatedOn,
      createdBy: createdBy === '' ? null : createdBy,
      updatedBy: updatedBy === '' ? null : updatedBy,
      ...(version < '2020-08' ? {} : { delegatedManagedIdentityResourceId: null, description: description ?? null }),
      ...(version < '2020' || version >= '2020-08' || description === undefined ? {} : { description }),
    },
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    type: 'Microsoft.Authorization/roleAssignments',
    name,
  };
}
