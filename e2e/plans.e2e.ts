import { catalogue } from '../apps/backend/src/plans/index.ts';
import { plans } from '../apps/frontend/src/clusters/plans.ts';

/** Apps do not import each other, so what they must agree on is compared here. */
it.each(Object.values(plans))(
  'the frontend accepts $kind as the backend runs it',
  ({ kind, version, cursor, deadline }) => {
    const known = catalogue.plans.find((plan) => plan.kind === kind && plan.version === version);

    expect(known?.deadline).toBe(deadline);
    expect(['', ...(known?.steps.map(({ name }) => name) ?? [])]).toContain(cursor);
  },
);
