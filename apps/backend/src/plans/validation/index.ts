import { type StepAction } from '@aro-rp/plan';
import { validate as check } from '../create-cluster/validate.ts';
import { type ClusterContext } from '../context.ts';

/** What would make the installation fail later, all of it at once. Reads only. */
export const validate: StepAction<ClusterContext> = (context, run) => check(context, run);

/** What would make an update fail later, all of it at once. Reads only, and learns nothing: no fact of the cluster changes. */
export const validateUpdate: StepAction<ClusterContext> = (context, run) => check(context, run);
