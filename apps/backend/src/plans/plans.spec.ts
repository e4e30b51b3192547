import {
  type ArmServer,
  type CosmosServer,
  createArmServer,
  createCosmosServer,
  createTestContext,
  type FaultAction,
  homeTenant,
  type TestContext,
} from '@aro-rp/local-azure';
import { createAzure } from '@aro-rp/azure';
import { createDatabase, type Database } from '@aro-rp/database';
import { createContainers } from '@aro-rp/database/provision';
import { silentLog } from '@aro-rp/telemetry';
import { hours, milliseconds, seconds, systemClock } from '@aro-rp/time';
import { refOf, resource } from '@aro-rp/testing';
import fc from 'fast-check';
import { accept, messageFor, readCluster, shortTimes, workerOn, workUntilEnded } from '../testing/worker-on.ts';
import { createPlanBook, type PlanBookOptions } from './index.ts';

const subscriptionId = '00000000-0000-4000-8000-000000000001';
let context: TestContext;
let arm: ArmServer;
let cosmos: CosmosServer;
let database: Database;
let strike: (() => FaultAction | undefined) | undefined;

beforeAll(async () => {
  const made = await createTestContext();
  // One count over all services: the n-th outward call, wherever it goes.
  context = {
    ...made,
    faults: { ...made.faults, strike: (...given) => strike?.() ?? made.faults.strike(...given) },
  };
  arm = await createArmServer(context, {
    port: 0,
    location: 'westeurope',
    tenantId: homeTenant,
    dnsZone: 'west.example.com',
    operationDuration: milliseconds(20),
  });
  cosmos = await createCosmosServer(context, { port: 0 });
  const account = { endpoint: cosmos.endpoint, auth: { key: cosmos.key }, clock: systemClock };
  await createContainers(account);
  database = createDatabase({ ...account, protocol: times });
  await database.ping();
  await database.subscriptions.put(subscriptionId, () => ({
    state: 'Registered',
    properties: { tenantId: homeTenant },
  }));
});
afterEach(() => {
  strike = undefined;
  context.faults.clear();
});
afterAll(async () => {
  database.dispose();
  await arm.close();
  await cosmos.close();
  await context.dispose();
});

/** A slice that can reach nothing is given up soon; each death costs so long. */
const times = {
  ...shortTimes,
  lease: milliseconds(700),
  renewEvery: milliseconds(100),
  abortAfter: milliseconds(500),
  callTimeout: milliseconds(400),
};

const newWorker = (changes: Partial<PlanBookOptions> = {}) => {
  const azure = createAzure({
    armEndpoint: arm.endpoint,
    clock: systemClock,
    log: silentLog,
    callTimeout: times.callTimeout,
    credentialFor: () => ({
      getToken: async () => ({
        token: await context.token({ audience: arm.endpoint }),
        expiresOnTimestamp: systemClock.now() + seconds(3_000),
      }),
    }),
  });
  const { subscriptionId: dnsSubscription, resourceGroup, zone } = arm.dns;
  const dns = { subscriptionId: dnsSubscription, resourceGroup, name: zone };
  const plans = createPlanBook({
    azure,
    subscriptions: database.subscriptions,
    dns,
    frozenFor: milliseconds(300),
    redeliveredFor: hours(3),
    ...changes,
  });
  return { azure, ...workerOn(database, plans, { times }) };
};

let count = 0;
const newCluster = () => resource(`c${++count}`, subscriptionId);
type Cluster = ReturnType<typeof newCluster>;

async function run(id: Cluster, given: Parameters<typeof accept>[2] = {}) {
  const operationId = await accept(database, id, given);
  const worker = newWorker();
  const ended = await workUntilEnded(database, id, () => worker);
  const operation = await database.operations.get(id.subscriptionId, operationId);
  return { cluster: ended.document, operation: operation?.document };
}

