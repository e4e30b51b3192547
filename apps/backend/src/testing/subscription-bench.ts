import { randomBytes, randomUUID } from 'node:crypto';
import { isTerminal, type ResourceId } from '@aro-rp/api';
import { type ClusterDocument, type Database, type PlanEnd, protocolTimes } from '@aro-rp/database';
import { type Facts, type StepResult } from '@aro-rp/plan';
import { Secret } from '@aro-rp/telemetry';
import { refOf, resource } from '@aro-rp/testing';
import { milliseconds, minutes } from '@aro-rp/time';
import { type SubscriptionContext } from '../subscriptions/context.ts';
import { deleteClusters } from '../subscriptions/delete-clusters.ts';
import { createWorkBench, type WorkBench } from './work-bench.ts';
import { accept } from './worker-on.ts';

/** One subscription on local Cosmos DB, and its deletion, step by step, with time in the test's hands. */
export interface SubscriptionBench {
  context: SubscriptionContext;
  /** Passes on, for the step and for nothing else. */
  later(time: number): void;
  /** A cluster whose creation runs. */
  creating(name: string): Promise<ResourceId>;
  /** A cluster at rest. */
  atRest(name: string, end?: PlanEnd): Promise<ResourceId>;
  /** Ends what runs on the cluster, as a worker would. @returns false when nothing runs */
  end(id: ResourceId, end?: PlanEnd): Promise<boolean>;
  read(id: ResourceId): Promise<ClusterDocument>;
  /** Runs the step as a slice does, and stores what it has learnt unless its end is lost. */
  run(options?: RunOptions): Promise<StepResult>;
}

interface RunOptions {
  endIsLost?: boolean;
  /** Instead of those that were stored. */
  facts?: Facts;
  startedAt?: number;
}

export const gone: PlanEnd = { provisioningState: 'Succeeded', deleted: true };

/** Sealing, without which a list has no second page. */
export async function createPagingBench(): Promise<{ bench: WorkBench; database: Database }> {
  const bench = await createWorkBench();
  const key = { version: 'k1', key: new Secret<Uint8Array>(randomBytes(32)) };
  const keyRing = { current: async () => key, byVersion: async () => key };
  const database = bench.connect({ keyRing, protocol: protocolTimes });
  await database.ping();
  return { bench, database };
}

export function subscriptionOn(database: Database, changes: Partial<SubscriptionContext> = {}): SubscriptionBench {
  const subscriptionId = randomUUID();
  let passed = 0;
  let facts: Facts = {};
  const now = () => database.serverClock.now() + passed;
  const startedAt = now();
  const context: SubscriptionContext = {
    subscriptionId,
    state: 'Deleted',
    planId: randomUUID(),
    clusters: database.clusters,
    now,
    pollEvery: milliseconds(10),
    pageSize: 3,
    readingFor: minutes(1),
    requestsEndWithin: milliseconds(0),
    ...changes,
  };
  const read = async (id: ResourceId) => (await database.work.read(refOf(id)))!.document as ClusterDocument;
  const creating: SubscriptionBench['creating'] = async (name) => {
    const id = resource(name, subscriptionId);
    await accept(database, id);
    return id;
  };
  const end: SubscriptionBench['end'] = async (id, how = { provisioningState: 'Succeeded' }) => {
    const ref = refOf(id);
    const found = (await database.work.read(ref))!;
    if (isTerminal(found.document.provisioningState)) return false;
    const lease = randomUUID();
    await database.work.take(ref, found, { id: lease, owner: 'w' });
    await database.work.endPlan(ref, lease, how);
    return true;
  };
  return {
    context,
    later: (time) => void (passed += time),
    creating,
    end,
    read,
    async atRest(name, how) {
      const id = await creating(name);
      await end(id, how);
      return id;
    },
    async run({ endIsLost = false, ...given } = {}) {
      const signal = new AbortController().signal;
      const result = await deleteClusters(context, { signal, facts, secrets: {}, startedAt, ...given });
      if (!endIsLost) facts = { ...facts, ...result.facts };
      return result;
    },
  };
}
