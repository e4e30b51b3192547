import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { documentId, parseResourceId, reservationsOf } from '@aro-rp/api';
import { createDatabase, type Database, isStoreError } from '@aro-rp/database';
import { clusterOf } from '@aro-rp/testing';
import { hours, systemClock } from '@aro-rp/time';
import { adminOf } from './harness/admin.ts';
import { billingFaults } from './harness/billing.ts';
import { createCustomer, type Customer } from './harness/customer.ts';
import { documentsOf, inconsistencies } from './harness/documents.ts';
import { startSystem, type System } from './harness/system.ts';
import { createFrontendClient, type FrontendClient } from './scenario-runner/frontend-client.ts';

const seed = Number(process.env['DELETION_SEED'] ?? Math.floor(Math.random() * 1_000_000));
/** Fewer while something is looked into. */
const many = Number(process.env['DELETION_CLUSTERS'] ?? 300);
const midCreate = Math.ceil(many / 15);
const real = 2;

/** A small generator, so that a printed seed repeats a run's choices. */
function random(state: number): () => number {
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const namesOf = (kind: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${kind}-${String(n).padStart(3, '0')}`);

describe(`the deletion of a subscription with seed ${seed}`, () => {
  let system: System;
  let customer: Customer;
  let frontend: FrontendClient;
  let database: Database;

  beforeAll(async () => {
    system = await startSystem({ instances: { frontend: 2, 'change-feed': 2, backend: 2 }, times: 'moderate' });
    customer = await createCustomer(system.endpoints);
    frontend = await createFrontendClient(system.endpoints);
    const { endpoint, key } = system.endpoints.cosmos;
    database = createDatabase({ endpoint, auth: { key }, clock: systemClock });
    await database.ping();
  }, 240_000);
  afterAll(async () => {
    database?.dispose();
    frontend?.close();
    await system?.stop();
  });

  /** A cluster as its creation has left it, though nothing was made for it in Azure. */
  const write = async (name: string) => {
    const { tenantId, location } = system.endpoints;
    const id = parseResourceId(customer.idOf(name))!;
    const ref = { container: 'OpenShiftClusters', partitionKey: id.subscriptionId, id: documentId(id) } as const;
    const cluster = clusterOf(id, name);
    const installationId = randomUUID();
    await database.clusters.accept(id, { operationId: randomUUID(), planId: randomUUID() }, () => ({
      cluster,
      operation: { kind: 'create', status: 'Creating' },
      // Of a kind that every backend leaves alone.
      plan: { kind: 'written-by-a-test', version: 1, cursor: '', deadline: hours(2) },
      reservations: reservationsOf(cluster),
    }));
    await database.billing.open({
      ...{ id: `${ref.id}-${installationId}`, clusterDocumentId: ref.id, key: id.key, location, tenantId },
      clusterResourceGroupIDKey: cluster.properties.clusterProfile.resourceGroupId.toLowerCase(),
    });
    await database.work.take(ref, (await database.work.read(ref))!, { id: name, owner: 'test' });
    const facts = { installationId, baseDeployed: true };
    await database.work.endPlan(ref, name, { provisioningState: 'Succeeded', facts });
  };
  const writeAll = async (names: string[]) => {
    const waiting = [...names];
    const work = async () => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await write(name);
    };
    await Promise.all(Array.from({ length: 8 }, work));
  };

  /** As ARM does, until it has been heard. */
  const tell = async (state: string) => {
    const { subscriptionId, tenantId } = system.endpoints;
    const ports = system.services.flatMap(({ port }) => (port === undefined ? [] : [port]));
    for (let tries = 0; ; tries++) {
      const told = await frontend
        .call('PUT', `/subscriptions/${subscriptionId}?api-version=2.0`, {
          text: JSON.stringify({ state, properties: { tenantId } }),
          headers: { 'x-ms-client-request-id': randomUUID() },
          port: ports[tries % ports.length]!,
        })
        .catch(() => undefined);
      if (told?.status === 200) return;
      await sleep(200);
    }
  };

  /** Kills now this process, now that, while `work` goes on. */
  const killing = async (work: () => Promise<void>) => {
    const next = random(seed);
    const victims = ['backend', 'backend-2', 'change-feed', 'change-feed-2', 'frontend', 'frontend-2'];
    let over = false;
    const killer = (async () => {
      for (let kills = 0; kills < 8 && !over; kills++) {
        system.kill(victims[Math.floor(next() * victims.length)]!);
        await sleep(1_500 + 3_000 * next());
      }
    })();
    await work();
    over = true;
    await killer;
  };

  const ended = async () => {
    for (;;) {
      // Whoever looks may be starved too.
      const found = await database.subscriptions.get(system.endpoints.subscriptionId).catch((error: unknown) => {
        if (!isStoreError(error, 'unavailable')) throw error;
      });
      if (found && found.document.provisioningState !== 'Deleting') return found.document;
      await sleep(500);
    }
  };

  it(`removes ${many} clusters, ${midCreate} of them in the middle of their creation, each once, while services are killed`, async () => {
    const [written, made, creating] = [
      namesOf('written', many - midCreate - real),
      namesOf('made', real),
      namesOf('creating', midCreate),
    ];
    const all = [...written, ...made, ...creating];
    await Promise.all([
      writeAll(written),
      ...made.map(async (name) => {
        await customer.put(name);
        expect(await customer.settled(name)).toBe('Succeeded');
      }),
    ]);
    await Promise.all(creating.map((name) => customer.put(name)));

    await killing(async () => {
      await tell('Deleted');
      const { lastPlan } = await ended();
      expect(lastPlan).toMatchObject({ kind: 'delete-subscription', provisioningState: 'Succeeded' });
    });

    const documents = documentsOf(system.endpoints);
    const stored = await documents.all('OpenShiftClusters');
    const billing = await documents.all('Billing');
    documents.dispose();
    expect(stored.filter(({ type, tombstone }) => type === 'cluster' && !tombstone)).toEqual([]);
    expect(stored.filter(({ type }) => type === 'reservation' || type === 'secrets')).toEqual([]);
    const deletions = Map.groupBy(
      stored.filter((one) => one['kind'] === 'delete'),
      (one) => String(one['clusterKey']),
    );
    const statuses = all.map((name) => [
      name,
      deletions.get(customer.idOf(name).toLowerCase())?.flatMap(({ status }) => (status === 'Failed' ? [] : [status])),
    ]);
    expect(statuses).toEqual(all.map((name) => [name, ['Succeeded']]));
    expect(inconsistencies(stored)).toEqual([]);
    expect(billing.length).toBeGreaterThanOrEqual(written.length + made.length);
    expect(billingFaults(stored, billing)).toEqual([]);

    const { subscriptionId } = system.endpoints;
    const groups = await customer.call('GET', `/subscriptions/${subscriptionId}/resourcegroups?api-version=2021-04-01`);
    const names = (groups.body['value'] as { name: string }[]).map(({ name }) => name);
    expect(names.filter((name) => all.includes(name.replace(/^aro-/, '')))).toEqual([]);
    expect((await customer.put('another')).body.error?.code).toBe('InvalidSubscriptionState');
    for (const [queue, { deadLetters }] of Object.entries(await adminOf(system.endpoints).queues()))
      expect([queue, deadLetters]).toEqual([queue, 0]);
  }, 600_000);
});
