import { catalogue } from '../../apps/backend/src/plans/index.ts';

/** The names of a plan's steps, from the backend itself, so that no test waits for a step that is called otherwise. */
function stepsOf(kind: string): string[] {
  const plan = catalogue.plans.find((one) => one.kind === kind);
  if (!plan) throw new Error(`the backend has no plan ${kind}`);
  return plan.steps.map(({ name }) => name);
}

export const createSteps = stepsOf('create-cluster');
export const deleteSteps = stepsOf('delete-cluster');
