import { builtInRoles } from '../../../../cosmos/protocol/roles.ts';
import { ArmError } from '../../errors.ts';
import { asList, asObject, isText, type Json } from '../../json.ts';
import { equalIds, keyOf } from '../../resource-id.ts';
import { type ResourceView } from '../../resource.ts';
import { type ChildChange, type ResourceType } from '../provider.ts';
import { accountIdOf, badRequest, roleDefaults } from './shared.ts';

const type = 'databaseAccounts/sqlRoleDefinitions';
export const assignmentType = 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments';

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const isGuid = (text: string): boolean => guid.test(text);

/** Those that every account has. */
export const builtInDefinitions = (accountId: string): ChildChange[] =>
  builtInRoles.map(({ id, roleName, dataActions }) => ({
    kind: 'put',
    type,
    name: id,
    properties: {
      roleName,
      type: 'BuiltInRole',
      assignableScopes: [accountId],
      permissions: [{ dataActions: [...dataActions], notDataActions: [] }],
    },
  }));

/** Whether a scope is the account or something in it. */
export const isWithin = (accountId: string, scope: unknown): scope is string =>
  isText(scope) &&
  new RegExp('^(/dbs/[^/]+(/colls/[^/]+)?)?/?$', 'i').test(
    keyOf(scope).startsWith(keyOf(accountId)) ? scope.slice(accountId.length) : 'elsewhere',
  );

const knownAction =
  /^Microsoft\.DocumentDB\/databaseAccounts\/(readMetadata|throughputSettings\/read|sqlDatabases\/\*|sqlDatabases\/(containers\/(\*|executeQuery|readChangeFeed|executeStoredProcedure|manageConflicts|items\/(\*|create|read|upsert|replace|delete))|write|delete|containers\/(write|delete)))$/i;

/** Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions: what a role of the data plane allows. */
export const sqlRoleDefinition: ResourceType = {
  ...roleDefaults,
  name: type,
  accept({ id, name, properties, current, view }) {
    if (!isGuid(name)) throw badRequest(`The role definition id '${name}' is no GUID.`);
    if (current?.properties['type'] === 'BuiltInRole') throw badRequest('Built-in role definitions cannot be changed.');
    const { roleName, type: kind = 'CustomRole' } = properties;
    if (!isText(roleName)) throw badRequest('The roleName of the role definition is missing.');
    if (kind !== 'CustomRole') throw badRequest(`A role definition of the type '${String(kind)}' cannot be made.`);
    refuseNameTaken(id, roleName, view);
    const scopes = asList(properties['assignableScopes']);
    const outside = scopes.find((one) => !isWithin(accountIdOf(id), one));
    if (scopes.length === 0 || outside !== undefined)
      throw badRequest(`The assignable scope '${String(outside)}' is not within the account of the role definition.`);
    const permissions = asList(properties['permissions']).map((one) => permissionOf(asObject(one)));
    if (permissions.length === 0) throw badRequest('The permissions of the role definition are missing.');
    return { properties: { roleName, type: kind, assignableScopes: scopes, permissions } };
  },
  refuseDelete({ id, properties }, view) {
    if (properties['type'] === 'BuiltInRole') return badRequest('Built-in role definitions cannot be deleted.');
    const user = view
      .ofType(undefined, assignmentType)
      .find((one) => equalIds(String(one.properties['roleDefinitionId']), id));
    return user && new ArmError(409, 'Conflict', `The role definition is in use by the role assignment ${user.id}.`);
  },
};

function permissionOf({ dataActions, notDataActions }: Json): Json {
  const actions = asList(dataActions);
  const unknown = actions.find((one) => !isText(one) || !knownAction.test(one));
  if (actions.length === 0 || unknown !== undefined)
    throw badRequest(
      `The data action '${String(unknown)}' does not match any of the actions supported by the account.`,
    );
  if (asList(notDataActions).length > 0) throw badRequest('notDataActions are not served here.');
  return { dataActions: actions, notDataActions: [] };
}

function refuseNameTaken(id: string, roleName: string, view: ResourceView): void {
  const twin = view
    .children(accountIdOf(id))
    .find((one) => one.type.endsWith('/sqlRoleDefinitions') && one.properties['roleName'] === roleName);
  if (twin && !equalIds(twin.id, id))
    throw new ArmError(
      409,
      'Conflict',
      `A Role Definition with the name [${roleName}] already exists, please choose a unique name for your new Role Definition.`,
    );
}
