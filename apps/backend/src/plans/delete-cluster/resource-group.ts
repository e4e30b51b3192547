import { sameResource } from '@aro-rp/api';
import { isAzureError, type ResourceGroup } from '@aro-rp/azure';
import { again, done, type Seen, type StepAction, type StepRun } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { learnt } from '../facts.ts';
import { findManagedGroup } from '../names.ts';
import { heldUp, rememberedDeletions } from './deletions.ts';

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
  const deletions = rememberedDeletions(context, run);
  deletions.begun(group.id, await resourceGroups.beginDelete(group.name, context.call(run)));
  return done(learnt(deletions.facts((id) => id === group.id)));
};

/**
 * Azure gives up a deletion that something holds up, and the group is as before: then it is started again, and what had
 * held it up is told until the group is gone. What a customer has to change fails at once.
 */
export async function gone(context: ClusterContext, run: StepRun): Promise<Seen> {
  const group = await ourGroup(context, run);
  if (group === undefined) return true;
  const deletions = rememberedDeletions(context, run);
  const failure = await deletions.failure(group.id);
  if (isAzureError(failure, 'locked', 'policy')) throw failure;
  if (!isDeleting(group)) {
    const { resourceGroups } = await context.customer(run);
    deletions.begun(group.id, await resourceGroups.beginDelete(group.name, context.call(run)));
  }
  return again(
    context.pollEvery,
    heldUp(`the deletion of the resource group ${group.name}`, failure),
    learnt(deletions.facts((id) => id === group.id)),
    failure,
  );
}
