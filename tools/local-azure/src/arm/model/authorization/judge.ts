import { createHash } from 'node:crypto';
import { type Access, type Attributes, type Caller } from '../access.ts';
import { type ArmError } from '../errors.ts';
import { keyOf } from '../resource-id.ts';
import { type ResourceGroup } from '../resource-groups.ts';
import { allows, type Permission, type Plane } from './actions.ts';
import { type Condition, readCondition } from './condition.ts';
import { type Locks } from './locks.ts';
import { managedGroupDenial, managedGroupDenialName, type ProviderAuthorization } from './provider-authorizations.ts';
import { type RoleAssignments } from './role-assignments.ts';
import { type RoleDefinitions } from './role-definitions.ts';
import { scopeKey } from './scopes.ts';
import { denials } from './words.ts';

/** What a principal may do at one scope. */
export interface Rights {
  permissions(caller: Caller, scope: string): Permission[];
  /** Without locks; deny assignments count. */
  may(caller: Caller, action: string, scope: string, plane?: Plane): boolean;
  /** Whether the caller has anything at all in the subscription; such callers see that it is there. */
  knows(caller: Caller, subscriptionId: string): boolean;
  refuse: Access['refuse'];
  refuseLinked: Access['refuseLinked'];
}

export interface JudgeOptions {
  assignments: RoleAssignments;
  definitions: RoleDefinitions;
  locks: Locks;
  authorizations: readonly ProviderAuthorization[];
  /** Object ids that may do everything, deny assignments notwithstanding. */
  owners: readonly string[];
  findGroup(subscriptionId: string, name: string): ResourceGroup | undefined;
  isRegistered(subscriptionId: string, namespace: string): boolean;
}

const everything: Permission = { actions: ['*'], notActions: [], dataActions: ['*'], notDataActions: [] };

/** What one assignment gives, or a registration, and on which condition. */
interface Grant {
  permissions: readonly Permission[];
  holds?: Condition;
}

/** Role assignments, what providers get by their registration, deny assignments and locks, put together. */
export function createJudge(options: JudgeOptions): Rights {
  const { assignments, definitions, locks, authorizations, findGroup, isRegistered } = options;
  const owners = new Set(options.owners.map(keyOf));

  const subscriptionOf = (scope: string) => /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1];
  /** The group that the scope is or stands in, and which provider manages it. */
  const managed = (scope: string) => {
    const [, subscriptionId, name] = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)/i.exec(scope) ?? [];
    if (subscriptionId === undefined || name === undefined) return undefined;
    const group = findGroup(subscriptionId, name);
    const owner = keyOf(group?.managedBy ?? '');
    const by = authorizations.find(({ namespace }) => owner.includes(`/providers/${keyOf(namespace)}/`));
    return group && by ? { group, by } : undefined;
  };
  const isApplication = (caller: Caller, { applicationId }: ProviderAuthorization) =>
    keyOf(caller.appid) === keyOf(applicationId);

  const grants = (caller: Caller, scope: string): Grant[] => {
    if (owners.has(keyOf(caller.oid))) return [{ permissions: [everything] }];
    const assigned = assignments.effective(caller.oid, scope).map(({ role, condition }): Grant => {
      const holds = condition === undefined ? undefined : readCondition(condition);
      return { permissions: definitions.find(caller.tid, role)?.permissions ?? [], ...(holds && { holds }) };
    });
    const subscriptionId = subscriptionOf(scope);
    const here = managed(scope);
    const asProvider = authorizations
      .filter((one) => isApplication(caller, one))
      .flatMap((one) => [
        ...(subscriptionId !== undefined && isRegistered(subscriptionId, one.namespace) ? [one.inSubscription] : []),
        ...(here?.by === one ? [one.inManagedGroup] : []),
      ]);
    return [...assigned, { permissions: asProvider }];
  };
  const permissions = (caller: Caller, scope: string): Permission[] =>
    grants(caller, scope).flatMap((one) => one.permissions);
  const isGiven = (
    caller: Caller,
    action: string,
    scope: string,
    plane: Plane = 'control',
    attributes?: Attributes,
  ): boolean =>
    grants(caller, scope).some(
      (one) =>
        allows(one.permissions, action, plane) && (one.holds?.({ action, ...(attributes && { attributes }) }) ?? true),
    );

  /** The deny assignment that stops it, though roles allow it. */
  const denial = (caller: Caller, action: string, scope: string, plane: Plane) => {
    if (owners.has(keyOf(caller.oid)) || !allows([managedGroupDenial], action, plane)) return undefined;
    const here = managed(scope);
    if (!here || isApplication(caller, here.by)) return undefined;
    const { id } = here.group;
    const isExcluded = assignments
      .effective(caller.oid, id)
      .some((assignment) => scopeKey(assignment.scope) === scopeKey(id));
    if (isExcluded) return undefined;
    const digest = createHash('sha256').update(scopeKey(id)).digest('hex').slice(0, 32);
    return { name: managedGroupDenialName, id: digest, scope: id };
  };

  const may: Rights['may'] = (caller, action, scope, plane = 'control') =>
    isGiven(caller, action, scope, plane) && !denial(caller, action, scope, plane);

  const refuseByRoles = (
    caller: Caller,
    action: string,
    scope: string,
    attributes?: Attributes,
  ): ArmError | undefined => {
    if (!isGiven(caller, action, scope, 'control', attributes)) return denials.unauthorized(caller, action, scope);
    const denied = denial(caller, action, scope, 'control');
    return denied && denials.denied(caller, action, scope, denied);
  };

  return {
    permissions,
    may,
    knows: (caller, subscriptionId) =>
      permissions(caller, `/subscriptions/${subscriptionId}`).length > 0 ||
      assignments.within(caller.oid, `/subscriptions/${subscriptionId}`).length > 0,
    refuse: (caller, action, scope, attributes) =>
      refuseByRoles(caller, action, scope, attributes) ?? locks.refuse(action, scope),
    refuseLinked: (caller, action, scope, linked) =>
      may(caller, linked.action, linked.id) ? undefined : denials.linked(caller, action, scope, linked),
  };
}
