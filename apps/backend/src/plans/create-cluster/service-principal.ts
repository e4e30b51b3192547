import { type AzureError, isAzureError } from '@aro-rp/azure';
import { done, type StepAction } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { customerErrors } from '../customer-errors.ts';
import { learnt } from '../facts.ts';
import { refuseNotBuilt } from '../not-built.ts';
import { untilRightsSpread } from '../rights.ts';

/** The cluster's own service principal signs in, and is asked who it is; if the cluster is one that has one. */
export const identify: StepAction<ClusterContext> = async (context, run) => {
  refuseNotBuilt(context.cluster);
  const clientId = context.cluster.properties.servicePrincipalProfile?.clientId ?? '';
  return untilRightsSpread(context, run, refusal(clientId), async () => {
    const { graph } = await context.asCluster(run);
    const clusterObjectId = await graph.servicePrincipalId(clientId, context.call(run));
    if (clusterObjectId === undefined) throw customerErrors.servicePrincipalMissing(clientId);
    return done(learnt({ clusterObjectId }));
  });
};

const refusal = (clientId: string) => (error: AzureError) =>
  isAzureError(error, 'unauthorized')
    ? customerErrors.servicePrincipalCredentials(clientId, error.code, error.message)
    : error;
