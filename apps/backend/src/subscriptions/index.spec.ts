import { randomUUID } from 'node:crypto';
import { type Database, protocolTimes, StoreError, type SubscriptionDocument } from '@aro-rp/database';
import { queueDefinitions, redeliveredFor } from '@aro-rp/messaging';
import { createLog, createMetrics } from '@aro-rp/telemetry';
import { resource } from '@aro-rp/testing';
import { hours, milliseconds } from '@aro-rp/time';
import { Writable } from 'node:stream';
import { createPagingBench } from '../testing/subscription-bench.ts';
import { type WorkBench } from '../testing/work-bench.ts';
import { accept, messageFor, workerOn } from '../testing/worker-on.ts';
import { catalogue, createSubscriptionPlanBook, type SubscriptionPlanBookOptions } from './index.ts';

/** P1: as those of clusters, a list that was released is never edited. */
it('runs each plan by the list of steps that was released with it (P1)', () => {
  const held = catalogue.plans.map(({ kind, version, steps }) => [
    `${kind} ${version}`,
    ...steps.map(({ name }) => name),
  ]);

  expect(held).toEqual([['delete-subscription 1', 'delete-clusters']]);
});

it('has no plan that a message could not outlive, with the queues as they are (W10)', () => {
  const redelivered = milliseconds(Math.min(...queueDefinitions.map(redeliveredFor)));
  const bookFor = (one: typeof redelivered) =>
    createSubscriptionPlanBook({ redeliveredFor: one } as SubscriptionPlanBookOptions);

  expect(() => bookFor(redelivered)).not.toThrow();
  expect(() => bookFor(hours(3))).toThrow('delete-subscription version 1 has 3h');
});

describe('a subscription that is deleted', () => {
  let bench: WorkBench;
  let database: Database;
  beforeAll(async () => {
    ({ bench, database } = await createPagingBench());
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  const refOf = (id: string) => ({ container: 'Subscriptions', partitionKey: id, id }) as const;
  const begun = async (deadline = hours(3)) => {
    const id = randomUUID();
    const plan = { kind: 'delete-subscription', version: 1, cursor: '', deadline };
    await database.subscriptions.put(id, () => ({ state: 'Deleted' }), {
      begin: () => ({ provisioningState: 'Deleting', planId: randomUUID(), plan }),
    });
    return id;
  };
  const lines: string[] = [];
  const log = createLog({
    service: 'backend',
    version: '1',
    level: 'info',
    format: 'json',
    stream: new Writable({
      write(chunk: Buffer, _, next) {
        lines.push(chunk.toString());
        next();
      },
    }),
  });
  const metrics = createMetrics('backend');
  /** One message, as the change feed would send it. */
  const work = async (id: string, clusters: SubscriptionPlanBookOptions['clusters'] = database.clusters) => {
    const plans = createSubscriptionPlanBook({
      clusters,
      pollEvery: milliseconds(1),
      pageSize: 3,
      readingFor: milliseconds(100),
      requestsEndWithin: milliseconds(0),
      redeliveredFor: hours(4),
    });
    const read = (await database.work.read(refOf(id)))!;
    const message = messageFor(read, id);
    Object.assign(message.body, { container: 'Subscriptions' });
    await workerOn(database, plans, { times: protocolTimes, log, metrics }).handler(
      message,
      new AbortController().signal,
    );
    return (await database.work.read(refOf(id)))!.document as SubscriptionDocument;
  };

  it('says how many clusters it waits for, and is at rest when there are none', async () => {
    const [some, none] = [await begun(), await begun()];
    await accept(database, resource('a', some));

    expect((await work(some)).plan).toMatchObject({ waitingFor: '1 cluster: 1 Creating', attempts: 0 });
    const ended = await work(none);
    expect(ended).toMatchObject({
      provisioningState: 'Succeeded',
      lastPlan: {
        kind: 'delete-subscription',
        provisioningState: 'Succeeded',
        timeline: [{ step: 'delete-clusters' }],
      },
    });
    expect(ended).not.toHaveProperty('plan');
  });

  it('is looked at again as soon as ever when Cosmos DB fails, however long it has been worked on', async () => {
    const id = await begun();
    await accept(database, resource('a', id));
    const away = { ...database.clusters, list: () => Promise.reject(new StoreError('unavailable', 'away')) };

    const { plan } = await work(id, away);

    expect(plan?.waitingFor).toBe('StoreError: away');
    expect(Date.parse(plan?.notBefore ?? '')).toBeLessThan(database.serverClock.now() + 2_000);
    expect((await work(id)).plan?.waitingFor).toBe('1 cluster: 1 Creating');
  });

  it('fails at its deadline with the clusters that are left, in the document, a log line and a metric', async () => {
    const id = await begun(milliseconds(-1));
    const cluster = resource('left', id);
    await accept(database, cluster);

    const ended = await work(id);

    expect(ended).toMatchObject({
      provisioningState: 'Failed',
      lastPlan: {
        provisioningState: 'Failed',
        error: { code: 'OperationDeadlineExceeded' },
        diagnostics: { parts: { clusters: `Creating ${cluster.key}` } },
      },
    });
    const line = lines.map((one) => JSON.parse(one) as Record<string, unknown>).find((one) => one['level'] === 'error');
    expect(line).toMatchObject({ event: 'plan-ended', plan: 'delete-subscription', subscriptionId: id });
    expect(await metrics.text()).toContain('plans_ended{plan="delete-subscription",outcome="Failed"');
  });
});
