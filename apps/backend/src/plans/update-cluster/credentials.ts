import { isAzureError } from '@aro-rp/azure';
import { unavailable } from '@aro-rp/openshift';
import { done, type StepAction, type StepRun, waiting } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { looking } from '../create-cluster/cluster.ts';
import { updateErrors } from './errors.ts';

/** Those that sign in to Azure, or are rolled out anew for it. */
const concerned = [
  'cloud-credential',
  'cloud-controller-manager',
  'machine-api',
  'kube-apiserver',
  'kube-controller-manager',
] as const;

/** The cluster's own operators get what its service principal signs in with, and what reads it only once is restarted. */
export const write: StepAction<ClusterContext> = async (context, run) => {
  const clientId = context.cluster.properties.servicePrincipalProfile?.clientId;
  if (clientId === undefined) return done();
  const [tenantId, clientSecret] = await Promise.all([
    context.tenantId(run),
    context.requireSecret('clientSecret', run),
  ]);
  const { signal } = run;
  using cluster = await context.connect(run);
  await cluster.setAzureCredentials({ tenantId, clientId, clientSecret }, context.now(), { signal });
  await cluster.restartAfterCredentials({ signal });
  return done();
};

/**
 * Before that, the credentials of before must keep working. In the end they are tried once more: operators notice only
 * when they next sign in that a secret was taken away meanwhile.
 */
export const settled = looking(async (cluster, context, run) => {
  const { signal, startedAt } = run;
  const operators = await cluster.clusterOperators({ signal });
  const waits = [
    ...(await cluster.withOldCredentials({ signal })),
    ...unavailable(operators, concerned).map((name) => `the cluster operator ${name}`),
  ];
  if (waits.length === 0) {
    await signIn(context, run);
    return true;
  }
  if (context.now() - startedAt > settlingWithin) throw updateErrors.notSettled(waits);
  return waiting(waits.join(', '));
});
/** Three masters, one after the other, some ten minutes each. */
export const settlingWithin = 45 * 60_000;

async function signIn({ cluster, signInAsCluster }: ClusterContext, run: StepRun): Promise<void> {
  const clientId = cluster.properties.servicePrincipalProfile?.clientId;
  if (clientId === undefined) return;
  try {
    await signInAsCluster(run);
  } catch (error) {
    if (!isAzureError(error, 'unauthorized')) throw error;
    throw updateErrors.servicePrincipalCredentials(clientId, error.code, error.message);
  }
}