/** What local ARM did for the cluster, in order. */
const effects = (id: Cluster, effect: 'created' | 'deleted') =>
  arm
    .requests({ effect })
    .map(({ resourceId = '' }) => resourceId)
    .filter((made) => made.toLowerCase().includes(`managed-${id.name}`) || made.endsWith(`/api.${id.name}`))
    .filter((made) => new RegExp(`(managed-|api\\.)${id.name}(/|$)`).test(made))
    .map((made) => made.split('/').at(-1));

const signal = new AbortController().signal;
const as = (identity: 'rp' | 'service') =>
  identity === 'rp'
    ? newWorker().azure.subscription({ identity, tenantId: homeTenant, subscriptionId })
    : newWorker().azure.subscription({ identity, subscriptionId: arm.dns.subscriptionId });
const zone = () => ({ resourceGroup: arm.dns.resourceGroup, name: arm.dns.zone });

describe('creating a cluster', () => {
  it('makes its name, its group and what is in it, once each, and records where it answers', async () => {
    const id = newCluster();

    const { cluster, operation } = await run(id);

    expect(cluster.provisioningState).toBe('Succeeded');
    expect(operation?.timeline?.map(({ step }) => step)).toEqual([
      'reserve-dns-name',
      'ensure-resource-group',
      'deploy-network-security-group',
      'network-security-group-ready',
      'record-endpoints',
    ]);
    expect(effects(id, 'created')).toEqual([`api.${id.name}`, `managed-${id.name}`, 'aro-nsg']);
    expect(cluster.cluster.properties).toMatchObject({
      apiserverProfile: { visibility: 'Public', url: `https://api.${id.name}.west.example.com:6443/` },
      consoleProfile: { url: `https://console-openshift-console.apps.${id.name}.west.example.com/` },
    });
    const nsg = await as('rp').networkSecurityGroups.get(`managed-${id.name}`, 'aro-nsg', { signal });
    expect(nsg?.rules).toEqual([{ name: 'apiserver_in', priority: 101 }]);
  });

  it("makes no record for a domain of the customer's own", async () => {
    const id = newCluster();

    const { cluster } = await run(id, { domain: 'shop.example.org' });

    expect(effects(id, 'created')).toEqual([`managed-${id.name}`, 'aro-nsg']);
    expect(cluster.cluster.properties.apiserverProfile.url).toBe('https://api.shop.example.org:6443/');
  });

  it('fails and says so when another cluster has the domain', async () => {
    const [first, second] = [newCluster(), newCluster()];
    await run(first, { domain: 'wanted' });

    const { cluster, operation } = await run(second, { domain: 'wanted' });

    expect(cluster.provisioningState).toBe('Failed');
    expect(operation).toMatchObject({
      error: { code: 'DuplicateDomain', target: 'properties.clusterProfile.domain' },
      diagnostics: { step: 'reserve-dns-name' },
    });
    expect(effects(second, 'created')).toEqual([]);
  });

  it("fails and says so when the group exists and is not the cluster's, and does not touch it", async () => {
    const id = newCluster();
    const { resourceGroups } = as('rp');
    const foreign = { location: 'westeurope', managedBy: '/somebody/else' };
    await resourceGroups.ensure(`managed-${id.name}`, foreign, { signal });

    const { operation } = await run(id);
    await run(id, { kind: 'delete' });

    expect(operation?.error?.code).toBe('ResourceGroupAlreadyExists');
    expect(operation?.error?.message).toContain('/somebody/else');
    expect(await resourceGroups.get(`managed-${id.name}`, { signal })).toMatchObject(foreign);
  });

  it('goes on when Azure throttles it for a while', async () => {
    const id = newCluster();
    const action: FaultAction = { kind: 'status', status: 429, code: 'TooManyRequests', retryAfterMs: 1_000 };
    context.faults.add({ service: 'arm', method: 'PUT', path: 'resourcegroups/managed-', times: 2, action });

    const { cluster } = await run(id);

    expect(cluster.provisioningState).toBe('Succeeded');
    expect(context.faults.list()[0]?.struck).toBe(2);
  });

  it("keeps the customer's group out of reach when the tenant is unknown", async () => {
    const stranger = resource('c1', '00000000-0000-4000-8000-00000000ffff');

    const { cluster, operation } = await run(stranger, { domain: 'stranger', deadline: 1_000 });

    expect(cluster.provisioningState).toBe('Failed');
    expect(operation?.error?.code).toBe('OperationDeadlineExceeded');
    expect(operation?.diagnostics).toMatchObject({
      step: 'ensure-resource-group',
      detail: expect.stringContaining('tenant') as string,
    });
  });
});

