import { isAzureError } from '@aro-rp/azure';
import { type StepRun } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { type Finding, principalFindings } from './findings.ts';
import { type Check, type Survey } from './survey.ts';

/** Who a cluster is, or why that is not known. */
export type Principal =
  { kind: 'known'; objectId: string; clientId: string; roles: readonly string[] } | { kind: 'unknown'; why: Finding[] };

/**
 * The cluster's own service principal signs in, for Azure Resource Manager and for Microsoft Graph, and is asked who it
 * is. A cluster without one is no finding here.
 * @throws AzureError when Azure cannot tell
 */
export async function identify(
  context: ClusterContext,
  run: StepRun,
  mayCluster: Survey['mayCluster'],
): Promise<Principal> {
  const clientId = context.cluster.properties.servicePrincipalProfile?.clientId;
  if (clientId === undefined) return { kind: 'unknown', why: [] };
  const unknown = (why: Finding): Principal => ({ kind: 'unknown', why: [why] });
  const { graph } = await context.asCluster(run);
  try {
    const [objectId, roles] = await Promise.all([
      graph.servicePrincipalId(clientId, context.call(run)),
      graph.grantedRoles(context.call(run)),
      // For this it needs a token for Azure Resource Manager, and nothing else.
      mayCluster(`/subscriptions/${context.id.subscriptionId}`),
    ]);
    return objectId === undefined
      ? unknown(principalFindings.missing(clientId))
      : { kind: 'known', objectId, clientId, roles };
  } catch (error) {
    if (!isAzureError(error, 'unauthorized', 'forbidden')) throw error;
    const { kind, operation, code, message } = error;
    return unknown(
      kind === 'unauthorized'
        ? principalFindings.cannotSignIn(clientId, code, message)
        : principalFindings.cannotBeRead(clientId, operation, code, message),
    );
  }
}

/** With it what runs in the cluster could make itself applications, and secrets for those it owns. */
const forbidden = 'Application.ReadWrite.OwnedBy';

export const servicePrincipal: Check = async (survey) => {
  const found = await survey.principal();
  if (found.kind === 'unknown') return found.why;
  return found.roles.includes(forbidden) ? [principalFindings.privileged(found.clientId, forbidden)] : [];
};
