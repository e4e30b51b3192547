import { type MaintenanceTask } from '@aro-rp/api';
import { again, done, type Seen, type StepAction, type StepRun } from '@aro-rp/plan';
import { seconds } from '@aro-rp/time';
import { type ClusterContext } from '../context.ts';
import { factOf, learnt } from '../facts.ts';

/**
 * Takes the task out of the cluster, so that no later maintenance inherits it; it is stored with the facts before
 * anything is done, for all slices to come.
 */
export const take: StepAction<ClusterContext> = ({ cluster }) => {
  const asked = cluster.properties.maintenanceTask;
  if (asked === undefined) return Promise.resolve(done());
  const stored = again(seconds(1), 'the task to be stored', learnt({ maintenanceTask: asked }));
  return Promise.resolve({ ...stored, properties: { maintenanceTask: undefined } });
};

const concerns = (run: StepRun, tasks: readonly MaintenanceTask[]): boolean =>
  tasks.includes(factOf(run.facts, 'maintenanceTask') ?? 'Everything');

/** The step, when it belongs to the task at hand. */
export const during =
  (tasks: readonly MaintenanceTask[], action: StepAction<ClusterContext>): StepAction<ClusterContext> =>
  (context, run) =>
    concerns(run, tasks) ? action(context, run) : Promise.resolve(done());

/** The wait, when it belongs to the task at hand. */
export const lookDuring =
  (tasks: readonly MaintenanceTask[], look: (context: ClusterContext, run: StepRun) => Promise<Seen>) =>
  (context: ClusterContext, run: StepRun): Promise<Seen> =>
    concerns(run, tasks) ? look(context, run) : Promise.resolve(true);