describe('updating a cluster', () => {
  it('succeeds while its group is there', async () => {
    const id = newCluster();
    await run(id);

    expect((await run(id, { kind: 'update' })).cluster.provisioningState).toBe('Succeeded');
  });

  it('fails and says so when its group was deleted', async () => {
    const id = newCluster();
    await accept(database, id, { plan: { kind: 'update-cluster' } });

    const worker = newWorker();
    const { document } = await workUntilEnded(database, id, () => worker);

    const operation = await database.operations.get(id.subscriptionId, document.operationId);
    expect(operation?.document.error?.code).toBe('ResourceGroupNotFound');
  });
});

describe('deleting a cluster', () => {
  it('removes all that was made and leaves a tombstone', async () => {
    const id = newCluster();
    await run(id);

    const { cluster, operation } = await run(id, { kind: 'delete' });

    expect(cluster).toMatchObject({ provisioningState: 'Succeeded', tombstone: true });
    expect(operation?.status).toBe('Succeeded');
    expect(effects(id, 'deleted')).toEqual([`managed-${id.name}`, `api.${id.name}`]);
    expect(await as('rp').resourceGroups.get(`managed-${id.name}`, { signal })).toBeUndefined();
    expect(await as('service').dnsRecords.get(zone(), `api.${id.name}`, { signal })).toBeUndefined();
  });

  it.each(['reserve-dns-name', 'ensure-resource-group', 'deploy-network-security-group', 'record-endpoints'])(
    'that stopped before %s removes what there is',
    async (step) => {
      const id = newCluster();
      const { resourceGroups, networkSecurityGroups } = as('rp');
      const at = ['reserve-dns-name', 'ensure-resource-group', 'deploy-network-security-group'].indexOf(step);
      const made = at < 0 ? 3 : at;
      const group = `managed-${id.name}`;
      const spec = { location: 'westeurope', managedBy: id.id };
      if (made > 0) await as('service').dnsRecords.reserve(zone(), `api.${id.name}`, id.key, { signal });
      if (made > 1) await resourceGroups.ensure(group, spec, { signal });
      if (made > 2)
        await networkSecurityGroups.beginCreate(group, 'aro-nsg', { location: 'westeurope', inbound: [] }, { signal });
      await accept(database, id, { plan: { kind: 'delete-cluster' } });

      const worker = newWorker();
      const { document } = await workUntilEnded(database, id, () => worker);

      expect(document.tombstone).toBe(true);
      expect(await resourceGroups.get(group, { signal })).toBeUndefined();
      expect(await as('service').dnsRecords.get(zone(), `api.${id.name}`, { signal })).toBeUndefined();
    },
  );

  it("leaves another cluster's record alone", async () => {
    const [owner, loser] = [newCluster(), newCluster()];
    await run(owner, { domain: `kept-${owner.name}` });
    await run(loser, { domain: `kept-${owner.name}` });

    await run(loser, { kind: 'delete' });

    const record = await as('service').dnsRecords.get(zone(), `api.kept-${owner.name}`, { signal });
    expect(record?.owner).toBe(owner.key);
  });

  describe('at its end (W11)', () => {
    const group = (id: Cluster) => as('rp').resourceGroups.get(`managed-${id.name}`, { signal });
    /** A delete that has removed everything and has to confirm it. */
    async function confirming() {
      const id = newCluster();
      await accept(database, id, { plan: { kind: 'delete-cluster', cursor: 'confirm-gone' } });
      return id;
    }
    const deliver = async (id: Cluster, changes: Partial<PlanBookOptions>) =>
      newWorker(changes).handler(messageFor(await readCluster(database, id), id.subscriptionId), signal);

    it('waits after a takeover, then removes what a frozen worker has made with one more call', async () => {
      const id = await confirming();
      // The take of a worker that does not end its slice: its lease is still there when the next one takes.
      await database.work.take(refOf(id), await readCluster(database, id), { id: 'frozen', owner: 'frozen' });

      await deliver(id, { frozenFor: hours(1) });
      expect((await readCluster(database, id)).document).toMatchObject({
        lastTakeover: expect.any(String) as string,
        plan: { cursor: 'confirm-gone', waitingFor: 'calls of a worker that was taken over' },
      });
      await as('rp').resourceGroups.ensure(
        `managed-${id.name}`,
        { location: 'westeurope', managedBy: id.id },
        { signal },
      );
      await as('service').dnsRecords.reserve(zone(), `api.${id.name}`, id.key, { signal });
      const { document } = await workUntilEnded(database, id, () => newWorker({ frozenFor: milliseconds(0) }));

      expect(document.tombstone).toBe(true);
      expect(await group(id)).toBeUndefined();
      expect(await as('service').dnsRecords.get(zone(), `api.${id.name}`, { signal })).toBeUndefined();
    });

    it('does not wait when there was no takeover', async () => {
      const id = await confirming();

      await deliver(id, { frozenFor: hours(1) });

      expect((await readCluster(database, id)).document.tombstone).toBe(true);
    });
  });
});

