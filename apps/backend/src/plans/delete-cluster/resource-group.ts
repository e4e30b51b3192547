import { sameResource } from '@aro-rp/api';
import { type ResourceGroup } from '@aro-rp/azure';
import { done, type Seen, type StepAction, type StepRun, waiting } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { findManagedGroup } from '../names.ts';

/** The managed resource group, when it is there and ours; another's is never touched. */
export async function ourGroup(
  { cluster, customer, call }: ClusterContext,
  run: StepRun,
): Promise<ResourceGroup | undefined> {
  const managed = findManagedGroup(cluster);
  if (managed === undefined) return undefined;
  const { resourceGroups } = await customer(run);
  const group = await resourceGroups.get(managed.name, call(run));
  return group?.managedBy !== undefined && sameResource(group.managedBy, cluster.id) ? group : undefined;
}

export const isDeleting = ({ provisioningState }: ResourceGroup): boolean =>
  provisioningState?.toLowerCase() === 'deleting';

/** Starts the deletion of the group and of all that is in it. */
export const remove: StepAction<ClusterContext> = async (context, run) => {
  const group = await ourGroup(context, run);
  if (group === undefined || isDeleting(group)) return done();
  const { resourceGroups } = await context.customer(run);
  await resourceGroups.beginDelete(group.name, context.call(run));
  return done();
};

/** Azure gives up a deletion that something holds up, and the group is as before: then it is started again. */
export async function gone(context: ClusterContext, run: StepRun): Promise<Seen> {
  const group = await ourGroup(context, run);
  if (group === undefined) return true;
  if (!isDeleting(group)) await remove(context, run);
  return waiting(`the deletion of the resource group ${group.name}`);
}
