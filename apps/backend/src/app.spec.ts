import { type Endpoints, type LocalAzure } from '@aro-rp/local-azure';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database } from '@aro-rp/database';
import { createPublisher, type Publisher, queueDefinitions, queues, toEmulatorTopology } from '@aro-rp/messaging';
import { createServiceCredential, readSettings, type RunningService } from '@aro-rp/service';
import { createMetrics, type Log, type LogFields, Secret, silentLog } from '@aro-rp/telemetry';
import { type ResourceId } from '@aro-rp/api';
import { milliseconds, systemClock } from '@aro-rp/time';
import { resource } from '@aro-rp/testing';
import { startBackend } from './app.ts';
import { catalogue } from './plans/index.ts';
import { type BackendSettings, settings } from './settings.ts';
import { accept, messageFor, readCluster } from './testing/worker-on.ts';
import { createWorld, type World } from './testing/world.ts';

let world: World;
let azure: LocalAzure;
let endpoints: Endpoints;
let database: Database;
let publisher: Publisher;
let backend: RunningService | undefined;
let installerFolder: string;
const lines: ({ message: string } & LogFields)[] = [];

const recording = (fields: LogFields): Log => {
  const record = (message: string, more: LogFields = {}) => void lines.push({ message, ...fields, ...more });
  return { ...silentLog, info: record, warn: record, error: record, with: (more) => recording({ ...fields, ...more }) };
};

const environment = () => ({
  LOCATION: endpoints.location,
  COSMOS_ENDPOINT: endpoints.cosmos.endpoint,
  SERVICE_BUS_CONNECTION_STRING: endpoints.serviceBus.connectionString,
  KEY_VAULT_URL: endpoints.keyVault,
  ARM_ENDPOINT: endpoints.arm,
  GRAPH_ENDPOINT: endpoints.graph,
  AZURE_AUTHORITY_HOST: endpoints.authorityHost,
  RP_CLIENT_ID: endpoints.identities['resource-provider']?.clientId,
  RP_CLIENT_SECRET: endpoints.identities['resource-provider']?.clientSecret,
  SERVICE_SUBSCRIPTION_ID: endpoints.rp.subscriptionId,
  SERVICE_RESOURCE_GROUP: endpoints.rp.resourceGroup,
  DNS_ZONE: endpoints.dnsZone.name,
  DNS_ZONE_RESOURCE_GROUP: endpoints.dnsZone.resourceGroup,
  NETWORK_SHARDS: endpoints.rp.networkShards.join(),
  REGISTRY_ID: endpoints.rp.registryId,
  INSTALLER_STORE: endpoints.rp.installerStore,
  INSTALLER_OUTPUT: endpoints.rp.installerOutput,
  INSTALLER_FOLDER: installerFolder,
  CLUSTER_PROXY: endpoints.clusterProxy,
  POLL_EVERY: '50ms',
  RIGHTS_SPREAD_WITHIN: '20s',
  RECEIVERS: '3',
});

async function start(changes: Record<string, string> = {}): Promise<RunningService> {
  const read = readSettings(settings, { ...environment(), ...changes });
  if (read.kind === 'refused') throw new Error(read.faults.join('; '));
  const { clientId = '', clientSecret = '' } = endpoints.identities['backend'] ?? {};
  const credential = createServiceCredential({
    credential: 'client-secret',
    clientId,
    clientSecret: new Secret(clientSecret),
    certificatePath: undefined,
    tenantId: endpoints.tenantId,
    authorityHost: endpoints.authorityHost,
  });
  if ('fault' in credential) throw new Error(credential.fault);
  const metrics = createMetrics('backend');
  const context = { log: recording({}), metrics, clock: systemClock, instance: 'backend-1', credential };
  return startBackend(read.values as BackendSettings, context);
}

