import { Writable } from 'node:stream';
import { type ResourceId } from '@aro-rp/api';
import { type Subscription } from '@aro-rp/azure';
import { type ClusterDocument } from '@aro-rp/database';
import { type LocalAzureOptions } from '@aro-rp/local-azure';
import { createLog, createMetrics, type Log, type Metrics, Secret } from '@aro-rp/telemetry';
import { resource } from '@aro-rp/testing';
import { apiVersions } from '../names.ts';
import { type PlanBookOptions } from '../plans/index.ts';
import { type Canary, canariesIn, type Collection, createCollection, watchProcesses } from './canary.ts';
import { canariesOf } from './cluster-canaries.ts';
import { watchCredentials } from './credentials-on-the-wire.ts';
import { createCustomer, type Customer } from './customer.ts';
import { runWith } from './step-on.ts';
import { storedDocuments } from './stored-documents.ts';
import { outputOf, runWatched } from './watched.ts';
import { type ClusterChanges, createWorld, type World } from './world.ts';

type PlanBook = ReturnType<World['planBook']>;
type Given = Parameters<typeof runWatched>[2];

export const random = (length = 24): string =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(length))).toString('base64url');

const entry = (password: string) => ({
  auth: Buffer.from(`customer:${password}`).toString('base64'),
  email: 'a@b.example',
});
export const pullSecret = (): string =>
  JSON.stringify({
    auths: { 'quay.io': entry(`pull-${random()}`), 'cloud.openshift.com': entry(`telemetry-${random()}`) },
  });

/** A world in which every secret becomes known that there is, and everything is kept that somebody might read. */
export interface CanaryWorld extends AsyncDisposable {
  world: World;
  collected: Collection;
  readonly canaries: readonly Canary[];
  /** The requests of now are the test's own. */
  readonly isLooking: boolean;
  log: Log;
  metrics: Metrics;
  learn(...more: Canary[]): void;
  /** An application of its own, with a secret that is nowhere else. */
  principal(): Promise<{ clientId: string; secret: string }>;
  /** One more for the service principal that the cluster is given. */
  newSecret(given: Given): Promise<string>;
  /** What a cluster of that name is created with: secrets of its own, which are canaries named with `what`. */
  given(
    name: string,
    options?: { what?: string; clientSecret?: string } & ClusterChanges,
  ): Promise<[ResourceId, Given]>;
  /** An operation to its end, looked at after each slice. @param book the world's own plans unless told */
  run(id: ResourceId, given: Given, book?: Partial<PlanBookOptions> | PlanBook): ReturnType<typeof runWatched>;
  /** The last things that can be known, before they are searched. */
  finish(): Promise<void>;
}

export async function createCanaryWorld(options: Partial<LocalAzureOptions> = {}): Promise<CanaryWorld> {
  const collected = createCollection();
  const canaries = new Map<string, Canary>();
  const learn: CanaryWorld['learn'] = (...more) => more.forEach((one) => canaries.set(`${one.name} ${one.value}`, one));
  const wire = watchCredentials(learn);
  const processes = watchProcesses(collected);
  const world = await createWorld({
    ...options,
    log: (service, line) => collected.add('log of local Azure', `${service} ${line}`),
  });
  const customer = createCustomer(world.endpoints);
  const metrics = createMetrics('backend');
  const log = logInto(collected);
  let isLooking = false;
  learn({ name: 'data key', value: await dataKey(world) });
  for (const [name, { clientSecret }] of Object.entries(world.endpoints.identities))
    learn({ name: `secret of ${name}`, value: clientSecret });

  const principal: CanaryWorld['principal'] = async () => {
    const { directory } = world.azure.entra;
    const { clientId } = await directory.addApplication(`canary ${random(4)}`);
    await directory.addServicePrincipal(world.endpoints.tenantId, clientId);
    return { clientId, secret: await directory.addPassword(clientId) };
  };

  return {
    ...{ world, collected, log, metrics, learn, principal },
    get canaries() {
      return [...canaries.values()];
    },
    get isLooking() {
      return isLooking;
    },
    newSecret: ({ cluster } = {}) =>
      world.azure.entra.directory.addPassword(cluster?.properties.servicePrincipalProfile?.clientId ?? ''),
    async given(name, { what, clientSecret, ...changes } = {}) {
      const id = resource(name, world.endpoints.subscriptionId);
      const pull = pullSecret();
      const own = await principal();
      const secret = clientSecret ?? own.secret;
      const named = (kind: string) => (what === undefined ? kind : `${kind} with ${what}`);
      learn({ name: named('client secret'), value: secret }, ...canariesIn(named('pull secret'), pull));
      const given = await world.cluster(id, { ...changes, pullSecret: new Secret(pull) });
      const { properties } = given.cluster;
      properties.servicePrincipalProfile = { clientId: own.clientId };
      await customer.giveRights(properties.masterProfile.subnetId.replace(/\/subnets\/.*$/, ''), own.clientId);
      return [id, { ...given, secrets: { ...given.secrets, clientSecret: new Secret(secret) } }];
    },
    async run(id, given, plans = {}) {
      const book = 'find' in plans ? plans : world.planBook(plans, log);
      const look = async (document: Readonly<ClusterDocument>) => {
        isLooking = true;
        learn(...(await secretsOf(world, book, id, document)));
        await collectStored(world, customer, collected, id, await book.context(document, Date.now).customer(runWith()));
        isLooking = false;
      };
      return runWatched(world, id, given, { book, log, metrics, look });
    },
    async finish() {
      processes[Symbol.dispose]();
      collected.add('metrics', await metrics.text());
      for (const record of world.azure.arm.requests()) collected.add('requests to Azure', JSON.stringify(record));
    },
    async [Symbol.asyncDispose]() {
      processes[Symbol.dispose]();
      wire[Symbol.dispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

const logInto = (collected: Collection): Log =>
  createLog({
    ...{ service: 'backend', version: 'test', level: 'debug', format: 'json' },
    stream: new Writable({
      write(chunk: Buffer, _encoding, done) {
        collected.add('log of the backend', chunk.toString());
        done();
      },
    }),
  });

/** What is stored at this moment, where a customer, an SRE or another service of ours may read it. */
async function collectStored(
  world: World,
  customer: Customer,
  collected: Collection,
  id: ResourceId,
  asRp: Subscription,
): Promise<void> {
  const { signal } = new AbortController();
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
async function secretsOf(
  world: World,
  book: PlanBook,
  id: ResourceId,
  document: Readonly<ClusterDocument>,
): Promise<Canary[]> {
  const output = document.facts['installationId'] === undefined ? undefined : await outputOf(book, document);
  return [...canariesOf(await world.database.clusters.secrets(id), output), ...signatures(world)];
}

/** Of the URLs in machines' custom data. */
const signatures = ({ azure }: World): Canary[] =>
  azure.arm.view.ofType(undefined, 'Microsoft.Compute/virtualMachines').flatMap((machine) => {
    const { customData } = (machine.properties['osProfile'] ?? {}) as { customData?: string };
    const signature = /[?&]sig=([^&"]+)/.exec(Buffer.from(customData ?? '', 'base64').toString())?.[1];
    return signature === undefined ? [] : [{ name: 'signed URL', value: decodeURIComponent(signature) }];
  });

async function dataKey({ endpoints }: World): Promise<string> {
  const { authorityHost, tenantId, clientId, clientSecret, keyVault } = endpoints;
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
