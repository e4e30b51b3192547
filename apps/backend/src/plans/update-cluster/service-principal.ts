import { type AzureError, isAzureError } from '@aro-rp/azure';
import { done, type StepAction } from '@aro-rp/plan';
import { apiVersions } from '../../names.ts';
import { type ClusterContext } from '../context.ts';
import { outsideGroup } from '../create-cluster/rights.ts';
import { factOf, learnt } from '../facts.ts';
import { managedGroup } from '../names.ts';
import { untilRightsSpread } from '../rights.ts';
import { assignmentId, roles } from '../role-assignments.ts';
import { updateErrors } from './errors.ts';

/**
 * The service principal that the cluster is to have signs in, and is asked who it is. Who had been it before is
 * remembered until {@link removeFormerRoles}, also by an update that fails on the way there.
 */
export const identify: StepAction<ClusterContext> = async (context, run) => {
  const clientId = context.cluster.properties.servicePrincipalProfile?.clientId ?? '';
  return untilRightsSpread(context, run, refused(clientId), async () => {
    const { graph } = await context.asCluster(run);
    const clusterObjectId = await graph.servicePrincipalId(clientId, context.call(run));
    if (clusterObjectId === undefined) throw updateErrors.servicePrincipalMissing(clientId);
    const before = factOf(run.facts, 'clusterObjectId');
    const known = [...(factOf(run.facts, 'formerObjectIds') ?? []), ...(before === undefined ? [] : [before])];
    const formerObjectIds = [...new Set(known)].filter((one) => one !== clusterObjectId);
    return done(learnt({ clusterObjectId, formerObjectIds }));
  });
};

const refused = (clientId: string) => (error: AzureError) =>
  isAzureError(error, 'unauthorized')
    ? updateErrors.servicePrincipalCredentials(clientId, error.code, error.message)
    : error;

/** Nothing in the cluster signs in as them any more. What the customer has given them is the customer's to take. */
export const removeFormerRoles: StepAction<ClusterContext> = async (context, run) => {
  const former = factOf(run.facts, 'formerObjectIds') ?? [];
  if (former.length === 0) return done();
  const { id, cluster, call } = context;
  const { resources } = await context.customer(run);
  const given = [
    { scope: managedGroup(cluster).id, role: roles.contributor },
    ...(await outsideGroup(context, run)).map(({ scope, role }) => ({ scope, role })),
  ];
  for (const principalId of former)
    for (const { scope, role } of given) {
      const assignment = assignmentId(id.key, { scope, role, principalId });
      await resources.beginDelete(assignment, apiVersions.authorization, call(run)).catch(unlessForbidden);
    }
  return done(learnt({ formerObjectIds: [] }));
};

/** Where we may take nothing, we have given nothing; at our own group we may. */
function unlessForbidden(error: unknown): void {
  if (!isAzureError(error, 'forbidden')) throw error;
}