beforeAll(async () => {
  installerFolder = mkdtempSync(join(tmpdir(), 'backend-'));
  world = await createWorld({ serviceBus: { topology: toEmulatorTopology(queueDefinitions) } });
  ({ azure, endpoints, database } = world);
  publisher = createPublisher(endpoints.serviceBus, { log: silentLog });
}, 60_000);
afterEach(async () => {
  await backend?.drain(new AbortController().signal);
  await backend?.stop();
  backend = undefined;
});
afterAll(async () => {
  await publisher.close();
  await world[Symbol.asyncDispose]();
  rmSync(installerFolder, { recursive: true, force: true });
});

/** What the change feed does, until the document is at its end. */
async function announceUntilEnded(id: ResourceId) {
  for (let announced = ''; ;) {
    const read = await readCluster(database, id);
    const { plan, lease } = read.document;
    if (plan === undefined) return read.document;
    if (read.etag !== announced && lease === undefined) {
      announced = read.etag;
      const { body } = messageFor(read, id.subscriptionId);
      const at = plan.notBefore === undefined ? {} : { at: Date.parse(plan.notBefore) };
      await publisher.publish(queues.clusters, [{ messageId: `${id.name} ${read.etag}`, body, ...at }]);
    }
    await systemClock.sleep(milliseconds(20));
  }
}

