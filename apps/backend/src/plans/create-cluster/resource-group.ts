import { again, done, type StepAction } from '@aro-rp/plan';
import { seconds } from '@aro-rp/time';
import { type ClusterContext } from '../context.ts';
import { customerErrors } from '../customer-errors.ts';
import { learnt } from '../facts.ts';
import { managedGroup } from '../names.ts';
import { requireAllowed } from './policies.ts';

/** The group that belongs to the cluster: `managedBy` keeps everybody else's hands off it, and ours off other groups. */
export const ensure: StepAction<ClusterContext> = async (context, run) => {
  const { cluster, customer, call } = context;
  const { name } = managedGroup(cluster);
  const { resourceGroups } = await customer(run);
  const spec = { location: cluster.location, managedBy: cluster.id };
  const ensured = await resourceGroups.ensure(name, spec, call(run));
  switch (ensured.kind) {
    case 'ours':
      await requireAllowed(context, run);
      return done(learnt({ resourceGroupMade: true }));
    case 'deleting':
      return again(seconds(5), `the deletion of the resource group ${name}`);
    case 'foreign':
      throw customerErrors.resourceGroupForeign(ensured.group, spec);
  }
};
