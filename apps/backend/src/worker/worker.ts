import { type ProtocolTimes, type ServerClock, type WorkStore } from '@aro-rp/database';
import { type Handler } from '@aro-rp/messaging';
import { type Log, type Metrics } from '@aro-rp/telemetry';
import { type Clock, type Random } from '@aro-rp/time';
import { createHandler } from './handle.ts';
import { createSlices, knownIn, type PlanBook } from './slice.ts';

export interface WorkerOptions<C> {
  work: WorkStore;
  serverClock: ServerClock;
  clock: Clock;
  times: ProtocolTimes;
  plans: PlanBook<C>;
  /** This process, as leases name it. */
  owner: string;
  log: Log;
  metrics: Pick<Metrics, 'count' | 'time'>;
  random?: Random;
}

export interface Worker {
  /** For every receiver; may be called by many at once. */
  handler: Handler;
  /** W10: from now on slices end at their next step. */
  stopSoon(): void;
}

export function createWorker<C>(options: WorkerOptions<C>): Worker {
  const { plans, times } = options;
  let stopping = false;
  const runSlice = createSlices({ ...options, stopRequested: () => stopping });
  return {
    handler: createHandler({ ...options, runSlice, knows: knownIn(plans, times.sliceBudget) }),
    stopSoon() {
      stopping = true;
    },
  };
}
