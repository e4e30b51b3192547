import { type Effect } from '../../activity-log.ts';
import { type Store } from '../../store.ts';
import { type Intended } from '../access.ts';
import { ArmError } from '../errors.ts';
import { asList, asObject, isObject, isText, type Json, sameJson } from '../json.ts';
import { keyOf } from '../resource-id.ts';
import { type Evaluated, matches, requireKnown, valueOf } from './policy-rule.ts';
import { encloses, type Scoped, scoped } from './scopes.ts';

export type PolicyKind = 'policyDefinitions' | 'policyAssignments';

interface Policy {
  name: string;
  scope: string;
  properties: Json;
}

/** Policy definitions and assignments. Of their effects only `deny` does something here. */
export interface Policies {
  /** @throws ArmError for a rule that is not known here, and an assignment of no definition */
  put(kind: PolicyKind, scope: string, name: string, body: Json): { body: Json; effect: Effect };
  get(kind: PolicyKind, scope: string, name: string): Json | undefined;
  /** @returns what was there */
  remove(kind: PolicyKind, scope: string, name: string): Json | undefined;
  /** Definitions at the scope; assignments at it, above it and below it. */
  list(kind: PolicyKind, scope: string): Json[];
  /** `RequestDisallowedByPolicy` by the assignments that reach it. */
  refuse(intended: Intended): ArmError | undefined;
  forget(scope: string): void;
}

export function createPolicies(store: Store): Policies {
  const tables: Record<PolicyKind, Scoped<Policy>> = {
    policyDefinitions: scoped(store.table<Policy>('policy-definition')),
    policyAssignments: scoped(store.table<Policy>('policy-assignment')),
  };
  const show = (kind: PolicyKind, { name, scope, properties }: Policy): Json => ({
    properties,
    id: idOf(kind, scope, name),
    type: `Microsoft.Authorization/${kind}`,
    name,
  });
  const definitionOf = (id: unknown): Policy | undefined => {
    const [, scope, name] =
      /^(.*)\/providers\/Microsoft\.Authorization\/policyDefinitions\/([^/]+)$/i.exec(String(id)) ?? [];
    return scope === undefined || name === undefined ? undefined : tables.policyDefinitions.get(scope, name);
  };

  const accept = (kind: PolicyKind, scope: string, properties: Json): Json => {
    if (kind === 'policyAssignments') {
      const { policyDefinitionId } = properties;
      if (!definitionOf(policyDefinitionId))
        throw new ArmError(
          404,
          'PolicyDefinitionNotFound',
          `The policy definition '${String(policyDefinitionId)}' could not be found.`,
        );
      return { enforcementMode: 'Default', ...properties, scope };
    }
    const rule = asObject(properties['policyRule']);
    try {
      requireKnown(rule['if']);
    } catch (error) {
      throw new ArmError(400, 'InvalidPolicyRule', `Failed to parse policy rule: '${(error as Error).message}'.`);
    }
    return { policyType: 'Custom', mode: 'All', ...properties };
  };

  /** The violation by one assignment. */
  const violation = (intended: Intended, assignment: Policy) => {
    const { notScopes, enforcementMode, policyDefinitionId } = assignment.properties;
    const definition = definitionOf(policyDefinitionId);
    if (!definition || keyOf(String(enforcementMode)) === 'donotenforce') return undefined;
    if (asList(notScopes).some((scope) => isText(scope) && encloses(scope, intended.id))) return undefined;
    const rule = asObject(definition.properties['policyRule']);
    const parameters = parametersOf(definition, assignment);
    const effect = valueOf(asObject(rule['then'])['effect'], parameters);
    const seen: Evaluated[] = [];
    if (keyOf(String(effect)) !== 'deny' || !matches(rule['if'], intended, parameters, seen)) return undefined;
    return { assignment, definition, seen };
  };

  return {
    put(kind, scope, name, body) {
      if (!isObject(body['properties']))
        throw new ArmError(400, 'InvalidRequestContent', 'The request content was invalid: properties are missing.');
      const before = tables[kind].get(scope, name);
      const policy: Policy = { name, scope, properties: accept(kind, scope, body['properties']) };
      tables[kind].put(scope, name, policy);
      const effect = before === undefined ? 'created' : sameJson(before, policy) ? 'unchanged' : 'updated';
      return { body: show(kind, policy), effect };
    },
    get(kind, scope, name) {
      const found = tables[kind].get(scope, name);
      return found && show(kind, found);
    },
    remove(kind, scope, name) {
      const found = tables[kind].get(scope, name);
      if (!found) return undefined;
      const id = idOf(kind, scope, name);
      const assignments = [...tables.policyAssignments.at(''), ...tables.policyAssignments.below('')];
      if (assignments.some(({ properties }) => keyOf(String(properties['policyDefinitionId'])) === keyOf(id)))
        throw new ArmError(
          409,
          'PolicyDefinitionInUse',
          `The policy definition '${name}' is in use by policy assignments and cannot be deleted.`,
        );
      tables[kind].remove(scope, name);
      return show(kind, found);
    },
    list(kind, scope) {
      const table = tables[kind];
      const found = kind === 'policyDefinitions' ? table.at(scope) : [...table.reaching(scope), ...table.below(scope)];
      return found.map((one) => show(kind, one));
    },
    refuse(intended) {
      const found = tables.policyAssignments
        .reaching(intended.id)
        .map((assignment) => violation(intended, assignment))
        .filter((one) => one !== undefined);
      return found.length === 0 ? undefined : disallowed(intended, found);
    },
    forget(scope) {
      tables.policyAssignments.forget(scope);
      tables.policyDefinitions.forget(scope);
    },
  };
}

