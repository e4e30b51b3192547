import { CloudError, sameResource } from '@aro-rp/api';
import { isAzureError, type Resource, type Subscription } from '@aro-rp/azure';
import { type Plan, type StepAction, type StepRun } from '@aro-rp/plan';
import { apiVersions, resourceNames, storageNames } from '../names.ts';
import { type ClusterContext } from './context.ts';
import { customerErrors } from './customer-errors.ts';
import { refusal } from './error-codes.ts';
import { factOf, requireFact } from './facts.ts';
import { classify } from './failure.ts';
import { managedGroup } from './names.ts';
import { placesOf } from './places.ts';
import { updateErrors } from './update-cluster/errors.ts';

/**
 * Whenever a step cannot go on or has to wait, and the cluster's managed group was made before it, what the cluster
 * stands on is looked at. What somebody has deleted by hand does not come back by waiting: the step fails at once, and
 * says so. Who waits longer than rights take to spread, or would fail for good, learns whether the cluster's client
 * secret is still valid.
 */
export const onPremises = (verb: 'create' | 'update', plan: Plan<ClusterContext>): Plan<ClusterContext> => ({
  ...plan,
  steps: plan.steps.map((step) => ({ ...step, action: checking(verb, step.action) })),
});

const checking =
  (verb: 'create' | 'update', action: StepAction<ClusterContext>): StepAction<ClusterContext> =>
  async (context, run) => {
    const result = await action(context, run).catch(async (error: unknown) => {
      await requirePremises(verb, context, run, error);
      throw error;
    });
    if (result.kind === 'again') await requirePremises(verb, context, run);
    return result;
  };

/** @throws CloudError naming what is gone, caused by `cause`; whatever else keeps it from looking is left to the step */
async function requirePremises(
  verb: 'create' | 'update',
  context: ClusterContext,
  run: StepRun,
  cause?: unknown,
): Promise<void> {
  if (factOf(run.facts, 'resourceGroupMade') !== true) return;
  run.signal.throwIfAborted();
  const isLate = context.now() - run.startedAt >= context.spreadWithin;
  const isFinal = cause !== undefined && classify(cause).kind === 'fail';
  const look = async () =>
    (await whatIsGone(context, run)) ?? (isLate || isFinal ? await badCredentials(verb, context, run) : undefined);
  const gone = await look().catch((error: unknown) => {
    run.signal.throwIfAborted();
    return error instanceof CloudError ? error : undefined;
  });
  if (gone !== undefined) throw new CloudError(gone.status, gone.body, { cause });
}

/** Asked anew: tokens of an earlier sign-in outlive their secret. */
async function badCredentials(
  verb: 'create' | 'update',
  { cluster, signInAsCluster }: ClusterContext,
  run: StepRun,
): Promise<CloudError | undefined> {
  const clientId = cluster.properties.servicePrincipalProfile?.clientId;
  if (clientId === undefined) return undefined;
  try {
    await signInAsCluster(run);
    return undefined;
  } catch (error) {
    if (!isAzureError(error, 'unauthorized')) throw error;
    const { servicePrincipalCredentials } = verb === 'create' ? customerErrors : updateErrors;
    return servicePrincipalCredentials(clientId, error.code, error.message);
  }
}

async function whatIsGone(context: ClusterContext, run: StepRun): Promise<CloudError | undefined> {
  const { cluster, call } = context;
  const { id, name } = managedGroup(cluster);
  const { resourceGroups } = await context.customer(run);
  const group = await resourceGroups.get(name, call(run));
  const isOurs = group?.managedBy !== undefined && sameResource(group.managedBy, cluster.id);
  if (!isOurs || group.provisioningState?.toLowerCase() === 'deleting') return customerErrors.resourceGroupGone(id);

  const parts = await missingParts(context, id, run);
  if (parts.length > 0) return partsGone(id, parts);

  const { virtualNetworkId, masterSubnet, workerSubnet } = placesOf(cluster);
  const network = await findNetwork(context, virtualNetworkId, run);
  if (network === 'unknown') return undefined;
  if (network === undefined) return networkGone(virtualNetworkId);
  const subnets = (network.properties?.['subnets'] ?? []) as { id: string }[];
  const missing = [masterSubnet, workerSubnet].find((one) => !subnets.some((found) => sameResource(found.id, one.id)));
  return missing && customerErrors.subnetGone(missing.id);
}

/**
 * Rights that were given at a network go with it, so that we may not even ask whether it is there; the cluster's service
 * principal reads the whole subscription.
 */
async function findNetwork(
  context: ClusterContext,
  id: string,
  run: StepRun,
): Promise<Resource | undefined | 'unknown'> {
  const as = async (who: Promise<Subscription>) =>
    (await who).resources.get(id, apiVersions.network, context.call(run));
  try {
    return await as(context.customer(run));
  } catch (error) {
    if (!isAzureError(error, 'forbidden')) throw error;
    return (await as(context.asCluster(run))) === undefined ? undefined : 'unknown';
  }
}

const networkGone = (id: string): CloudError =>
  refusal(
    'InvalidLinkedVNet',
    `The virtual network '${id}' was deleted. Delete this cluster, make the network again, and create the cluster again.`,
    'properties.masterProfile.subnetId',
  );

/**
 * Azure ends the deletion of a group half-way when something in it cannot go, such as a security group that a subnet of
 * the customer's uses; then the group is there, and most of the cluster is not.
 */
async function missingParts({ customer, call }: ClusterContext, groupId: string, run: StepRun): Promise<string[]> {
  if (factOf(run.facts, 'baseDeployed') !== true) return [];
  const { resources } = await customer(run);
  const found = await resources.list(`${groupId}/resources`, apiVersions.providers, call(run));
  const has = (type: string, name?: string) =>
    found.some((one) => one.type?.toLowerCase() === type.toLowerCase() && (name === undefined || one.name === name));
  const { internalLoadBalancer } = resourceNames(requireFact(run.facts, 'infraId'));
  const storageAccount = storageNames(requireFact(run.facts, 'storageSuffix')).cluster;
  return [
    ...(has('Microsoft.Network/loadBalancers', internalLoadBalancer) ? [] : [internalLoadBalancer]),
    ...(has('Microsoft.Storage/storageAccounts', storageAccount) ? [] : [storageAccount]),
    // Single ones come and go in the life of a cluster.
    ...(factOf(run.facts, 'machinesDeployed') !== true || has('Microsoft.Compute/virtualMachines')
      ? []
      : ['every virtual machine']),
  ];
}

const partsGone = (groupId: string, parts: readonly string[]): CloudError =>
  refusal(
    'ResourceNotFound',
    `Parts of the cluster in the managed resource group '${groupId}' were deleted: ${parts.join(', ')}. Delete the cluster.`,
    'properties.clusterProfile.resourceGroupId',
  );
