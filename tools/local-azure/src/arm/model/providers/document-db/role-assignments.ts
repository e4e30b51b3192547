import { isText } from '../../json.ts';
import { parseResourcePath } from '../../resource-id.ts';
import { type ResourceType } from '../provider.ts';
import { type DocumentDbOptions } from './accounts.ts';
import { assignmentType, isGuid, isWithin } from './role-definitions.ts';
import { accountIdOf, badRequest, childDefaults } from './shared.ts';

/**
 * Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments: who has a role of the data plane, and where. The database
 * or container of the scope need not be there.
 */
export const sqlRoleAssignment = ({
  principalExists = () => true,
  tenantOf,
}: Pick<DocumentDbOptions, 'principalExists' | 'tenantOf'>): ResourceType => ({
  ...childDefaults,
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
