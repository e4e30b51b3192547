import { done, type Seen, type StepAction, type StepRun, waiting } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { customerErrors } from '../customer-errors.ts';
import { managedGroup, networkSecurityGroupName } from '../names.ts';

const apiServer = { name: 'apiserver_in', priority: 101, destinationPort: '6443' };

/** A PUT replaces what the cluster has written since, so it is only sent when there is nothing, or something broken. */
export const deploy: StepAction<ClusterContext> = async ({ cluster, customer, call }, run) => {
  const { name } = managedGroup(cluster);
  const { networkSecurityGroups } = await customer(run);
  const found = await networkSecurityGroups.get(name, networkSecurityGroupName, call(run));
  if (found !== undefined && !hasFailed(found.provisioningState)) return done();

  const inbound = cluster.properties.apiserverProfile.visibility === 'Public' ? [apiServer] : [];
  const spec = { location: cluster.location, inbound };
  await networkSecurityGroups.beginCreate(name, networkSecurityGroupName, spec, call(run));
  return done();
};

export async function ready({ cluster, customer, call }: ClusterContext, run: StepRun): Promise<Seen> {
  const { name } = managedGroup(cluster);
  const { networkSecurityGroups } = await customer(run);
  const found = await networkSecurityGroups.get(name, networkSecurityGroupName, call(run));
  if (found === undefined) return waiting(`the network security group ${networkSecurityGroupName} to appear`);
  const { provisioningState } = found;
  if (hasFailed(provisioningState))
    throw customerErrors.networkSecurityGroupFailed(networkSecurityGroupName, provisioningState);
  if (provisioningState === 'Succeeded') return true;
  return waiting(`the network security group ${networkSecurityGroupName}, which is ${provisioningState}`);
}

const hasFailed = (state: string) => state === 'Failed' || state === 'Canceled';
