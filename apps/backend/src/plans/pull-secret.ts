import { toPullSecret } from '@aro-rp/openshift';
import { type StepRun } from '@aro-rp/plan';
import { type Secret } from '@aro-rp/telemetry';
import { registryTokenName } from '../names.ts';
import { type ClusterContext } from './context.ts';
import { requireFact } from './facts.ts';

/** The customer's pull secret, with the cluster's own token for our registry. */
export async function clusterPullSecret(context: ClusterContext, run: StepRun): Promise<Secret> {
  return toPullSecret(await context.secret('pullSecret', run), {
    loginServer: requireFact(run.facts, 'loginServer'),
    username: registryTokenName(context.documentId),
    password: await context.requireSecret('registryPassword', run),
  });
}
