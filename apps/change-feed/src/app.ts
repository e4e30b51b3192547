import { createDatabase, type Database, readProtocolTimes, type WorkContainer } from '@aro-rp/database';
import { createPublisher, queues } from '@aro-rp/messaging';
import { type RunningService, serviceBusConnectionOf, type ServiceContext } from '@aro-rp/service';
import { milliseconds, seconds } from '@aro-rp/time';
import { type Listener, startListener } from './feed/listener.ts';
import { type ChangeFeedSettings } from './settings.ts';
import { startSweeping } from './sweep/sweep.ts';

const queueOf = { OpenShiftClusters: queues.clusters, Subscriptions: queues.subscriptions } as const;
const containers = Object.keys(queueOf) as WorkContainer[];

/** The change feed's service: one listener per container of work, and the sweep. */
export async function startChangeFeed(settings: ChangeFeedSettings, context: ServiceContext): Promise<RunningService> {
  const { log, metrics, clock, credential, instance } = context;
  const times = readProtocolTimes(settings.protocolTimes);
  const database = createDatabase({
    endpoint: settings.cosmosEndpoint,
    databaseName: settings.cosmosDatabase,
    auth: { credential },
    clock,
    protocol: times,
    log,
    onOutcome: (outcome, { name, container }) => metrics.count('database_batches', { outcome, name, container }),
  });
  const publisher = createPublisher(serviceBusConnectionOf(settings, credential), { log });
  const shared = { publisher, serverClock: database.serverClock, clock, log, metrics };
  const listeners = containers.map((container) =>
    startListener({
      ...shared,
      container,
      queue: queueOf[container],
      feed: database.feed(container),
      leases: database.rangeLeases,
      owner: instance,
      times,
      balanceEvery: seconds(1),
      renewEvery: milliseconds(times.rangeFreeAfter / 5),
    }),
  );
  const sweeping = startSweeping({ ...shared, work: database.work, every: times.sweepEvery, queues: queueOf });
  return {
    notReady: () => notReady(database, listeners),
    async drain() {
      await Promise.all([sweeping.stop(), ...listeners.map((listener) => listener.stop())]);
    },
    async stop() {
      await publisher.close();
      database.dispose();
    },
  };
}

/** T1: without server time nothing is announced. */
const notReady = ({ serverClock }: Database, listeners: readonly Listener[]): string[] => [
  ...(serverClock.isKnown() ? [] : ["Cosmos DB's time is not known"]),
  ...listeners.flatMap((listener) => listener.notReady()),
];
