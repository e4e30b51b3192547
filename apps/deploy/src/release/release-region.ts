import { minutes, seconds } from '@aro-rp/time';
import { type Region, type Target } from '../azure/index.ts';
import { apiVersions, groupId, targetId } from '../azure/ids.ts';
import { type RegionConfig } from '../config/index.ts';
import { type Connection, statusOf } from '../connection/index.ts';
import { DeployError } from '../deploy-error.ts';
import { createMachines } from './machines.ts';
import { type ReleaseRegion } from './parts.ts';
import { poll } from './poll.ts';

const autoscaleVersion = '2022-10-01';
/** As ARM words the states in which a deployment makes nothing any more. */
const ended = ['Succeeded', 'Failed', 'Canceled'];

/** A region with what only releases ask of it. */
export function releaseRegion(config: RegionConfig, connection: Connection, region: Region): ReleaseRegion {
  const { arm, clock } = connection;
  const { subscriptionId, group } = config;

  const stateOf = async (path: string): Promise<string> => {
    const found = await arm.find(`${path}?api-version=${apiVersions.deployments}`);
    const { provisioningState } = (found?.['properties'] ?? {}) as { provisioningState?: string };
    return found ? (provisioningState ?? '') : 'Succeeded';
  };

  const cancel = async (target: Target, name: string): Promise<void> => {
    const path = `${targetId(config, target)}/providers/Microsoft.Resources/deployments/${name}`;
    if (ended.includes(await stateOf(path))) return;
    try {
      await arm.send('POST', `${path}/cancel?api-version=${apiVersions.deployments}`);
    } catch (error) {
      // It has ended in the meantime ("Deployments - Cancel").
      if (statusOf((error as Error).cause) !== 409) throw error;
    }
    const signal = new AbortController().signal;
    const isOver = await poll({ clock, every: seconds(2), within: minutes(10), signal }, async () =>
      ended.includes(await stateOf(path)) ? true : undefined,
    );
    if (!isOver) throw new DeployError('failed', `deployment ${name} does not end; the same command goes on`);
  };

  return {
    ...region,
    scaleSets: {
      ...region.scaleSets,
      async dropAutoscale(service) {
        const settings = `${groupId(subscriptionId, group)}/providers/Microsoft.Insights/autoscaleSettings`;
        const there = (await region.scaleSets.list()).map(({ name }) => name);
        for (const { name } of await arm.list(`${settings}?api-version=${autoscaleVersion}`))
          if (typeof name === 'string' && name.startsWith(`${service}-`) && !there.includes(name))
            await arm.send('DELETE', `${settings}/${name}?api-version=${autoscaleVersion}`);
      },
    },
    deployments: { ...region.deployments, cancel },
    machines: createMachines(config, connection),
  };
}
