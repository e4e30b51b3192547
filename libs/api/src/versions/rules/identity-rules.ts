import { type Violation } from '../../errors/violation.ts';
import { quote } from '../../errors/quote.ts';
import { parseUserAssignedIdentityId } from '../../ids/linked-ids.ts';
import { invalid, onCreate, type Rule } from './rule.ts';

const principal = 'properties.servicePrincipalProfile';
const workloads = 'properties.platformWorkloadIdentityProfile.platformWorkloadIdentities';
const own = 'identity';

/** A cluster works with a service principal, or with managed identities: of its own and of its operators. */
export const oneKindOfIdentity: Rule = onCreate(({ identity, properties }) => {
  if (properties === undefined) return [];
  const hasPrincipal = properties.servicePrincipalProfile !== undefined;
  const hasWorkloads = properties.platformWorkloadIdentityProfile !== undefined;
  const choice = "give either 'servicePrincipalProfile' or 'platformWorkloadIdentityProfile' with 'identity'";
  return [
    ...(hasPrincipal === hasWorkloads
      ? [invalid(principal, `The cluster has ${hasPrincipal ? 'two kinds of identity' : 'no identity'}: ${choice}.`)]
      : []),
    ...((identity !== undefined) === hasWorkloads
      ? []
      : [invalid(own, hasWorkloads ? "'identity' is required." : `'identity' has no use here: ${choice}.`)]),
  ];
});

/** The cluster's own identity is one user-assigned one. */
export const oneClusterIdentity: Rule = ({ identity }, { stored }) => {
  if (identity === undefined) return [];
  const ids = Object.keys(identity.userAssignedIdentities ?? {});
  const before = new Set(Object.keys(stored?.identity?.userAssignedIdentities ?? {}).map((id) => id.toLowerCase()));
  if (stored !== undefined && ids.length === before.size && ids.every((id) => before.has(id.toLowerCase()))) return [];
  if (identity.type !== 'UserAssigned' && stored === undefined) {
    return [invalid(`${own}.type`, `${quote(identity.type)} is not supported; use 'UserAssigned'.`)];
  }
  if (ids.length !== 1) {
    return [invalid(own, `There must be exactly one user-assigned identity, and there are ${ids.length}.`)];
  }
  return ids
    .filter((id) => parseUserAssignedIdentityId(id) === undefined)
    .map((id) => invalid(`${own}.userAssignedIdentities`, `${quote(id)} is not the id of a managed identity.`));
};

/** Every operator has an identity to itself, and keeps having one. */
export const workloadIdentities: Rule = ({ properties }, { stored }) => {
  const asked = properties?.platformWorkloadIdentityProfile?.platformWorkloadIdentities;
  if (asked === undefined) return [];
  const names = Object.keys(asked);
  if (names.length === 0) return [invalid(workloads, 'There must be an identity for each operator that needs one.')];
  const before = Object.keys(stored?.properties?.platformWorkloadIdentityProfile?.platformWorkloadIdentities ?? {});
  return [
    ...named(names),
    ...kept(before, names),
    ...distinct(Object.values(asked).map(({ resourceId }) => resourceId)),
  ];
};

const named = (names: readonly string[]): Violation[] =>
  names.includes('') ? [invalid(workloads, 'The name of an operator must not be empty.')] : [];

function kept(before: readonly string[], after: readonly string[]): Violation[] {
  const gone = before.filter((name) => !after.includes(name));
  if (gone.length === 0) return [];
  const message = `The identities of ${gone.map(quote).join(', ')} cannot be removed. Give them again, or others for the same operators.`;
  return [invalid(workloads, message, 'PropertyChangeNotAllowed')];
}

function distinct(ids: readonly (string | undefined)[]): Violation[] {
  const keys = ids.flatMap((id) => id?.toLowerCase() ?? []);
  return new Set(keys).size === keys.length
    ? []
    : [invalid(workloads, 'Two operators have the same identity. Each needs one of its own.')];
}
