import { randomBytes } from 'node:crypto';
import { type ResourceId } from '@aro-rp/api';
import { createDatabase, type Database } from '@aro-rp/database';
import { connectKeyVault, createApplicationCredential, createKeyRing, type KeyRing } from '@aro-rp/service';
import { Secret, silentLog } from '@aro-rp/telemetry';
import { refOf, resource } from '@aro-rp/testing';
import { type Clock, hours, seconds, systemClock } from '@aro-rp/time';
import { interrupted } from '../../testing/mid-plan.ts';
import { storedDocuments } from '../../testing/stored-documents.ts';
import { accept, readCluster, workerOn, workUntilEnded } from '../../testing/worker-on.ts';
import { createWorld, type World, worldTimes } from '../../testing/world.ts';

let world: World;
const disposable: Disposable[] = [];
beforeAll(async () => void (world = await createWorld()), 60_000);
afterEach(() => world.azure.faults.clear());
afterAll(async () => {
  for (const one of disposable) one[Symbol.dispose]();
  await world[Symbol.asyncDispose]();
});

const credential = () => {
  const { tenantId, authorityHost, clientId, clientSecret } = world.endpoints;
  return createApplicationCredential({
    tenantId,
    authorityHost,
    clientId,
    proof: { secret: new Secret(clientSecret) },
  });
};
const goAway = () =>
  void world.azure.faults.add({ service: 'key-vault', times: 1_000_000, action: { kind: 'status', status: 503 } });

/** For the rings: how much more time has passed than on this machine's clock. */
let passed = 0;

/** The data keys as a process of its own has them. @param ahead its clock, so that a young key is old enough for it */
function ringOf(ahead = 0): KeyRing {
  const clock: Clock = {
    ...systemClock,
    now: () => systemClock.now() + ahead,
    monotonic: () => systemClock.monotonic() + passed,
  };
  const source = connectKeyVault(world.endpoints.keyVault, credential()).keySource('data-key');
  return createKeyRing(source, { clock, log: silentLog });
}

async function databaseWith(keyRing: KeyRing): Promise<Database> {
  const { endpoint, key } = world.azure.cosmos;
  const protocol = { ...worldTimes, callTimeout: seconds(20) };
  const database = createDatabase({ endpoint, auth: { key }, clock: systemClock, keyRing, protocol });
  disposable.push({ [Symbol.dispose]: () => database.dispose() });
  await database.ping();
  return database;
}

async function rotate(): Promise<void> {
  const token = await credential().getToken('https://vault.azure.net/.default');
  const answer = await fetch(`${world.endpoints.keyVault}/secrets/data-key?api-version=7.4`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token?.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ value: randomBytes(32).toString('base64') }),
  });
  if (!answer.ok) throw new Error(`Key Vault answers ${answer.status}: ${await answer.text()}`);
}

/** By which version of the data key each secret of the cluster is sealed, from the documents as they are stored. */
async function sealedBy(id: ResourceId): Promise<Record<string, string>> {
  const all = (await storedDocuments(world.azure)).get('OpenShiftClusters') ?? [];
  const ofCluster = all.filter((text) => text.includes(refOf(id).id) || text.includes(id.key));
  const sealed = ofCluster.flatMap((text) => [...text.matchAll(/"(\w+)":"v1\.([^."]+)\./g)]);
  return Object.fromEntries(sealed.map(([, name = '', version = '']) => [name, version]));
}

it('a create in the middle of which Key Vault goes away ends as if nothing had been', async () => {
  const id = resource('vault-1', world.endpoints.subscriptionId);
  await accept(world.database, id, await world.cluster(id));
  const { book, wasDone } = interrupted(world.planBook(), 'choose', async () => goAway());
  const worker = workerOn(world.database, book, { times: worldTimes });

  const { document } = await workUntilEnded(world.database, id, () => worker);

  expect([wasDone(), document.provisioningState]).toEqual([true, 'Succeeded']);
}, 60_000);

it('a secret under a data key that the worker does not know waits while Key Vault is away, and is opened afterwards', async () => {
  const id = resource('vault-2', world.endpoints.subscriptionId);
  const own = ringOf();
  const { version: before } = await own.current();
  const database = await databaseWith(own);
  await rotate();
  // Longer than a ring does not look again.
  passed += seconds(11);
  const newer = ringOf(hours(2));
  const { version: after } = await newer.current();
  await accept(await databaseWith(newer), id, await world.cluster(id));
  const { clusters } = database;
  const worker = workerOn(database, world.planBook({ clusters }), { times: worldTimes });
  goAway();
  const waits = new Set<string>();

  const { document } = await workUntilEnded(database, id, () => ({
    async handler(message, signal) {
      await worker.handler(message, signal);
      const { plan } = (await readCluster(database, id)).document;
      if (plan?.waitingFor !== undefined) waits.add(plan.waitingFor);
      if (waits.size > 0) world.azure.faults.clear();
    },
  }));

  expect(after).not.toBe(before);
  expect([...waits][0]).toMatch(/^no data key: /);
  expect(document.provisioningState).toBe('Succeeded');
}, 90_000);

it('a data key that is rotated in the middle of a plan: what was sealed is opened, and an hour later the newer one seals', async () => {
  const id = resource('vault-3', world.endpoints.subscriptionId);
  const [own, later] = [ringOf(), ringOf(hours(2))];
  const { version: before } = await own.current();
  const [older, newer] = [await databaseWith(own), await databaseWith(later)];
  await accept(older, id, await world.cluster(id));
  const { book, wasDone } = interrupted(world.planBook({ clusters: older.clusters }), 'run-installer', rotate);
  const first = workerOn(older, book, { times: worldTimes });
  const second = workerOn(newer, world.planBook({ clusters: newer.clusters }), { times: worldTimes });

  const { document } = await workUntilEnded(newer, id, () => (wasDone() ? second : first));

  expect(document.provisioningState).toBe('Succeeded');
  const { version: after } = await later.current();
  expect(after).not.toBe(before);
  const sealedWith = await sealedBy(id);
  expect(sealedWith['sshPrivateKey']).toBe(before);
  expect(sealedWith['serviceKubeconfig']).toBe(after);
  expect(Object.keys(await newer.clusters.secrets(id))).toEqual(
    expect.arrayContaining(['clientSecret', 'sshPrivateKey', 'serviceKubeconfig']),
  );
}, 90_000);
