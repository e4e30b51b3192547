import { createHash } from 'node:crypto';
import { customer, otherCustomer, resourceProvider, services } from '../../../entra/principals.ts';
import { type Store } from '../../store.ts';
import { type RoleAssignments } from './role-assignments.ts';

/** A role that a principal has from the start. */
export interface FirstAssignment {
  scope: string;
  /** The name of the role's definition. */
  role: string;
  principalId: string;
}

/** Object ids of Entra ID's first service principals in a tenant. */
export const firstPrincipals = (tenantId: string) => ({
  customers: [customer, otherCustomer].flatMap(({ objectIds }) => objectIds[tenantId] ?? []),
  backend: services.backend.objectIds[tenantId],
  mirror: services.mirror.objectIds[tenantId],
});

/** Those that tests do without Entra ID with: the generic one of a test's token, and the service's own two. */
export const testOwners: readonly string[] = [
  '00000000-0000-4000-8000-00000000000a',
  ...Object.values(resourceProvider.objectIds),
  ...Object.values(services.backend.objectIds),
];

/** Made once: who takes one away does not get it back at the next start. */
export function ensureFirst(store: Store, assignments: RoleAssignments, first: readonly FirstAssignment[]): void {
  const made = store.table<true>('first-assignment');
  for (const { scope, role, principalId } of first) {
    const name = guidOf(`${scope}\n${role}\n${principalId}`.toLowerCase());
    if (made.get(name)) continue;
    made.put(name, true);
    assignments.seed({ name, scope, role, principalId });
  }
}

const guidOf = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
