import { type Acceptance, type OperationKind } from '@aro-rp/database';
import { hours } from '@aro-rp/time';

/** P1: what an administrator's change of a cluster is run by. */
export const maintenancePlan = {
  kind: 'admin-update-cluster',
  version: 1,
  cursor: '',
  deadline: hours(2),
} as const satisfies Acceptance['plan'];

/** P1: what the backend is to run. An empty cursor is the first step of that version's list. */
export const plans = {
  create: { kind: 'create-cluster', version: 3, cursor: '', deadline: hours(2) },
  update: { kind: 'update-cluster', version: 2, cursor: '', deadline: hours(2) },
  delete: { kind: 'delete-cluster', version: 3, cursor: '', deadline: hours(2) },
} as const satisfies Record<OperationKind, Acceptance['plan']>;
