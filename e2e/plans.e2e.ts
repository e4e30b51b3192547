import { catalogue } from '../apps/backend/src/plans/index.ts';
import { catalogue as catalogueOfSubscriptions } from '../apps/backend/src/subscriptions/index.ts';
import { plans } from '../apps/frontend/src/clusters/plans.ts';
import { plans as plansOfSubscriptions } from '../apps/frontend/src/subscriptions/plans.ts';

const accepted = [...Object.values(plans), ...Object.values(plansOfSubscriptions)];
const run = [...catalogue.plans, ...catalogueOfSubscriptions.plans];

/** Apps do not import each other, so what they must agree on is compared here. */
it.each(accepted)('the frontend accepts $kind as the backend runs it', ({ kind, version, cursor, deadline }) => {
  const known = run.find((plan) => plan.kind === kind && plan.version === version);

  expect(known?.deadline).toBe(deadline);
  expect(['', ...(known?.steps.map(({ name }) => name) ?? [])]).toContain(cursor);
});
