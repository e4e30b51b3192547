import { done, type StepAction } from '@aro-rp/plan';
import { sameResource } from '@aro-rp/api';
import { type ClusterContext } from '../context.ts';
import { customerErrors } from '../customer-errors.ts';
import { managedGroup } from '../names.ts';
import { refuseNotBuilt } from '../not-built.ts';

/** There still is a cluster that can be changed, and what is asked for can be made. */
export const confirm: StepAction<ClusterContext> = async ({ cluster, customer, call }, run) => {
  refuseNotBuilt(cluster);
  const { id, name } = managedGroup(cluster);
  const { resourceGroups } = await customer(run);
  const group = await resourceGroups.get(name, call(run));
  if (group === undefined) throw customerErrors.resourceGroupGone(id);
  if (group.managedBy === undefined || !sameResource(group.managedBy, cluster.id))
    throw customerErrors.resourceGroupForeign(group, { location: cluster.location });
  return done();
};