describe('a process that dies', () => {
  /** From its n-th outward call on, to whatever service, nothing leaves the process any more: it is dead. */
  async function runDying(id: Cluster, kind: 'create' | 'delete', deaths: { call: number; answered: boolean }[]) {
    await accept(database, id, { kind });
    const left = [...deaths];
    let calls = 0;
    const arm = () => {
      calls = 0;
      const death = left.shift();
      strike =
        death &&
        (() => {
          calls++;
          if (calls < death.call) return undefined;
          return calls === death.call && death.answered ? { kind: 'lose-answer' } : { kind: 'drop' };
        });
    };
    const ended = await workUntilEnded(database, id, () => {
      const worker = newWorker();
      return {
        ...worker,
        async handler(...given) {
          arm();
          await worker.handler(...given).catch(() => undefined);
          strike = undefined;
        },
      };
    });
    return ended.document;
  }

  it('at any outward calls, in the middle of a create and of a delete, leaves the same resources, made once each', async () => {
    const death = fc.record({ call: fc.integer({ min: 1, max: 16 }), answered: fc.boolean() });
    const deaths = fc.array(death, { minLength: 1, maxLength: 2 });

    await fc.assert(
      fc.asyncProperty(deaths, deaths, async (whileCreating, whileDeleting) => {
        const id = newCluster();

        const created = await runDying(id, 'create', whileCreating);
        expect(created.provisioningState).toBe('Succeeded');
        expect(effects(id, 'created')).toEqual([`api.${id.name}`, `managed-${id.name}`, 'aro-nsg']);
        expect(created.cluster.properties.apiserverProfile.url).toContain(`api.${id.name}.west.example.com`);

        const deleted = await runDying(id, 'delete', whileDeleting);
        expect(deleted).toMatchObject({ provisioningState: 'Succeeded', tombstone: true });
        expect(effects(id, 'deleted')).toEqual([`managed-${id.name}`, `api.${id.name}`]);
      }),
      { numRuns: 8 },
    );
  }, 120_000);
});