const idOf = (kind: PolicyKind, scope: string, name: string): string =>
  `${scope}/providers/Microsoft.Authorization/${kind}/${name}`;

/** Those of the assignment, else the defaults of the definition. */
function parametersOf(definition: Policy, assignment: Policy): Json {
  const given = asObject(assignment.properties['parameters']);
  const declared = Object.entries(asObject(definition.properties['parameters']));
  return Object.fromEntries(
    declared.map(([name, one]) => [name, asObject(given[name])['value'] ?? asObject(one)['defaultValue']]),
  );
}

interface Violation {
  assignment: Policy;
  definition: Policy;
  seen: Evaluated[];
}

/** In the shape of "Azure Policy: RequestDisallowedByPolicy": the message names all, `additionalInfo` explains each. */
function disallowed({ name }: Intended, violations: Violation[]): ArmError {
  const titled = (kind: PolicyKind, { name: own, scope, properties }: Policy) => ({
    name: properties['displayName'] ?? own,
    id: idOf(kind, scope, own),
  });
  const identifiers = violations.map(({ assignment, definition }) => ({
    policyAssignment: titled('policyAssignments', assignment),
    policyDefinition: titled('policyDefinitions', definition),
  }));
  return new ArmError(
    403,
    'RequestDisallowedByPolicy',
    `Resource '${name}' was disallowed by policy. Policy identifiers: '${JSON.stringify(identifiers)}'.`,
    {
      target: name,
      additionalInfo: violations.map(({ assignment, definition, seen }) => ({
        type: 'PolicyViolation',
        info: {
          evaluationDetails: { evaluatedExpressions: seen.filter(({ result }) => result === 'True') },
          policyDefinitionDisplayName: definition.properties['displayName'] ?? definition.name,
          policyDefinitionId: idOf('policyDefinitions', definition.scope, definition.name),
          policyDefinitionName: definition.name,
          policyDefinitionEffect: 'deny',
          policyAssignmentId: idOf('policyAssignments', assignment.scope, assignment.name),
          policyAssignmentName: assignment.name,
          policyAssignmentDisplayName: assignment.properties['displayName'] ?? assignment.name,
          policyAssignmentScope: assignment.scope,
          policyAssignmentParameters: asObject(assignment.properties['parameters']),
        },
      })),
    },
  );
}
