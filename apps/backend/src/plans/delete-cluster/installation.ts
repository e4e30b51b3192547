import { done, type StepAction } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';

/** What the installer had made, its keys among it. */
export const remove: StepAction<ClusterContext> = async ({ installations, documentId, call }, run) => {
  await installations.remove(documentId, call(run));
  return done();
};
