import {
  type Cluster,
  essentialOperators,
  failedMachines,
  isClusterApiError,
  isInactive,
  isInstalled,
  unavailable,
} from '@aro-rp/openshift';
import { done, type Seen, type StepRun, waiting } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { customerErrors } from '../customer-errors.ts';
import { learnt, requireFact } from '../facts.ts';
import { clusterPullSecret } from '../pull-secret.ts';
import { ingress, publishApps } from './addresses.ts';

/** An API server that restarts, as it does while a cluster comes up, is waited for. */
export const looking =
  (look: (cluster: Cluster, context: ClusterContext, run: StepRun) => Promise<Seen>) =>
  async (context: ClusterContext, run: StepRun): Promise<Seen> => {
    using cluster = await context.connect(run);
    try {
      return await look(cluster, context, run);
    } catch (error) {
      if (!isClusterApiError(error, 'unreachable', 'transient', 'not-found')) throw error;
      return waiting(`the API server: ${error.message}`);
    }
  };

/** Two workers carry the router; a machine that will never start is told at once, in Azure's words. */
export const workersRunning = looking(async (cluster, _, { signal }) => {
  const machines = await cluster.machines('worker', { signal });
  const [failed] = failedMachines(machines);
  if (failed !== undefined) throw customerErrors.workerFailed(failed.name, failed.message);
  const running = machines.filter(({ phase }) => phase === 'Running').length;
  const ready = (await cluster.nodes({ signal })).filter((node) => node.ready && node.roles.includes('worker')).length;
  const enough = Math.min(2, machines.length);
  if (machines.length > 0 && running >= enough && ready >= enough) return true;
  return waiting(`workers: ${running} of ${machines.length} machines run, ${ready} nodes are ready`);
});

export const operatorsAvailable = looking(async (cluster, _, { signal }) => {
  const missing = unavailable(await cluster.clusterOperators({ signal }), essentialOperators);
  return missing.length === 0 ? true : waiting(`the cluster operators ${missing.join(', ')}`);
});

export const versionAvailable = looking(async (cluster, _, { signal }) => {
  const version = await cluster.clusterVersion({ signal });
  return isInstalled(version) ? true : waiting('the cluster version to be available');
});

/** The router's address is the cluster's to say: public DNS follows it. */
export const settleRouter = looking(async (cluster, context, run) => {
  const [address] = (await cluster.routerService({ signal: run.signal }))?.addresses ?? [];
  if (address === undefined) return waiting("the router's load balancer");
  if (address !== requireFact(run.facts, 'routerAddress')) await publishApps(context, address, run);
  return done(learnt({ routerAddress: address }), ingress(context, address));
});

/** What a managed cluster has otherwise than one of the customer's own. Each is changed only when it is not so yet. */
export const configure = looking(async (cluster, context, run) => {
  const { signal } = run;
  if (!isInactive(await cluster.controlPlaneMachineSet({ signal })))
    await cluster.setControlPlaneMachineSetInactive({ signal });
  await cluster.setUpdates({ channel: '', upstream: '' }, { signal });
  await cluster.setPullSecret(await clusterPullSecret(context, run), { signal });
  await cluster.setConsoleBrand('azure', { signal });
  return true;
});
