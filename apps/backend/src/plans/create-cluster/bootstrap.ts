import { isClusterApiError } from '@aro-rp/openshift';
import { again, done, type Seen, type StepAction, type StepRun, waiting } from '@aro-rp/plan';
import { apiVersions, resourceNames } from '../../names.ts';
import { type ClusterContext } from '../context.ts';
import { requireFact } from '../facts.ts';
import { managedGroup } from '../names.ts';
import { ignitionContainerUrl } from './deployments.ts';

/** The cluster says so itself; until it can, it does not answer. */
export async function complete(context: ClusterContext, run: StepRun): Promise<Seen> {
  using cluster = await context.connect(run);
  try {
    if ((await cluster.bootstrapStatus({ signal: run.signal })) === 'complete') return true;
    return waiting('the bootstrap machine to hand over to the masters');
  } catch (error) {
    if (!isClusterApiError(error)) throw error;
    return waiting(`the bootstrap machine: ${error.message}`);
  }
}

/** The machine, then what it held. Gone is fine, and gone is waited for. */
export const remove: StepAction<ClusterContext> = async (context, run) => {
  const { bootstrap } = resourceNames(requireFact(run.facts, 'infraId'));
  const group = `${managedGroup(context.cluster).id}/providers`;
  const machine = [`${group}/Microsoft.Compute/virtualMachines/${bootstrap.machine}`, apiVersions.compute] as const;
  const held = [
    [`${group}/Microsoft.Compute/disks/${bootstrap.disk}`, apiVersions.disks],
    [`${group}/Microsoft.Network/networkInterfaces/${bootstrap.networkInterface}`, apiVersions.network],
  ] as const;
  if (!(await isGone(context, machine, run))) return again(context.pollEvery, 'the deletion of the bootstrap machine');
  const left = await Promise.all(held.map((one) => isGone(context, one, run)));
  if (left.includes(false))
    return again(context.pollEvery, "the deletion of the bootstrap machine's disk and network interface");
  return done();
};

async function isGone({ customer, call }: ClusterContext, [id, version]: readonly [string, string], run: StepRun) {
  const { resources } = await customer(run);
  const found = await resources.get(id, version, call(run));
  if (found === undefined) return true;
  if (found.properties?.['provisioningState'] !== 'Deleting') await resources.beginDelete(id, version, call(run));
  return false;
}

/** Nothing reads it any more, and it holds keys. */
export const removeIgnition: StepAction<ClusterContext> = async (context, run) => {
  const container = await ignitionContainerUrl(context, run);
  const { blobs } = await context.customer(run);
  if (container !== undefined) await blobs.removeContainer(container, context.call(run));
  return done();
};
