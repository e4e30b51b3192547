import { randomUUID } from 'node:crypto';
import { type OpenShiftCluster, type ResourceId } from '@aro-rp/api';
import {
  type Acceptance,
  type ClusterDocument,
  type Database,
  isStoreError,
  type PlanState,
  type ProtocolTimes,
  protocolTimes,
  type Versioned,
} from '@aro-rp/database';
import { type IncomingMessage } from '@aro-rp/messaging';
import { type Plan } from '@aro-rp/plan';
import { createMetrics, silentLog } from '@aro-rp/telemetry';
import { clusterOf, refOf } from '@aro-rp/testing';
import { hours, milliseconds, seconds, systemClock } from '@aro-rp/time';
import { catalogue } from '../plans/index.ts';
import { createWorker, type Worker, type WorkerOptions } from '../worker/worker.ts';
import { type PlanBook } from '../worker/slice.ts';

/** The same protocol in a hurry. */
export const shortTimes: ProtocolTimes = {
  ...protocolTimes,
  lease: milliseconds(900),
  renewEvery: milliseconds(200),
  abortAfter: milliseconds(700),
  callTimeout: milliseconds(600),
  sliceBudget: seconds(3),
  capBeyondBudget: seconds(3),
  leaseOverdue: milliseconds(500),
  completeWithin: milliseconds(300),
  readBackoff: milliseconds(600),
  watchdogMargin: milliseconds(50),
};

/** A worker on the database, as `app.ts` makes it, but for the plans. */
export function workerOn<C>(
  database: Pick<Database, 'work' | 'serverClock'>,
  plans: PlanBook<C>,
  options: Partial<WorkerOptions<C>> = {},
): Worker {
  return createWorker({
    work: database.work,
    serverClock: database.serverClock,
    clock: systemClock,
    times: shortTimes,
    plans,
    owner: `worker-${randomUUID().slice(0, 4)}`,
    log: silentLog,
    metrics: createMetrics('backend'),
    ...options,
  });
}

/** The version in which the plans of a kind are accepted now. */
export const currentVersion = (kind: string): number => catalogue.plans.find((one) => one.kind === kind)?.version ?? 1;

/** Plans that know no cluster: what is under test is the worker. */
export const bookOf = (...plans: Plan<object>[]): PlanBook<object> => ({
  find: (kind, version) => plans.find((one) => one.kind === kind && one.version === version),
  context: () => ({}),
  classify: (error) => ({ kind: 'fail', error }),
  succeeded: () => ({ provisioningState: 'Succeeded' }),
  failed: (_, why) => {
    const code = typeof why === 'string' ? why : 'step';
    return { provisioningState: 'Failed', error: { code, message: 'failed' }, diagnostics: { detail: String(why) } };
  },
});

/** What a frontend does with an accepted request. */
export async function accept(
  { clusters }: Pick<Database, 'clusters'>,
  id: ResourceId,
  given: {
    kind?: 'create' | 'update' | 'delete';
    domain?: string;
    cluster?: OpenShiftCluster;
    secrets?: Acceptance['secrets'];
    correlation?: Acceptance['correlation'];
    plan?: Partial<PlanState>;
    deadline?: number;
  } = {},
): Promise<string> {
  const { kind = 'create', cluster, secrets, correlation, plan, deadline = hours(2) } = given;
  const version = currentVersion(`${kind}-cluster`);
  const operationId = randomUUID();
  const status = ({ create: 'Creating', update: 'Updating', delete: 'Deleting' } as const)[kind];
  await clusters.accept(id, { operationId, planId: randomUUID() }, (current) => ({
    cluster: current?.document.cluster ?? cluster ?? clusterOf(id, given.domain),
    ...(secrets && { secrets }),
    ...(correlation && { correlation }),
    operation: { kind, status },
    plan: { kind: `${kind}-cluster`, version, cursor: '', ...plan, deadline: milliseconds(deadline) },
    reservations: [],
  }));
  return operationId;
}

/** The message that the change feed would publish for this version. */
export function messageFor(
  { document, etag }: Versioned<{ id: string; revision: number }>,
  partitionKey: string,
  options: Partial<IncomingMessage> = {},
): IncomingMessage & { completions: number } {
  return {
    body: {
      container: 'OpenShiftClusters',
      id: document.id,
      partitionKey,
      etag: etag.replaceAll('"', ''),
      revision: document.revision,
    },
    messageId: randomUUID(),
    deliveryCount: 0,
    completions: 0,
    async complete() {
      this.completions++;
      return true;
    },
    ...options,
  };
}

export async function readCluster(database: Pick<Database, 'work'>, id: ResourceId) {
  const read = await database.work.read(refOf(id));
  if (read === undefined) throw new Error('there is no document');
  return read as Versioned<ClusterDocument>;
}

/**
 * Delivers a message for each version until the document is at its end (J), sooner than the change feed would: what
 * decides on the version that a message names is the broker's clock, which may be early (W4).
 */
export async function workUntilEnded(
  database: Pick<Database, 'work'>,
  id: ResourceId,
  worker: () => Pick<Worker, 'handler'>,
): Promise<Versioned<ClusterDocument>> {
  for (;;) {
    // A machine with much to do may answer late.
    const read = await readCluster(database, id).catch((error: unknown) => {
      if (!isStoreError(error, 'unavailable')) throw error;
    });
    if (read === undefined) continue;
    if (read.document.plan === undefined) return read;
    await worker().handler(messageFor(read, id.subscriptionId), new AbortController().signal);
    await systemClock.sleep(milliseconds(20));
  }
}
