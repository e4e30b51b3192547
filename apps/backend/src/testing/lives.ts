import { randomUUID } from 'node:crypto';
import { type ActivityRecord } from '@aro-rp/local-azure';
import { resource } from '@aro-rp/testing';
import { milliseconds, minutes, systemClock } from '@aro-rp/time';
import { describeNew, type Described, findAll } from './azure-compared.ts';
import { type CallStrike, seeCalls } from './seen-calls.ts';
import { accept, workUntilEnded } from './worker-on.ts';
import { type Worker } from '../worker/worker.ts';
import { type World } from './world.ts';

/** The create and the delete of a cluster. */
export const lifeKinds = ['create', 'delete'] as const;
export type LifeKind = (typeof lifeKinds)[number];

export interface Ended {
  state: string;
  error: unknown;
  diagnostics: unknown;
  /** What Azure Resource Manager was asked for in the operation's name. */
  records: ActivityRecord[];
  /** What there is in Azure that was not there before the cluster, or is otherwise now. */
  there: Described[];
}

/** Who works on an operation, and what befalls its calls. */
export interface Circumstances {
  worker(): Pick<Worker, 'handler'>;
  strike: CallStrike;
}

/** A world in which clusters live one after the other. */
export interface Place {
  world: World;
  live(circumstances: (kind: LifeKind) => Circumstances): Promise<Record<LifeKind, Ended> & { clusterName: string }>;
}

export function placeIn(world: World): Place {
  const calls = seeCalls(world.azure);
  let count = 0;

  return {
    world,
    async live(circumstances) {
      const clusterName = `n${String(++count).padStart(4, '0')}n`;
      const id = resource(clusterName, world.endpoints.subscriptionId);
      const given = await world.cluster(id);
      const before = await findAll(world);

      const run = async (kind: LifeKind): Promise<Ended> => {
        const correlationId = randomUUID();
        const { worker, strike } = circumstances(kind);
        await accept(world.database, id, { kind, ...(kind === 'create' && given), correlation: { correlationId } });
        // What the frontend asks for, such as the keys for secrets, is not the operation's.
        calls.begin(clusterName, strike);
        const { document } = await workUntilEnded(world.database, id, worker);
        calls.end();
        const operation = await world.database.operations.get(id.subscriptionId, document.operationId);
        const isDone = document.provisioningState === 'Succeeded';
        if (kind === 'create' && isDone) await allMachinesRun(world, clusterName);
        return {
          state: document.provisioningState,
          error: operation?.document.error,
          diagnostics: operation?.document.diagnostics,
          records: world.azure.arm
            .requests()
            .filter((record) => record.correlationId === correlationId && record.deployment === undefined),
          there: describeNew(before, await findAll(world), clusterName),
        };
      };
      return { clusterName, create: await run('create'), delete: await run('delete') };
    },
  };
}

/** Two workers are enough for a cluster to be handed over; the others come in their own time. */
async function allMachinesRun(world: World, clusterName: string): Promise<void> {
  const group = `/subscriptions/${world.endpoints.subscriptionId}/resourceGroups/managed-${clusterName}/`;
  const done = () =>
    world.azure.arm.view
      .children(`/subscriptions/${world.endpoints.subscriptionId}`)
      .filter(({ id, type }) => id.startsWith(group) && type === 'Microsoft.Compute/virtualMachines')
      .filter(({ provisioningState }) => provisioningState === 'Succeeded').length;
  while (done() < machines) await systemClock.sleep(milliseconds(50));
}
const machines = 6;

/** For a backend that is not in a hurry to give up: rights may spread slowly when nobody answers. */
export const patience = { spreadWithin: minutes(5) };
