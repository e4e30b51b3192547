import { type ClusterDocument, type Versioned } from '@aro-rp/database';
import { type Publisher } from '@aro-rp/messaging';
import { createMetrics, readPublished } from '@aro-rp/telemetry';
import { acceptance, newIds, refOf, resource } from '@aro-rp/testing';
import { eventually, feedOn, type FeedTest } from '../testing/feed-on.ts';

let test: FeedTest;
beforeEach(async () => void (test = await feedOn()));
afterEach(() => test.dispose());

const accept = async (id = resource()): Promise<Versioned<ClusterDocument>> =>
  (await test.database.clusters.accept(id, newIds(), () => acceptance(id))).cluster;

const etags = () => test.published.map(({ body }) => body.etag);
const bare = (version: { etag: string }) => version.etag.replaceAll('"', '');

describe('the listener', () => {
  it('announces what was accepted before it came and while it listens, each version once', async () => {
    const before = await accept();

    test.listen('a');
    const after = await accept();
    await eventually(() => etags().length >= 2);

    expect(etags().toSorted()).toEqual([bare(before), bare(after)].toSorted());
  });

  it('announces a leased version for the end of its lease, under its own ETag (L1, L4)', async () => {
    test.listen('a');
    const id = resource();
    const accepted = await accept(id);
    await eventually(() => etags().includes(bare(accepted)));

    const taken = await test.database.work.take(refOf(id), accepted, { id: 'lease', owner: 'w' });
    if (taken.kind !== 'taken') throw new Error('not taken');
    await eventually(() => etags().includes(bare(taken.taken)));

    const message = test.published.find(({ body }) => body.etag === bare(taken.taken));
    expect(message?.at).toBe(taken.taken.writtenAt + 35_000);
  });

  it('reads the whole page again when the broker did not confirm it, and checkpoints only then (L5)', async () => {
    let failures = 3;
    const flaky: Publisher = {
      ...test.publisher,
      async publish(...args) {
        if (failures-- > 0) throw new Error('no broker');
        return test.publisher.publish(...args);
      },
    };
    const accepted = await accept();

    test.listen('a', flaky);
    await eventually(() => etags().includes(bare(accepted)));

    expect(failures).toBeLessThan(0);
  });

  it('lags the longer the broker confirms nothing, and no more when all is published', async () => {
    const metrics = createMetrics('change-feed');
    const lag = async () => readPublished('change-feed', await metrics.text()).QueueAgeSeconds ?? 0;
    let isAway = true;
    const flaky: Publisher = {
      ...test.publisher,
      publish: (...args) => (isAway ? Promise.reject(new Error('no broker')) : test.publisher.publish(...args)),
    };
    await accept();

    test.listen('a', flaky, metrics);
    await eventually(async () => (await lag()) > 1);
    isAway = false;
    await eventually(async () => (await lag()) < 1);

    expect(readPublished('change-feed', await metrics.text())).toMatchObject({ Requests: 1 });
  });

  it('goes on at the checkpoint after a stop, and announces nothing of it again', async () => {
    const first = test.listen('a');
    const old = await accept();
    await eventually(() => etags().includes(bare(old)));
    await first.stop();

    test.listen('b');
    const fresh = await accept();
    await eventually(() => etags().includes(bare(fresh)));

    expect(etags().filter((etag) => etag === bare(old))).toHaveLength(1);
  });

  it('shares the ranges with another listener, and takes over those of one that died (L1)', async () => {
    const [a, b] = [test.listen('a'), test.listen('b')];
    await eventually(() => a.ranges() === 2 && b.ranges() === 2);

    await a.stop();
    await eventually(() => b.ranges() === 4);

    const accepted = await accept();
    await eventually(() => etags().includes(bare(accepted)));
    expect(a.ranges()).toBe(0);
  });

  it('stops reading a range that another has taken, at its next write of the lease (L5)', async () => {
    const listener = test.listen('a');
    await eventually(() => listener.ranges() === 4);
    const { rangeLeases } = test.database;

    const steal = async (): Promise<boolean> => {
      const [lease] = await rangeLeases.list('OpenShiftClusters');
      if (!lease) return false;
      const stolen = { ...lease.document, owner: 'thief', renewals: lease.document.renewals + 1 };
      return rangeLeases.replace(lease, stolen).then(
        () => true,
        () => false,
      );
    };
    await eventually(steal);

    await eventually(() => listener.ranges() < 4);
    expect(listener.ranges()).toBe(3);
  });

  it('begins a range at its beginning, under a new generation, when its continuation is refused (L3, L5)', async () => {
    const first = test.listen('a');
    const accepted = await accept();
    await eventually(() => etags().includes(bare(accepted)));
    await first.stop();
    const { rangeLeases } = test.database;
    for (const lease of await rangeLeases.list('OpenShiftClusters'))
      await rangeLeases.replace(lease, { ...lease.document, continuation: '{"rid":"another","Continuation":[]}' });

    test.listen('b');
    await eventually(() => etags().filter((etag) => etag === bare(accepted)).length === 2);

    const ids = test.published.filter(({ body }) => body.etag === bare(accepted)).map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(2);
  });

  it('lets the broker drop what it announces twice under one generation', async () => {
    const accepted = await accept();
    test.listen('a');
    await eventually(() => etags().includes(bare(accepted)));

    await test.publisher.publish('cluster-work', test.published);

    const status = test.azure.serviceBus.status()['cluster-work'];
    expect((status?.active ?? 0) + (status?.scheduled ?? 0)).toBe(1);
  });

  it('comes back by itself after restarts of Cosmos DB and of the broker', async () => {
    test.listen('a');
    await test.azure.restart('cosmos');
    await test.azure.restart('service-bus');

    const accepted = await accept();

    await eventually(() => etags().includes(bare(accepted)));
    expect(etags()).toContain(bare(accepted));
  });
});
