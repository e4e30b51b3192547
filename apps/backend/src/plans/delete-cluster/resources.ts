import { isAzureError, type Resource, type Subscription } from '@aro-rp/azure';
import { again, done, type StepAction, type StepRun } from '@aro-rp/plan';
import { apiVersions } from '../../names.ts';
import { type ClusterContext } from '../context.ts';
import { change } from '../create-cluster/subnets.ts';
import { ourGroup, isDeleting } from './resource-group.ts';

const versionOf: Record<string, string> = {
  'microsoft.compute': apiVersions.compute,
  'microsoft.network': apiVersions.network,
  'microsoft.storage': apiVersions.storage,
  'microsoft.managedidentity': apiVersions.managedIdentity,
};
const versionOfType: Record<string, string> = {
  'microsoft.compute/disks': apiVersions.disks,
  'microsoft.network/privatednszones': apiVersions.privateDns,
  'microsoft.network/privatednszones/virtualnetworklinks': apiVersions.privateDns,
};

/** What has to be gone before what: each level begins when nothing of the one before is left. Anything else is level 3. */
const levels: Record<string, number> = {
  'microsoft.compute/virtualmachines': 0,
  'microsoft.network/privateendpoints': 0,
  'microsoft.network/privatelinkservices': 1,
  'microsoft.network/networkinterfaces': 2,
  'microsoft.network/publicipaddresses': 4,
  'microsoft.network/networksecuritygroups': 4,
  'microsoft.network/privatednszones': 4,
};
const levelOf = ({ type = '' }: Resource) => levels[type.toLowerCase()] ?? 3;

/**
 * Deletes what is in the managed group level by level, since Azure's own deletion of a group gives up on resources that
 * hold each other. What is of no type that we know is left to that.
 */
export const remove: StepAction<ClusterContext> = async (context, run) => {
  const group = await ourGroup(context, run);
  if (group === undefined || isDeleting(group)) return done();
  const { resources } = await context.customer(run);
  const listed = await resources.list(`${group.id}/resources`, apiVersions.providers, context.call(run));
  const known = listed.filter((resource) => apiVersionOf(resource) !== undefined);
  const lowest = Math.min(...known.map(levelOf));
  const next = known.filter((resource) => levelOf(resource) === lowest);
  if (next.length === 0) return done();
  for (const resource of next) await begin(context, resources, resource, run);
  const { pollEvery } = context;
  return again(
    pollEvery,
    `the deletion of ${next.length} of ${known.length} resources in ${group.name}, such as ${next[0]?.id}`,
  );
};

function apiVersionOf({ type = '' }: Resource): string | undefined {
  const name = type.toLowerCase();
  return versionOfType[name] ?? versionOf[name.split('/')[0] ?? ''];
}

async function begin(
  context: ClusterContext,
  resources: Subscription['resources'],
  resource: Resource,
  run: StepRun,
): Promise<void> {
  const version = apiVersionOf(resource) ?? '';
  const found = await resources.get(resource.id, version, context.call(run));
  if (found === undefined || found.properties?.['provisioningState'] === 'Deleting') return;
  if (!(await isFree(context, resources, found, run))) return;
  try {
    await resources.beginDelete(found.id, version, context.call(run));
  } catch (error) {
    // What still holds it is on its way out; the next look shows.
    if (!isHeld(error)) throw error;
  }
}

/** Microsoft.Network says so with 400. */
const isHeld = (error: unknown): boolean =>
  isAzureError(error, 'conflict') || (isAzureError(error, 'invalid') && /InUse|CannotBeDeleted/i.test(error.code));

/** @returns false while what is attached to it has to go first */
async function isFree(
  context: ClusterContext,
  resources: Subscription['resources'],
  { id, type = '', properties }: Resource,
  run: StepRun,
): Promise<boolean> {
  switch (type.toLowerCase()) {
    case 'microsoft.network/networksecuritygroups': {
      const subnets = (properties?.['subnets'] ?? []) as { id: string }[];
      for (const subnet of subnets) await detach(context, subnet.id, id, run);
      return subnets.length === 0;
    }
    case 'microsoft.network/privatednszones': {
      const links = await resources.list(`${id}/virtualNetworkLinks`, apiVersions.privateDns, context.call(run));
      for (const link of links) await resources.beginDelete(link.id, apiVersions.privateDns, context.call(run));
      return links.length === 0;
    }
    default:
      return true;
  }
}

/** Subnets are the customer's, and stay. */
const detach = (context: ClusterContext, subnetId: string, groupId: string, run: StepRun) =>
  change(
    context,
    subnetId,
    run,
    (properties) => {
      const { networkSecurityGroup, ...rest } = properties;
      const attached = (networkSecurityGroup as { id?: string } | undefined)?.id;
      return attached?.toLowerCase() === groupId.toLowerCase() ? rest : properties;
    },
    () => undefined,
  );
