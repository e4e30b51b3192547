import { done, type StepAction } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { findInstallation } from '../installation-name.ts';

/** What the installer had made, its keys among it. */
export const remove: StepAction<ClusterContext> = async (context, run) => {
  const name = findInstallation(context, run);
  if (name !== undefined) await context.installations.remove(name, context.call(run));
  return done();
};
