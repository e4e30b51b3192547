import { randomUUID } from 'node:crypto';
import { apiVersion, clusterIdOf } from '@aro-rp/start';
import { type ArmCaller } from './arm-caller.ts';
import { type System } from './system.ts';
import { type Watch } from './watch.ts';
import { within } from './within.ts';
import { uniqueBody } from './workload.ts';

export interface Create {
  /** Milliseconds from the 201's arrival to the first step's beginning; by the machine's clock, so 1 ms exact. */
  dispatch: number;
  /** Rejects when the cluster does not come to be. */
  ended: Promise<void>;
}

export interface Limits {
  /** How long each wait for the backend may take. */
  seconds: number;
  signal: AbortSignal;
}

/** Creates clusters, each another, in the stack's subscription. Safe to call at the same time. */
export function createClusters(system: System, caller: ArmCaller, watch: Watch, limits: Limits) {
  const { endpoints } = system.stack;
  let made = 0;
  return {
    async create(): Promise<Create> {
      const name = `c${made++}`;
      const id = clusterIdOf(endpoints, 'bench', name);
      const { status, at } = await caller.put(
        `${id}?api-version=${apiVersion}`,
        uniqueBody(endpoints, name, randomUUID()),
      );
      if (status !== 201) throw new Error(`the frontend answered ${status} to a create`);
      const begun = await within(watch.begun(id), `the first step of ${name}`, limits);
      return { dispatch: begun - at, ended: within(watch.ended(id), `the end of ${name}`, limits) };
    },
  };
}
