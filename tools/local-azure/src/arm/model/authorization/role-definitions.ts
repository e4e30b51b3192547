import { type Clock, toInstant } from '@aro-rp/time';
import { type Effect } from '../../activity-log.ts';
import { type Store } from '../../store.ts';
import { type Caller } from '../access.ts';
import { ArmError } from '../errors.ts';
import { asList, asObject, isObject, isText, type Json, sameJson } from '../json.ts';
import { keyOf } from '../resource-id.ts';
import { type Permission } from './actions.ts';
import { type Role, roles } from './built-in-roles.ts';
import { encloses } from './scopes.ts';
import { badFormat, isGuid } from './words.ts';

export interface RoleDefinition extends Role {
  type: 'BuiltInRole' | 'CustomRole';
  /** Where it may be assigned; a slash is everywhere. */
  assignableScopes: string[];
  createdOn: string;
  updatedOn: string;
  createdBy: string;
}

export interface RoleDefinitions {
  /** Built in, or a tenant's own. */
  find(tenantId: string, name: string): RoleDefinition | undefined;
  /** Those that may be assigned at the scope, by their names. */
  list(tenantId: string, scope: string): RoleDefinition[];
  /** A role of the tenant's own. Part of the caller's transaction. @throws ArmError in Azure's words */
  put(tenantId: string, name: string, body: Json, caller: Caller): { definition: RoleDefinition; effect: Effect };
  /** @returns undefined when there is none. @throws ArmError for one that is built in or still assigned */
  remove(tenantId: string, name: string): RoleDefinition | undefined;
}

/** When Azure's own came into being, for all that they tell. */
const since = '2015-02-02T21:55:09.8806423Z';

const builtIn = new Map(
  Object.values<Role>(roles).map((role): [string, RoleDefinition] => [
    role.name,
    { ...role, type: 'BuiltInRole', assignableScopes: ['/'], createdOn: since, updatedOn: since, createdBy: '' },
  ]),
);

/** @param isAssigned whether any assignment gives the role */
export function createRoleDefinitions(
  store: Store,
  clock: Clock,
  isAssigned: (role: string) => boolean,
): RoleDefinitions {
  const table = store.table<RoleDefinition>('role-definition');
  const key = (tenantId: string, name: string) => keyOf(`${tenantId}/${name}`);
  const custom = (tenantId: string) => table.within(`${keyOf(tenantId)}/`);
  const find = (tenantId: string, name: string) => builtIn.get(keyOf(name)) ?? table.get(key(tenantId, name));

  return {
    find,
    list: (tenantId, scope) => [
      ...builtIn.values(),
      ...custom(tenantId).filter(({ assignableScopes }) => assignableScopes.some((one) => encloses(one, scope))),
    ],
    put(tenantId, name, body, caller) {
      if (!isGuid(name)) throw invalidId(name);
      if (builtIn.has(keyOf(name))) throw isBuiltIn();
      const { roleName, description, permissions, assignableScopes } = acceptDefinition(body);
      const taken = custom(tenantId).find(
        (one) => keyOf(one.roleName) === keyOf(roleName) && keyOf(one.name) !== keyOf(name),
      );
      if (taken)
        throw new ArmError(
          409,
          'RoleDefinitionWithSameNameExists',
          'A custom role with the same name already exists in this directory. Use a different name.',
        );
      const before = table.get(key(tenantId, name));
      const now = toInstant(clock.now());
      const definition: RoleDefinition = {
        name,
        roleName,
        description,
        type: 'CustomRole',
        permissions,
        assignableScopes,
        createdOn: before?.createdOn ?? now,
        updatedOn: now,
        createdBy: before?.createdBy ?? caller.oid,
      };
      table.put(key(tenantId, name), definition);
      const isSame = before && sameJson({ ...before, updatedOn: now }, definition);
      return { definition, effect: before === undefined ? 'created' : isSame ? 'unchanged' : 'updated' };
    },
    remove(tenantId, name) {
      if (builtIn.has(keyOf(name))) throw isBuiltIn();
      const found = table.get(key(tenantId, name));
      if (!found) return undefined;
      if (isAssigned(name))
        throw new ArmError(
          400,
          'RoleDefinitionHasAssignments',
          `There are existing role assignments referencing role (code: RoleDefinitionHasAssignments). Role: '${name}'.`,
        );
      table.remove(key(tenantId, name));
      return found;
    },
  };
}

/** @param scope that the request was made at */
export function showDefinition(definition: RoleDefinition, scope: string): Json {
  const { name, roleName, type, description, permissions, assignableScopes, createdOn, updatedOn, createdBy } =
    definition;
  return {
    properties: {
      roleName,
      type,
      description,
      assignableScopes,
      permissions: permissions.map(showPermission),
      createdOn,
      updatedOn,
      createdBy: createdBy === '' ? null : createdBy,
      updatedBy: createdBy === '' ? null : createdBy,
    },
    id: `${subscriptionOf(scope)}/providers/Microsoft.Authorization/roleDefinitions/${name}`,
    type: 'Microsoft.Authorization/roleDefinitions',
    name,
  };
}

export const showPermission = ({ actions, notActions, dataActions, notDataActions }: Permission): Json => ({
  actions,
  notActions,
  dataActions,
  notDataActions,
});

/** Ids of definitions name the subscription that they were asked at, if any. */
const subscriptionOf = (scope: string): string => /^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? '';

function acceptDefinition(body: Json): Pick<RoleDefinition, 'roleName' | 'description' | 'assignableScopes'> & {
  permissions: Permission[];
} {
  const { properties } = body;
  if (!isObject(properties)) throw badFormat();
  const { roleName, description, assignableScopes } = properties;
  const permissions = asList(properties['permissions']).map(acceptPermission);
  const scopes = asList(assignableScopes).filter(isText);
  if (!isText(roleName) || permissions.length === 0) throw badFormat();
  if (scopes.length === 0 || scopes.some((scope) => !scope.startsWith('/subscriptions/')))
    throw new ArmError(
      400,
      'MissingAssignableScopes',
      'The role definition has no assignable scope: name at least one subscription, resource group or resource.',
    );
  return { roleName, description: isText(description) ? description : '', permissions, assignableScopes: scopes };
}

function acceptPermission(value: unknown): Permission {
  const given = asObject(value);
  const list = (member: string) => asList(given[member]).filter(isText);
  return {
    actions: list('actions'),
    notActions: list('notActions'),
    dataActions: list('dataActions'),
    notDataActions: list('notDataActions'),
  };
}

const invalidId = (name: string): ArmError =>
  new ArmError(400, 'InvalidRoleDefinitionId', `The role definition ID '${name}' is not valid.`);

const isBuiltIn = (): ArmError =>
  new ArmError(400, 'CannotChangeBuiltInRoleDefinition', 'Built-in role definitions cannot be changed or deleted.');
