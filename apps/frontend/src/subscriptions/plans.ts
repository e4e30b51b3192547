import { type BeginWork } from '@aro-rp/database';
import { hours } from '@aro-rp/time';

/** P1: what the backend is to run for a subscription, as those of a cluster. */
export const plans = {
  delete: { kind: 'delete-subscription', version: 1, cursor: '', deadline: hours(3) },
} as const satisfies Record<string, BeginWork['plan']>;
