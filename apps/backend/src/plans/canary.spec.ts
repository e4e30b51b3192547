import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type ResourceId } from '@aro-rp/api';
import { type Subscription } from '@aro-rp/azure';
import { type ClusterDocument, type OperationDocument } from '@aro-rp/database';
import { createLog, createMetrics, Secret } from '@aro-rp/telemetry';
import { resource } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import fc from 'fast-check';
import { apiVersions } from '../names.ts';
import { canariesIn, type Canary, createCollection, formsOf, watchProcesses } from '../testing/canary.ts';
import { createCustomer, type Customer } from '../testing/customer.ts';
import { smallInstaller } from '../testing/small-installer.ts';
import { runWith } from '../testing/step-on.ts';
import { storedDocuments } from '../testing/stored-documents.ts';
import { outputOf, runWatched } from '../testing/watched.ts';
import { createWorld, type World } from '../testing/world.ts';
import { type PlanBookOptions } from './index.ts';

const collected = createCollection();
const canaries: Canary[] = [];
const metrics = createMetrics('backend');
const { signal } = new AbortController();

let world: World;
let customer: Customer;
let folder: string;
/** The operations that failed, by what failed. */
const failed = new Map<string, Readonly<OperationDocument> | undefined>();

const random = (length = 24) => Buffer.from(crypto.getRandomValues(new Uint8Array(length))).toString('base64url');
const entry = (password: string) => ({
  auth: Buffer.from(`customer:${password}`).toString('base64'),
  email: 'a@b.example',
});
const pullSecret = () =>
  JSON.stringify({
    auths: { 'quay.io': entry(`pull-${random()}`), 'cloud.openshift.com': entry(`telemetry-${random()}`) },
  });

const log = createLog({
  ...{ service: 'backend', version: 'test', level: 'debug', format: 'json' },
  stream: new Writable({
    write(chunk: Buffer, _encoding, done) {
      collected.add('log of the backend', chunk.toString());
      done();
    },
  }),
});

/** An application of its own, with a secret that is nowhere else. */
async function principal(): Promise<{ clientId: string; secret: string }> {
  const { directory } = world.azure.entra;
  const { clientId } = await directory.addApplication(`canary ${random(4)}`);
  await directory.addServicePrincipal(world.endpoints.tenantId, clientId);
  return { clientId, secret: await directory.addPassword(clientId) };
}

async function run(id: ResourceId, given: Parameters<typeof runWatched>[2], options: Partial<PlanBookOptions> = {}) {
  const book = world.planBook(options, log);
  const look = async (document: Readonly<ClusterDocument>) => {
    await learnSecrets(book, id, document);
    await collectStored(id, await book.context(document, Date.now).customer(runWith()));
  };
  return runWatched(world, id, given, { book, log, metrics, look });
}

/** What is stored at this moment, where a customer, an SRE or another service of ours may read it. */
async function collectStored(id: ResourceId, asRp: Subscription): Promise<void> {
  const { resources } = customer.azure;
  for (const [container, documents] of await storedDocuments(world.azure))
    for (const document of documents) collected.add(`documents of ${container}`, document);
  const deployments = `/subscriptions/${id.subscriptionId}/resourceGroups/managed-${id.name}/providers/Microsoft.Resources/deployments`;
  for (const name of ['base', 'machines']) {
    const found = await resources.get(`${deployments}/${name}`, apiVersions.providers, { signal });
    if (found === undefined) continue;
    const operations = await resources.list(`${deployments}/${name}/operations`, apiVersions.providers, { signal });
    const exported = `${deployments}/${name}/exportTemplate`;
    const template = await asRp.resources.post(exported, apiVersions.providers, undefined, { signal });
    for (const one of [found, operations, template]) collected.add(`deployment ${name}`, JSON.stringify(one));
  }
}

