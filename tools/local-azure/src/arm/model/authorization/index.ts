import { type Clock, type Duration } from '@aro-rp/time';
import { type Store } from '../../store.ts';
import { type Access } from '../access.ts';
import { type ResourceGroup } from '../resource-groups.ts';
import { createFeatures, type Features } from './features.ts';
import { createJudge, type Rights } from './judge.ts';
import { createLocks, type Locks } from './locks.ts';
import { createPolicies, type Policies } from './policies.ts';
import { providerAuthorizations } from './provider-authorizations.ts';
import { createRoleAssignments, type RoleAssignments } from './role-assignments.ts';
import { createRoleDefinitions, type RoleDefinitions } from './role-definitions.ts';

/** Microsoft.Authorization: who may do what, and what nobody may. */
export interface Authorization {
  access: Access;
  rights: Rights;
  assignments: RoleAssignments;
  definitions: RoleDefinitions;
  locks: Locks;
  policies: Policies;
  features: Features;
  /** How long assignments that are made from now on take to spread. */
  setAssignmentDelay(delay: Duration): void;
}

export interface AuthorizationOptions {
  store: Store;
  clock: Clock;
  /** Object ids that may do everything everywhere. */
  owners: readonly string[];
  assignmentDelay: Duration;
  principalExists?(tenantId: string, principalId: string): boolean;
  findGroup(subscriptionId: string, name: string): ResourceGroup | undefined;
  isRegistered(subscriptionId: string, namespace: string): boolean;
}

export function createAuthorization(options: AuthorizationOptions): Authorization {
  const { store, clock, owners, findGroup, isRegistered, principalExists } = options;
  let delay = options.assignmentDelay;
  const assignments = createRoleAssignments({
    store,
    clock,
    definitions: () => definitions,
    delay: () => delay,
    ...(principalExists === undefined ? {} : { principalExists }),
  });
  const definitions = createRoleDefinitions(store, clock, assignments.isAssigned);
  const locks = createLocks(store);
  const policies = createPolicies(store);
  const rights = createJudge({
    assignments,
    definitions,
    locks,
    authorizations: providerAuthorizations,
    owners,
    findGroup,
    isRegistered,
  });
  return {
    rights,
    assignments,
    definitions,
    locks,
    policies,
    features: createFeatures(store),
    access: {
      refuse: rights.refuse,
      refuseLinked: rights.refuseLinked,
      refuseContent: policies.refuse,
      forget(scope) {
        assignments.forget(scope);
        locks.forget(scope);
        policies.forget(scope);
      },
    },
    setAssignmentDelay(next) {
      delay = next;
    },
  };
}
