import { isAzureError } from '@aro-rp/azure';
import { type StepRun } from '@aro-rp/plan';
import { apiVersions, resourceNames, storageNames } from '../../names.ts';
import { publicAddress } from '../../templates/base.ts';
import { storageAccount } from '../../templates/storage.ts';
import { type ClusterContext } from '../context.ts';
import { refusal } from '../error-codes.ts';
import { requireFact } from '../facts.ts';
import { managedGroup } from '../names.ts';

/**
 * What Azure Policy would not let be made in the managed group is told before anything else is made. Only what no cluster
 * can be without is asked about; whoever may not ask, or gets no answer, hears it from the deployment.
 * @throws CloudError with the assignments that forbid it
 */
export async function requireAllowed(context: ClusterContext, run: StepRun): Promise<void> {
  const group = managedGroup(context.cluster).id;
  const { resources } = await context.customer(run);
  const path = `${group}/providers/Microsoft.PolicyInsights/checkPolicyRestrictions`;
  for (const { apiVersion, ...resourceContent } of alwaysMade(context, run)) {
    const body = { resourceDetails: { resourceContent, apiVersion } };
    const answer = await resources
      .post(path, apiVersions.policyInsights, body, context.call(run))
      .catch((error: unknown) => {
        run.signal.throwIfAborted();
        if (isAzureError(error)) return undefined;
        throw error;
      });
    const assignments = forbiddenBy(answer);
    if (assignments.length > 0)
      throw refusal(
        'RequestDisallowedByPolicy',
        `Azure Policy does not let the cluster make '${resourceContent.type}' in the managed resource group '${group}': '${assignments.join("', '")}'. Exempt that group from what is assigned there, delete this cluster and create it again.`,
        assignments[0],
      );
  }
}

/** As the template of the base makes them. What the infra id will be is not known yet; names only have its form. */
function alwaysMade({ cluster, place }: ClusterContext, run: StepRun) {
  const { location } = cluster;
  const { masterProfile, workerProfiles } = cluster.properties;
  const subnets = [masterProfile, ...workerProfiles].map(({ subnetId }) => subnetId);
  return [
    publicAddress(
      { location, zones: requireFact(run.facts, 'zones').masters },
      resourceNames(`${cluster.name}-abcde`).apiAddress,
    ),
    ...storageAccount({
      ...{ location, containers: [], name: storageNames(requireFact(run.facts, 'storageSuffix')).cluster },
      subnets: [...subnets, ...place.subnetIds],
    }),
  ];
}

function forbiddenBy(answer: Record<string, unknown> | undefined): string[] {
  const { policyEvaluations = [] } = (answer?.['contentEvaluationResult'] ?? {}) as {
    policyEvaluations?: { evaluationResult?: string; policyInfo?: { policyAssignmentId?: string } }[];
  };
  return policyEvaluations.flatMap(({ evaluationResult, policyInfo }) =>
    evaluationResult === 'NonCompliant' ? [policyInfo?.policyAssignmentId ?? 'a policy that is not named'] : [],
  );
}
