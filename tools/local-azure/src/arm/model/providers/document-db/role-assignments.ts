import { isText } from '../../json.ts';
import { parseResourcePath } from '../../resource-id.ts';
import { type ResourceView } from '../../resource.ts';
import { type ResourceType } from '../provider.ts';
import { type DocumentDbOptions } from './accounts.ts';
import { assignmentType, isGuid, isWithin } from './role-definitions.ts';
import { accountIdOf, badRequest, roleDefaults } from './shared.ts';

/**
 * Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments: who has a role of the data plane, and where. The database
 * or container of the scope is there before.
 */
export const sqlRoleAssignment = ({
  principalExists = () => true,
  tenantOf,
}: Pick<DocumentDbOptions, 'principalExists' | 'tenantOf'>): ResourceType => ({
  ...roleDefaults,
  name: assignmentType.slice(assignmentType.indexOf('/') + 1),
  accept({ id, name, properties, current, view }) {
    if (!isGuid(name)) throw badRequest(`The role assignment id '${name}' is no GUID.`);
    const { roleDefinitionId, principalId, scope } = properties;
    if (!isText(roleDefinitionId) || !view.get(roleDefinitionId))
      throw badRequest(`The specified role definition with ID '${String(roleDefinitionId)}' does not exist.`);
    const accountId = accountIdOf(id);
    if (accountIdOf(roleDefinitionId).toLowerCase() !== accountId.toLowerCase())
      throw badRequest(`The role definition '${roleDefinitionId}' is of another account.`);
    if (!isWithin(accountId, scope)) throw badRequest(`The scope '${String(scope)}' is not within the account.`);
    refuseScope(accountId, scope, view);
    if (!isText(principalId) || !isGuid(principalId))
      throw badRequest(`The principal ID '${String(principalId)}' is no GUID.`);
    const tenantId = tenantOf(parseResourcePath(id)?.subscriptionId ?? '');
    if (!principalExists(tenantId, principalId))
      throw badRequest(
        `The provided principal ID [${principalId}] was not found in the AAD tenant(s) [${tenantId}] which are associated with the customer's subscription.`,
      );
    const before = current?.properties['principalId'];
    if (before !== undefined && before !== principalId)
      throw badRequest('The principal ID of a role assignment cannot be changed.');
    return { properties: { roleDefinitionId, principalId, scope } };
  },
});

/** @throws ArmError when the database or the container of a scope is not there, or not yet */
function refuseScope(accountId: string, scope: string, view: ResourceView): void {
  const [, , database, , container] = scope.slice(accountId.length).split('/');
  if (database === undefined || database === '') return;
  const databaseId = `${accountId}/sqlDatabases/${database}`;
  const id = container === undefined ? databaseId : `${databaseId}/containers/${container}`;
  const state = view.get(id)?.provisioningState;
  if (state !== undefined && state !== 'Creating') return;
  const what = container === undefined ? `database with name [${database}]` : `collection with name [${container}]`;
  throw badRequest(`The ${what} in provided scope [${scope}] could not be found.`);
}
