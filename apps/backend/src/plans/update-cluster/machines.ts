import { again, done, type StepAction } from '@aro-rp/plan';
import { apiVersions } from '../../names.ts';
import { type ClusterContext } from '../context.ts';
import { managedGroup } from '../names.ts';

/** Starts the machines of the cluster that somebody has stopped: without them nothing in it can be changed. */
export const start: StepAction<ClusterContext> = async (context, run) => {
  const { cluster, customer, call, pollEvery } = context;
  const { resources } = await customer(run);
  const machines = await resources.list(
    `${managedGroup(cluster).id}/providers/Microsoft.Compute/virtualMachines`,
    apiVersions.compute,
    call(run),
  );
  const stopped: string[] = [];
  for (const { id } of machines) {
    const found = await resources.get(id, apiVersions.compute, { ...call(run), expand: 'instanceView' });
    const power = powerOf(found?.properties);
    if (power === undefined || power === 'running') continue;
    stopped.push(id.split('/').at(-1) ?? '');
    if (power === 'stopped' || power === 'deallocated')
      await resources.post(`${id}/start`, apiVersions.compute, undefined, call(run));
  }
  return stopped.length === 0 ? done() : again(pollEvery, `the machines ${stopped.join(', ')} to start`);
};

/** Virtual Machines - Instance View: `PowerState/running`, `starting`, `stopping`, `stopped`, `deallocating`, `deallocated`. */
function powerOf(properties: Record<string, unknown> | undefined): string | undefined {
  const { statuses } = (properties?.['instanceView'] ?? {}) as { statuses?: { code?: string }[] };
  return statuses?.flatMap(({ code }) => /^PowerState\/(\w+)$/.exec(code ?? '')?.[1] ?? [])[0];
}
