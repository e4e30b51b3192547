import { type Clock, type Duration, toInstant } from '@aro-rp/time';
import { type Effect } from '../../activity-log.ts';
import { type Store } from '../../store.ts';
import { type Caller } from '../access.ts';
import { ArmError } from '../errors.ts';
import { asObject, isText, type Json } from '../json.ts';
import { keyOf } from '../resource-id.ts';
import { readCondition } from './condition.ts';
import { type RoleDefinitions } from './role-definitions.ts';
import { encloses, type Scoped, scoped } from './scopes.ts';
import { badFormat, isGuid } from './words.ts';

export interface RoleAssignment {
  /** A GUID. */
  name: string;
  scope: string;
  /** The name of its definition. */
  role: string;
  principalId: string;
  principalType: string;
  description?: string;
  condition?: string;
  conditionVersion?: string;
  createdOn: string;
  updatedOn: string;
  createdBy: string;
  updatedBy: string;
  /** Milliseconds since 1970; before that it is listed and gives nothing. */
  effectiveAt: number;
}

/** What an assignment is about; its name and the rest follow. */
export type Given = Pick<RoleAssignment, 'name' | 'scope' | 'role' | 'principalId'>;

export interface RoleAssignments {
  /** Part of the caller's transaction. @throws ArmError in Azure's words */
  put(
    given: { scope: string; name: string; tenantId: string },
    body: Json,
    caller: Caller,
  ): { assignment: RoleAssignment; effect: Effect };
  /** What is there from the start: effective at once, judged by nobody. */
  seed(given: Given): void;
  get(scope: string, name: string): RoleAssignment | undefined;
  /** @returns the one that was there */
  remove(scope: string, name: string): RoleAssignment | undefined;
  /** At the scope, above it and, unless told, below it. */
  list(scope: string, options?: { below?: boolean; principalId?: string }): RoleAssignment[];
  /** Effective ones that reach the scope. */
  effective(principalId: string, scope: string): RoleAssignment[];
  /** The same, whatever they reach within the scope. */
  within(principalId: string, scope: string): RoleAssignment[];
  isAssigned(role: string): boolean;
  forget(scope: string): void;
}

export interface RoleAssignmentOptions {
  store: Store;
  clock: Clock;
  definitions: () => RoleDefinitions;
  /** How long a new one takes to spread. */
  delay(): Duration;
  principalExists?(tenantId: string, principalId: string): boolean;
}

export function createRoleAssignments(options: RoleAssignmentOptions): RoleAssignments {
  const { store, clock, definitions, delay } = options;
  const table: Scoped<RoleAssignment> = scoped(store.table<RoleAssignment>('role-assignment'));
  const isOf = (principalId: string) => (one: RoleAssignment) => keyOf(one.principalId) === keyOf(principalId);
  const isEffective = (one: RoleAssignment) => one.effectiveAt <= clock.now();

  const refuse = (tenantId: string, wanted: Given, before: RoleAssignment | undefined): ArmError | undefined => {
    const { name, scope, role, principalId } = wanted;
    const definition = definitions().find(tenantId, role);
    if (!definition) return refusals.noDefinition(role);
    if (!definition.assignableScopes.some((one) => encloses(one, scope))) return refusals.notAssignable(scope);
    if (before)
      return keyOf(before.principalId) === keyOf(principalId) && keyOf(before.role) === keyOf(role)
        ? undefined
        : refusals.notUpdatable();
    if (options.principalExists?.(tenantId, principalId) === false)
      return refusals.principalNotFound(principalId, tenantId);
    const same = table.at(scope).find((one) => isOf(principalId)(one) && keyOf(one.role) === keyOf(role));
    return same && keyOf(same.name) !== keyOf(name) ? refusals.exists(same.name) : undefined;
  };

  return {
    put({ scope, name, tenantId }, body, caller) {
      if (!isGuid(name)) throw refusals.invalidName(name);
      const { role, principalId, ...rest } = acceptProperties(asObject(body['properties']));
      const before = table.get(scope, name);
      const refusal = refuse(tenantId, { name, scope, role, principalId }, before);
      if (refusal) throw refusal;
      const now = toInstant(clock.now());
      const assignment: RoleAssignment = {
        ...(before ?? {
          name,
          scope,
          role,
          principalId,
          createdOn: now,
          createdBy: caller.oid,
          effectiveAt: clock.now() + delay(),
        }),
        ...rest,
        updatedOn: now,
        updatedBy: caller.oid,
      };
      const isSame = before?.description === assignment.description && before?.condition === assignment.condition;
      if (before && isSame) return { assignment: before, effect: 'unchanged' };
      table.put(scope, name, assignment);
      return { assignment, effect: before ? 'updated' : 'created' };
    },
    seed(given) {
      const now = toInstant(clock.now());
      table.put(given.scope, given.name, {
        ...given,
        principalType: 'ServicePrincipal',
        createdOn: now,
        updatedOn: now,
        createdBy: '',
        updatedBy: '',
        effectiveAt: 0,
      });
    },
    get: (scope, name) => table.get(scope, name),
    remove(scope, name) {
      const found = table.get(scope, name);
      if (found) table.remove(scope, name);
      return found;
    },
    list(scope, { below = true, principalId } = {}) {
      const found = [...table.reaching(scope), ...(below ? table.below(scope) : [])];
      return principalId === undefined ? found : found.filter(isOf(principalId));
    },
    effective: (principalId, scope) => table.reaching(scope).filter(isOf(principalId)).filter(isEffective),
    within: (principalId, scope) =>
      [...table.reaching(scope), ...table.below(scope)].filter(isOf(principalId)).filter(isEffective),
    isAssigned: (role) => [...table.at(''), ...table.below('')].some((one) => keyOf(one.role) === keyOf(role)),
    forget: (scope) => table.forget(scope),
  };
}

