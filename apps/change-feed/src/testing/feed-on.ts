import { randomBytes } from 'node:crypto';
import { createDatabase, type Database, protocolTimes, type ProtocolTimes } from '@aro-rp/database';
import { createContainers } from '@aro-rp/database/provision';
import { type LocalAzure, startLocalAzure, trust } from '@aro-rp/local-azure';
import {
  createPublisher,
  type OutgoingMessage,
  type Publisher,
  queueDefinitions,
  queues,
  toEmulatorTopology,
} from '@aro-rp/messaging';
import { createMetrics, type Metrics, Secret, silentLog } from '@aro-rp/telemetry';
import { milliseconds, seconds, systemClock } from '@aro-rp/time';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Listener, startListener } from '../feed/listener.ts';

/** The protocol's own times but for those that a test would have to wait for. */
export const shortTimes: ProtocolTimes = {
  ...protocolTimes,
  feedPoll: milliseconds(10),
  rangeFreeAfter: milliseconds(600),
};

export interface FeedTest {
  azure: LocalAzure;
  database: Database;
  publisher: Publisher;
  /** Every message that the broker has confirmed to this process's publisher, in order. */
  published: OutgoingMessage[];
  /** Starts a listener as `app.ts` does. */
  listen(owner: string, publisher?: Publisher, metrics?: Metrics): Listener;
  dispose(): Promise<void>;
}

/** Local Cosmos DB with four partitions, local Service Bus, and the real clients on both. */
export async function feedOn(): Promise<FeedTest> {
  const dataDir = mkdtempSync(join(tmpdir(), 'change-feed-'));
  const topology = toEmulatorTopology(queueDefinitions);
  const azure = await startLocalAzure({
    dataDir,
    only: ['cosmos', 'service-bus'],
    cosmos: { partitions: 4 },
    serviceBus: { topology: topology as never },
  });
  trust(azure.certificates.authority);
  const clock = systemClock;
  const place = { endpoint: azure.cosmos.endpoint, auth: { key: azure.cosmos.key }, clock };
  await createContainers(place);
  const dataKey = { version: '1', key: new Secret<Uint8Array>(randomBytes(32)) };
  const database = createDatabase({
    ...place,
    keyRing: { current: async () => dataKey, byVersion: async () => dataKey },
  });
  await database.ping();
  const broker = createPublisher({ connectionString: azure.serviceBus.connectionString }, { log: silentLog });
  const published: OutgoingMessage[] = [];
  const publisher: Publisher = {
    async publish(queue, messages, options) {
      await broker.publish(queue, messages, options);
      published.push(...messages);
    },
    close: () => broker.close(),
  };
  const listeners: Listener[] = [];
  return {
    azure,
    database,
    publisher,
    published,
    listen(owner, own = publisher, metrics = createMetrics('change-feed')) {
      const listener = startListener({
        container: 'OpenShiftClusters',
        queue: queues.clusters,
        feed: database.feed('OpenShiftClusters'),
        leases: database.rangeLeases,
        publisher: own,
        serverClock: database.serverClock,
        clock,
        log: silentLog,
        metrics,
        owner,
        times: shortTimes,
        balanceEvery: milliseconds(50),
        renewEvery: milliseconds(100),
      });
      listeners.push(listener);
      return listener;
    },
    async dispose() {
      await Promise.all(listeners.map((listener) => listener.stop()));
      await publisher.close();
      database.dispose();
      await azure.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Resolves once it holds; the test's own time limit ends it when it never does. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await systemClock.sleep(milliseconds(10), AbortSignal.timeout(seconds(20)));
}
