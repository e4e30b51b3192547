import { type Accepted, isAzureError, type Resource, type Subscription } from '@aro-rp/azure';
import { again, done, type StepAction, type StepResult, type StepRun } from '@aro-rp/plan';
import { apiVersions, resourceNames } from '../../names.ts';
import { type ClusterContext } from '../context.ts';
import { customerErrors } from '../customer-errors.ts';
import { requireFact } from '../facts.ts';
import { ifUnchanged } from '../if-unchanged.ts';
import { lookAgain } from '../look-again.ts';
import { managedGroup } from '../names.ts';
import { placesOf } from '../places.ts';

type Properties = Record<string, unknown>;

/** Private Link needs the masters' subnet without network policies; the storage accounts let both subnets in. */
export const prepare: StepAction<ClusterContext> = async (context, run) => {
  const { masterSubnet, workerSubnet } = placesOf(context.cluster);
  const master = await change(context, masterSubnet.id, run, (properties) =>
    withStorageEndpoint({
      ...properties,
      privateLinkServiceNetworkPolicies: 'Disabled',
      privateEndpointNetworkPolicies: 'Disabled',
    }),
  );
  return master ?? (await change(context, workerSubnet.id, run, withStorageEndpoint)) ?? done();
};

/** The cluster's rules are those of the group that its cloud provider writes into. */
export const attachNetworkSecurityGroup: StepAction<ClusterContext> = async (context, run) => {
  const { networkSecurityGroup } = resourceNames(requireFact(run.facts, 'infraId'));
  const groupId = `${managedGroup(context.cluster).id}/providers/Microsoft.Network/networkSecurityGroups/${networkSecurityGroup}`;
  const { masterSubnet, workerSubnet } = placesOf(context.cluster);
  const isNew = context.cluster.properties.provisioningState === 'Creating';
  for (const { id } of [masterSubnet, workerSubnet]) {
    const unfinished = await change(context, id, run, (properties) => {
      const attached = (properties['networkSecurityGroup'] as { id?: string } | undefined)?.id;
      if (attached !== undefined && attached.toLowerCase() !== groupId.toLowerCase())
        throw customerErrors.foreignNetworkSecurityGroup(id, attached, isNew);
      return { ...properties, networkSecurityGroup: { id: groupId } };
    });
    if (unfinished) return unfinished;
  }
  return done();
};

/**
 * @param whenGone what to do about a subnet that is not there any more; it fails the step unless told
 * @returns undefined when the subnet is as wanted, and nothing works on it
 */
export async function change(
  { customer, call, pollEvery }: ClusterContext,
  id: string,
  run: StepRun,
  wanted: (properties: Properties) => Properties,
  whenGone: () => undefined = () => {
    throw customerErrors.subnetGone(id);
  },
): Promise<StepResult | undefined> {
  const { resources } = await customer(run);
  const found = await resources.get(id, apiVersions.subnets, call(run));
  if (found === undefined) return whenGone();
  const properties = found.properties ?? {};
  if (inWork(properties)) return again(pollEvery, `the subnet ${id}`);
  const changed = wanted(properties);
  if (isSame(properties, changed)) return undefined;
  const accepted = await put(resources, found, changed, call(run));
  return again(lookAgain({ pollEvery }, accepted), `the subnet ${id}`);
}

async function put(
  resources: Subscription['resources'],
  found: Resource,
  properties: Properties,
  options: Parameters<Subscription['resources']['beginPut']>[3],
): Promise<Accepted> {
  try {
    const { id, name } = found;
    const unchanged = { ...options, ...ifUnchanged(found) };
    return (await resources.beginPut(id, apiVersions.subnets, { id, name, properties }, unchanged)).accepted;
  } catch (error) {
    // Somebody else has changed it meanwhile, or changes another subnet of the network; the next look shows how it is.
    if (!isAzureError(error, 'precondition-failed')) throw error;
    return {};
  }
}

const inWork = ({ provisioningState }: Properties) =>
  provisioningState === 'Updating' || provisioningState === 'Deleting';

const storage = 'Microsoft.Storage';

function withStorageEndpoint(properties: Properties): Properties {
  const endpoints = (properties['serviceEndpoints'] ?? []) as { service?: string }[];
  const isThere = endpoints.some(({ service }) => service?.toLowerCase() === storage.toLowerCase());
  return isThere ? properties : { ...properties, serviceEndpoints: [...endpoints, { service: storage }] };
}

/** Azure writes ids with capitals of its own. */
const isSame = (one: Properties, other: Properties) =>
  JSON.stringify(one).toLowerCase() === JSON.stringify(other).toLowerCase();