function acceptProperties(
  properties: Json,
): Pick<RoleAssignment, 'role' | 'principalId' | 'principalType' | 'description' | 'condition' | 'conditionVersion'> {
  const { roleDefinitionId, principalId, principalType, description, condition, conditionVersion } = properties;
  if (!isText(roleDefinitionId)) throw badFormat();
  const role = roleDefinitionId.split('/').at(-1) ?? '';
  if (!isGuid(role)) throw refusals.invalidRole(role);
  if (isText(condition) && !readCondition(condition)) throw badFormat();
  if (!isText(principalId) || !isGuid(principalId)) throw refusals.invalidPrincipal();
  return {
    role,
    principalId,
    principalType: isText(principalType) ? principalType : 'ServicePrincipal',
    ...(isText(description) ? { description } : {}),
    ...(isText(condition) ? { condition } : {}),
    ...(isText(conditionVersion) ? { conditionVersion } : {}),
  };
}

const bare = (guid: string): string => guid.replaceAll('-', '');

const refusals = {
  invalidName: (name: string) =>
    new ArmError(
      400,
      'InvalidRoleAssignmentId',
      `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
    ),
  invalidRole: (role: string) =>
    new ArmError(400, 'InvalidRoleDefinitionId', `The role definition ID '${role}' is not valid.`),
  invalidPrincipal: () =>
    new ArmError(400, 'InvalidPrincipalId', 'A valid principal ID must be provided for role assignment.'),
  noDefinition: (role: string) =>
    new ArmError(
      400,
      'RoleDefinitionDoesNotExist',
      `The specified role definition with ID '${bare(role)}' does not exist.`,
    ),
  notAssignable: (scope: string) =>
    new ArmError(
      400,
      'RoleAssignmentScopeNotAssignableToRoleDefinition',
      `The requested scope '${scope}' does not match any assignable scopes defined on the role definition.`,
    ),
  principalNotFound: (principalId: string, tenantId: string) =>
    new ArmError(
      400,
      'PrincipalNotFound',
      `Principal ${bare(principalId)} does not exist in the directory ${tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group. See https://aka.ms/docs-principaltype`,
    ),
  notUpdatable: () =>
    new ArmError(
      400,
      'RoleAssignmentUpdateNotPermitted',
      'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
    ),
  exists: (name: string) =>
    new ArmError(
      409,
      'RoleAssignmentExists',
      `The role assignment already exists. The ID of the existing role assignment is ${bare(name)}.`,
    ),
} as const;
