import { type ClusterDocument, type Versioned, type WorkStore } from '@aro-rp/database';
import { type OutgoingMessage, queues } from '@aro-rp/messaging';
import { createMetrics, type Log, silentLog } from '@aro-rp/telemetry';
import { acceptance, createFakeClock, newIds, refOf, resource } from '@aro-rp/testing';
import { minutes, seconds } from '@aro-rp/time';
import { eventually, feedOn, type FeedTest } from '../testing/feed-on.ts';
import { startSweeping, sweep, type SweepParts } from './sweep.ts';

let test: FeedTest;
beforeAll(async () => void (test = await feedOn()));
afterAll(() => test.dispose());

const queueOf = { OpenShiftClusters: queues.clusters, Subscriptions: queues.subscriptions } as const;

/** Server time runs ahead of what the documents say, so that they look old. */
function partsAt(ahead: number, changes: Partial<SweepParts> = {}): SweepParts & { alerts: unknown[] } {
  const alerts: unknown[] = [];
  const log: Log = { ...silentLog, error: (_, fields) => void alerts.push(fields?.['alert']) };
  const now = () => test.database.serverClock.now() + ahead;
  return {
    work: test.database.work,
    publisher: test.publisher,
    serverClock: { now, isKnown: () => true },
    clock: createFakeClock(),
    log,
    metrics: createMetrics('change-feed'),
    every: minutes(1),
    queues: queueOf,
    alerts,
    ...changes,
  };
}

const signal = new AbortController().signal;

async function accept(): Promise<Versioned<ClusterDocument>> {
  const id = resource();
  return (await test.database.clusters.accept(id, newIds(), () => acceptance(id))).cluster;
}

/** What the store would find, so that only the sweep's own part is under test. */
const finds = (...found: (Versioned<ClusterDocument> | Error)[]): Pick<WorkStore, 'stranded'> => ({
  async *stranded(container) {
    for (const one of found) {
      if (one instanceof Error) throw one;
      yield { ref: { container, partitionKey: one.document.partitionKey, id: one.document.id }, found: one };
    }
  },
});

describe('the sweep', () => {
  it('finds nothing to do while the feed does its work, and raises no alert', async () => {
    await accept();
    const parts = partsAt(0);

    expect(await sweep(parts, 'OpenShiftClusters', signal)).toBe(0);
    expect(parts.alerts).toEqual([]);
  });

  it('announces what is stranded under an id that neither the feed nor an earlier sweep has used (S1), with an alert (S2)', async () => {
    const stranded = await accept();
    const sent: OutgoingMessage[] = [];
    const publisher = {
      ...test.publisher,
      publish: async (_: unknown, messages: readonly OutgoingMessage[]) => void sent.push(...messages),
    };
    const work = { ...test.database.work, ...finds(stranded) };

    const first = partsAt(0, { work, publisher });
    await sweep(first, 'OpenShiftClusters', signal);
    await sweep(partsAt(minutes(5), { work, publisher }), 'OpenShiftClusters', signal);

    const etag = stranded.etag.replaceAll('"', '');
    expect(sent.map(({ messageId }) => messageId)).toEqual([
      expect.stringMatching(new RegExp(`^${stranded.document.id}\\.${etag}\\.sweep\\.\\d+$`)),
      expect.stringMatching(new RegExp(`^${stranded.document.id}\\.${etag}\\.sweep\\.\\d+$`)),
    ]);
    expect(new Set(sent.map(({ messageId }) => messageId)).size).toBe(2);
    expect(first.alerts).toEqual(['stranded-work']);
  });

  it('announces what it has found although the query then fails', async () => {
    const stranded = await accept();
    const before = test.published.length;
    const parts = partsAt(0, { work: { ...test.database.work, ...finds(stranded, new Error('no Cosmos DB')) } });

    await expect(sweep(parts, 'OpenShiftClusters', signal)).rejects.toThrow('no Cosmos DB');

    expect(test.published.slice(before).map(({ body }) => body.id)).toEqual([stranded.document.id]);
  });

  it('goes on at its interval after a sweep that failed, until it is stopped', async () => {
    let sweeps = 0;
    const clock = createFakeClock();
    const work: WorkStore = {
      ...test.database.work,
      async *stranded() {
        sweeps += 1;
        throw new Error('no Cosmos DB');
      },
    };
    const sweeping = startSweeping(partsAt(0, { work, clock, every: seconds(60) }));

    await clock.advance(minutes(3));
    await eventually(() => sweeps === 6);
    await sweeping.stop();
    await clock.advance(minutes(3));

    expect(sweeps).toBe(6);
  });
});

describe('a document', () => {
  it('whose fence the sweep must respect is not taken for stranded', async () => {
    const id = resource();
    const { cluster } = await test.database.clusters.accept(id, newIds(), () => acceptance(id));
    await test.database.work.take(refOf(id), cluster, { id: 'lease', owner: 'w' });

    expect(await sweep(partsAt(0), 'OpenShiftClusters', signal)).toBe(0);
  });
});
