import { type Effect } from '../activity-log.ts';
import { type Caller } from '../model/access.ts';
import { type Authorization } from '../model/authorization/index.ts';
import { showLock } from '../model/authorization/locks.ts';
import { type PolicyKind } from '../model/authorization/policies.ts';
import { showAssignment } from '../model/authorization/role-assignment-shapes.ts';
import { showDefinition } from '../model/authorization/role-definitions.ts';
import { encloses } from '../model/authorization/scopes.ts';
import { denials } from '../model/authorization/words.ts';
import { ArmError } from '../model/errors.ts';
import { type Json } from '../model/json.ts';
import { type Call, queryOf } from './call.ts';
import { parseAssignmentFilter, parseDefinitionFilter } from './authorization-filter.ts';

export interface Named {
  scope: string;
  name: string;
  tenantId: string;
  /** The api-version of the request, which decides the shape of the answer. */
  version: string;
}

/** One type below Microsoft.Authorization, as its routes work it. */
export interface AuthorizationType {
  name: string;
  apiVersions: readonly string[];
  get(place: Named): Json | undefined;
  absent(name: string): ArmError;
  put(place: Named, body: Json, caller: Caller): { body: Json; effect: Effect };
  /** What a repeated PUT is answered; 200 unless told. */
  repeated?(version: string): number;
  remove(place: Named): Json | undefined;
  list(where: { scope: string; tenantId: string; version: string; call: Call }): Json[];
}

const assignmentVersions = [
  '2015-07-01',
  '2018-01-01-preview',
  '2018-09-01-preview',
  '2020-03-01-preview',
  '2020-04-01-preview',
  '2020-08-01-preview',
  '2020-10-01-preview',
  '2022-04-01',
];
const lockVersions = ['2015-01-01', '2016-09-01', '2017-04-01', '2020-05-01'];
const policyVersions = ['2018-05-01', '2019-09-01', '2020-09-01', '2021-06-01', '2022-06-01', '2023-04-01'];

const absentOf = (code: string, what: string) => (name: string) =>
  new ArmError(404, code, `The ${what} '${name}' is not found.`);

/** By their names in lower case. */
export function authorizationTypes(authorization: Authorization): Readonly<Record<string, AuthorizationType>> {
  const all = [
    roleAssignments(authorization),
    roleDefinitions(authorization),
    locks(authorization),
    policies(authorization, 'policyAssignments'),
    policies(authorization, 'policyDefinitions'),
  ];
  return Object.fromEntries(all.map((type) => [type.name.toLowerCase(), type]));
}

const roleAssignments = ({ assignments }: Authorization): AuthorizationType => ({
  name: 'roleAssignments',
  apiVersions: assignmentVersions,
  absent: absentOf('RoleAssignmentNotFound', 'role assignment'),
  // The oldest ones know 201 alone.
  repeated: (version) => (version < '2020' ? 201 : 200),
  get({ scope, name, version }) {
    const found = assignments.get(scope, name);
    return found && showAssignment(found, version);
  },
  put({ version, ...given }, body, caller) {
    const { assignment, effect } = assignments.put(given, body, caller);
    return { body: showAssignment(assignment, version), effect };
  },
  remove({ scope, name, version }) {
    const found = assignments.remove(scope, name);
    return found && showAssignment(found, version);
  },
  list({ scope, version, call }) {
    return assignments
      .list(scope, parseAssignmentFilter(queryOf(call, '$filter')))
      .map((one) => showAssignment(one, version));
  },
});

const roleDefinitions = ({ definitions, rights }: Authorization): AuthorizationType => ({
  name: 'roleDefinitions',
  apiVersions: ['2015-07-01', '2018-01-01-preview', '2022-04-01', '2022-05-01-preview'],
  absent: absentOf('RoleDefinitionDoesNotExist', 'role definition'),
  repeated: () => 201,
  get({ scope, name, tenantId }) {
    const found = definitions.find(tenantId, name);
    return found && showDefinition(found, scope);
  },
  put({ scope, name, tenantId }, body, caller) {
    const { definition, effect } = definitions.put(tenantId, name, body, caller);
    for (const one of definition.assignableScopes) {
      const action = 'Microsoft.Authorization/roleDefinitions/write';
      if (!encloses(scope, one) && !rights.may(caller, action, one)) throw denials.unauthorized(caller, action, one);
    }
    return { body: showDefinition(definition, scope), effect };
  },
  remove({ scope, name, tenantId }) {
    const found = definitions.remove(tenantId, name);
    return found && showDefinition(found, scope);
  },
  list({ scope, tenantId, call }) {
    const wanted = parseDefinitionFilter(queryOf(call, '$filter'));
    return definitions
      .list(tenantId, scope)
      .filter(wanted)
      .map((one) => showDefinition(one, scope));
  },
});

const locks = ({ locks: all }: Authorization): AuthorizationType => ({
  name: 'locks',
  apiVersions: lockVersions,
  absent: (name) => new ArmError(404, 'LockNotFound', `The lock '${name}' could not be found.`),
  get({ scope, name }) {
    const found = all.get(scope, name);
    return found && showLock(found);
  },
  put({ scope, name }, body) {
    const { lock, effect } = all.put(scope, name, body);
    return { body: showLock(lock), effect };
  },
  remove({ scope, name }) {
    const found = all.remove(scope, name);
    return found && showLock(found);
  },
  list({ scope, call }) {
    const atScope = /^\s*atScope\(\)\s*$/i.test(queryOf(call, '$filter') ?? '');
    return [...all.at(scope), ...(atScope ? [] : all.below(scope))].map(showLock);
  },
});

const policies = ({ policies: all }: Authorization, kind: PolicyKind): AuthorizationType => ({
  name: kind,
  apiVersions: policyVersions,
  absent: (name) =>
    kind === 'policyAssignments'
      ? new ArmError(404, 'PolicyAssignmentNotFound', `The policy assignment '${name}' is not found.`)
      : new ArmError(404, 'PolicyDefinitionNotFound', `The policy definition '${name}' could not be found.`),
  // Azure answers 201 to every PUT of these.
  repeated: () => 201,
  get: ({ scope, name }) => all.get(kind, scope, name),
  put: ({ scope, name }, body) => all.put(kind, scope, name, body),
  remove: ({ scope, name }) => all.remove(kind, scope, name),
  list: ({ scope }) => all.list(kind, scope),
});