it('creates and deletes clusters as its own identities, message by message, and leaves no message behind', async () => {
  backend = await start();
  const ids = ['a1', 'a2', 'a3'].map((name) => resource(name, endpoints.subscriptionId));

  for (const id of ids) await accept(database, id, await world.cluster(id));
  const created = await Promise.all(ids.map(announceUntilEnded));
  for (const id of ids) await accept(database, id, { kind: 'delete' });
  const deleted = await Promise.all(ids.map(announceUntilEnded));

  expect(created.map(({ provisioningState }) => provisioningState)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
  expect(deleted.map(({ tombstone }) => tombstone)).toEqual([true, true, true]);
  expect(backend.notReady()).toEqual([]);
  const callers = (path: RegExp) => [...new Set(azure.arm.requests({ path }).map(({ caller }) => caller))];
  expect(callers(/managed-a1/i)).toEqual(
    expect.arrayContaining([endpoints.identities['resource-provider']?.clientId, endpoints.clusterClientId]),
  );
  expect(callers(/managed-a1/i)).toHaveLength(2);
  expect(callers(/dnszones.*\/api\.a1$/i)).toEqual([endpoints.identities['backend']?.clientId]);
  await backend.drain(new AbortController().signal);
  expect(azure.serviceBus.status()[queues.clusters]).toMatchObject({ active: 0 });
}, 120_000);

it('says live in its log which step of which cluster has ended, and how long it took', async () => {
  backend = await start();
  const id = resource('b1', endpoints.subscriptionId);

  const operationId = await accept(database, id, { kind: 'delete' });
  await announceUntilEnded(id);

  const ended = lines.filter(({ event, resourceId }) => event === 'step-ended' && resourceId === id.id);
  const steps = catalogue.plans.find(({ kind }) => kind === 'delete-cluster')?.steps ?? [];
  expect(ended.map(({ step, outcome }) => [step, outcome])).toEqual(steps.map(({ name }) => [name, 'done']));
  expect(ended).toEqual(ended.map((line) => ({ ...line, operationId, duration: expect.any(Number) as number })));
  expect(lines).toContainEqual(
    expect.objectContaining({ event: 'plan-ended', resourceId: id.id, outcome: 'Succeeded' }),
  );
}, 30_000);

it('completes messages for subscriptions, which have no plan (W3)', async () => {
  backend = await start();
  const found = await database.subscriptions.get(endpoints.subscriptionId);
  const { body } = messageFor(found ?? (undefined as never), endpoints.subscriptionId);

  await publisher.publish(queues.subscriptions, [
    { messageId: 'subscription-1', body: { ...body, container: 'Subscriptions' } },
  ]);

  const messages = () => azure.serviceBus.status()[queues.subscriptions];
  while (Object.values(messages() ?? {}).some((count) => typeof count === 'number' && count > 0))
    await systemClock.sleep(milliseconds(20));
  expect((await database.subscriptions.get(endpoints.subscriptionId))?.etag).toBe(found?.etag);
}, 30_000);

it("takes no message before it knows Cosmos DB's time, and is not ready; then it works them all (T1)", async () => {
  const ids = ['c1', 'c2', 'c3', 'c4'].map((name) => resource(name, endpoints.subscriptionId));
  for (const id of ids) await accept(database, id, { kind: 'delete' });
  const first = await Promise.all(ids.map((id) => readCluster(database, id)));
  const published = (read: (typeof first)[number]) => {
    const { body } = messageFor(read, endpoints.subscriptionId);
    return publisher.publish(queues.clusters, [{ messageId: `early ${read.etag}`, body }]);
  };
  azure.faults.add({ service: 'cosmos', times: 1_000_000, action: { kind: 'drop' } });

  backend = await start();
  while (backend.notReady().length > 1) await systemClock.sleep(milliseconds(5));
  // A receiver would have had each of the first by the time that the last one is confirmed.
  for (const read of first) await published(read);
  expect(backend.notReady()).toEqual(["Cosmos DB's time is not known"]);
  expect(azure.serviceBus.status()[queues.clusters]).toMatchObject({ active: 4, locked: 0 });
  azure.faults.clear();

  const created = await Promise.all(ids.map(announceUntilEnded));
  expect(created.map(({ provisioningState }) => provisioningState)).toEqual(Array(4).fill('Succeeded'));
  expect(backend.notReady()).toEqual([]);
}, 30_000);

it('takes no message while Key Vault is away at its start, and says so; then it works', async () => {
  const id = resource('d1', endpoints.subscriptionId);
  await accept(database, id, { kind: 'delete' });
  azure.faults.add({ service: 'key-vault', times: 1_000_000, action: { kind: 'drop' } });

  backend = await start();
  // The first word comes once the vault has been asked.
  const told = () => (backend?.notReady() ?? []).find((why) => why.startsWith('Key Vault gives no data key: '));
  while (told() === undefined || told()?.endsWith('not asked yet')) await systemClock.sleep(milliseconds(20));
  const read = await readCluster(database, id);
  const { body } = messageFor(read, endpoints.subscriptionId);
  await publisher.publish(queues.clusters, [{ messageId: `vault ${read.etag}`, body }]);
  expect((await readCluster(database, id)).etag).toBe(read.etag);
  azure.faults.clear();

  expect((await announceUntilEnded(id)).provisioningState).toBe('Succeeded');
  expect(backend.notReady()).toEqual([]);
}, 60_000);

it.each([
  ['PROTOCOL_TIMES', { PROTOCOL_TIMES: 'lease=1s' }],
  ['RP_CLIENT_SECRET', { RP_CLIENT_SECRET: '' }],
  ['SERVICE_BUS_NAMESPACE', { SERVICE_BUS_CONNECTION_STRING: '' }],
  // W9: installers have receivers of their own.
  ['RECEIVERS', { RECEIVERS: '2', INSTALLERS: '2' }],
  ['INSTALLER_FOLDER', { INSTALLER_FOLDER: '/dev/null' }],
])('does not start when %s cannot be used, and says so', async (name, changes) => {
  await expect(start(changes)).rejects.toThrow(name);
});

it('does not start where credentials would reach a disk, if told that they must not', async () => {
  const onDisk = join(__dirname, '..', '..', '..', '.local', 'installer-folder-on-a-disk');

  const starting = start({ INSTALLER_FOLDER: onDisk, INSTALLER_MEDIUM: 'tmpfs' });

  await expect(starting.finally(() => rmSync(onDisk, { recursive: true, force: true }))).rejects.toThrow(
    /INSTALLER_FOLDER.* is no tmpfs/,
  );
});