/** What the service has made up itself, as soon as it is there. */
async function learnSecrets(book: ReturnType<World['planBook']>, id: ResourceId, document: Readonly<ClusterDocument>) {
  for (const [name, secret] of Object.entries(await world.database.clusters.secrets(id)))
    learn(...canariesIn(name, secret.reveal()));
  if (document.facts['installationId'] !== undefined) {
    const output = await outputOf(book, document);
    if (output) {
      learn(...canariesIn('kubeadmin password of the output', output.kubeadminPassword.reveal()));
      learn(...canariesIn('keys of the installer’s state', decodedKeys(output.state.reveal())));
    }
  }
  for (const machine of world.azure.arm.view.ofType(undefined, 'Microsoft.Compute/virtualMachines')) {
    const { customData } = (machine.properties['osProfile'] ?? {}) as { customData?: string };
    const signature = /[?&]sig=([^&"]+)/.exec(Buffer.from(customData ?? '', 'base64').toString())?.[1];
    if (signature !== undefined) learn({ name: 'signed URL', value: decodeURIComponent(signature) });
  }
}

/** State keeps keys as base64 of PEM. */
const decodedKeys = (state: string) =>
  [...state.matchAll(/"KeyRaw": ?"([^"]+)"/g)].map(([, key = '']) => Buffer.from(key, 'base64').toString()).join('\n');

function learn(...more: Canary[]): void {
  for (const one of more) if (!canaries.some(({ value }) => value === one.value)) canaries.push(one);
}

async function dataKey(): Promise<string> {
  const { authorityHost, tenantId, clientId, clientSecret, keyVault } = world.endpoints;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const answer = await fetch(`${authorityHost}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...form, scope: 'https://vault.azure.net/.default' }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const found = await fetch(`${keyVault}/secrets/data-key?api-version=7.4`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return ((await found.json()) as { value: string }).value;
}

/** What an installer might print at its worst: all that it was given, in every way of writing it down. */
const telltale = `
  const auth = fs.readFileSync(process.env.AZURE_AUTH_LOCATION, 'utf8');
  const config = fs.readFileSync(path.join(dir, 'install-config.yaml'), 'utf8');
  const { clientSecret } = JSON.parse(auth);
  const print = (level, text) => process.stderr.write('level=' + level + ' msg=' + JSON.stringify(text) + '\\n');
  process.stderr.write(auth + '\\n' + config + '\\n');
  print('debug', auth);
  print('debug', JSON.stringify({ config }));
  print('error', 'panic: ' + config);
  print('error', 'https://user:' + encodeURIComponent(clientSecret) + '@login.example.com');
  print('fatal', 'failed to fetch Master Machines: AADSTS7000215: ' + auth + ' ' + clientSecret);
  process.exit(1);
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'canary-'));
  world = await createWorld({ log: (service, line) => collected.add('log of local Azure', `${service} ${line}`) });
  customer = createCustomer(world.endpoints);
  learn({ name: 'data key', value: await dataKey() });
  using _ = watchProcesses(collected);

  const id = resource('canary', world.endpoints.subscriptionId);
  const secret = pullSecret();
  const { clientId, secret: clientSecret } = await principal();
  learn({ name: 'client secret', value: clientSecret }, ...canariesIn('pull secret', secret));
  const given = await world.cluster(id, { pullSecret: new Secret(secret) });
  given.cluster.properties.servicePrincipalProfile = { clientId };
  await customer.giveRights(given.cluster.properties.masterProfile.subnetId.replace(/\/subnets\/.*$/, ''), clientId);
  const created = await run(id, { ...given, secrets: { ...given.secrets, clientSecret: new Secret(clientSecret) } });
  expect([created.operation?.error, created.document.provisioningState]).toEqual([undefined, 'Succeeded']);
  const deleted = await run(id, { kind: 'delete' });
  expect([deleted.operation?.error, deleted.document.tombstone]).toEqual([undefined, true]);

  await fail('wrong', 'a wrong secret', {});
  const { bytes, installer } = smallInstaller({ journal: join(folder, 'journal'), behaviour: telltale });
  await customer.azure.blobs.write(
    `${world.endpoints.rp.installerStore}/${installer.digest.slice('sha256:'.length)}`,
    bytes,
    { signal },
  );
  const like = await world.database.versions.get('4.16.30');
  if (like === undefined) throw new Error('there is no version to imitate');
  const { id: _id, type: _type, revision: _revision, ...version } = like.document;
  await world.database.versions.put({ ...version, version: '4.16.31', default: false, installer });
  await fail('telltale', 'an installer that tells all', { version: '4.16.31' });
  collected.add('metrics', await metrics.text());
  for (const record of world.azure.arm.requests()) collected.add('requests to Azure', JSON.stringify(record));
}, 180_000);

async function fail(name: string, what: string, changes: { version?: string }): Promise<void> {
  const id = resource(name, world.endpoints.subscriptionId);
  const secret = pullSecret();
  const known = changes.version !== undefined;
  const { clientId, secret: right } = await principal();
  const clientSecret = known ? right : `wrong-${random()}`;
  learn({ name: `client secret with ${what}`, value: clientSecret }, ...canariesIn(`pull secret with ${what}`, secret));
  const given = await world.cluster(id, { ...changes, pullSecret: new Secret(secret) });
  given.cluster.properties.servicePrincipalProfile = { clientId };
  await customer.giveRights(given.cluster.properties.masterProfile.subnetId.replace(/\/subnets\/.*$/, ''), clientId);
  const secrets = { ...given.secrets, clientSecret: new Secret(clientSecret) };
  const { operation } = await run(id, { ...given, secrets }, { spreadWithin: seconds(1) });
  failed.set(what, operation);
}

afterAll(async () => {
  await world[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

describe('a search for canaries', () => {
  it('finds a secret in whatever it is wrapped', () => {
    const wrapped: ((text: string) => string)[] = [
      (text) => text,
      (text) => JSON.stringify({ text }),
      (text) => JSON.stringify(JSON.stringify({ text })),
      (text) => `https://a.example/?secret=${encodeURIComponent(text)}`,
      (text) => Buffer.from(text).toString('hex'),
      (text) => Buffer.from(text).toString('base64'),
      (text) => Buffer.from(text).toString('base64url'),
    ];
    fc.assert(
      fc.property(
        fc.string({ minLength: 12 }),
        fc.string(),
        fc.string(),
        fc.constantFrom(...wrapped),
        (value, before, after, wrap) => {
          const collection = createCollection();
          collection.add('there', wrap(`${before}${value}${after}`));
          expect(collection.find([{ name: 'it', value }])).toHaveLength(1);
        },
      ),
    );
  });

  it('searches for the private part of keys, and for what pull secrets decode to', () => {
    const body = ['public', 'public', 'private', 'end'].join('\n');
    const pem = `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----\n`;
    const kubeconfig = `client-key-data: ${Buffer.from(pem).toString('base64')}\n`;
    const auth = Buffer.from('user:password').toString('base64');

    expect(canariesIn('k', pem)).toEqual([{ name: 'k', value: 'private' }]);
    expect(canariesIn('k', kubeconfig)).toEqual([{ name: 'k', value: 'private' }]);
    expect(canariesIn('k', JSON.stringify({ auths: { a: { auth } } })).map(({ value }) => value)).toEqual([
      auth,
      'password',
    ]);
    expect(() => formsOf('short')).toThrow('5 characters');
  });
});

describe('through create, delete and creates that fail', () => {
  it('there were secrets of each kind to be searched for', () => {
    const names = new Set(canaries.map(({ name }) => name));

    expect([...names].sort()).toEqual(
      expect.arrayContaining([
        'adminKubeconfig',
        'client secret',
        'client secret with a wrong secret',
        'client secret with an installer that tells all',
        'data key',
        'kubeadmin password of the output',
        'keys of the installer’s state',
        'pull secret',
        'registryPassword',
        'serviceKubeconfig',
        'signed URL',
        'sreKubeconfig',
        'sshPrivateKey',
        'userAdminKubeconfig',
      ]),
    );
    expect(() => canaries.forEach(({ value }) => formsOf(value))).not.toThrow();
  });

  it('they were searched for everywhere', () => {
    const has = (place: string, text: string) => collected.texts(place).some((one) => one.includes(text));

    expect(has('log of the backend', '"level":"debug"') && has('log of the backend', 'Generating')).toBe(true);
    expect(has('log of the backend', 'AADSTS7000215')).toBe(true);
    expect(has('documents of OpenShiftClusters', '"type":"secrets"')).toBe(true);
    expect(has('documents of OpenShiftClusters', '"type":"operation"')).toBe(true);
    expect(has('deployment base', 'loadBalancers') && has('deployment machines', 'bootstrapCustomData')).toBe(true);
    expect(has('cmdline', 'create\nmanifests') && has('cmdline', 'create\nignition-configs')).toBe(true);
    expect(has('environ', 'AZURE_AUTH_LOCATION')).toBe(true);
    expect(collected.count('requests to Azure')).toBeGreaterThan(100);
    expect(has('metrics', 'aro_rp_backend_slices')).toBe(true);
  });

  it('none of them is anywhere', () => {
    expect(collected.find(canaries)).toEqual([]);
  });

  it('what failed has told its customer why', () => {
    expect(failed.get('a wrong secret')?.error?.code).toBe('InvalidServicePrincipalCredentials');
    const { error, diagnostics } = failed.get('an installer that tells all') ?? {};
    expect([error?.code, diagnostics?.step]).toEqual(['InvalidServicePrincipalCredentials', 'run-installer']);
    expect(JSON.stringify(error)).toContain('AADSTS7000215');
  });
});
