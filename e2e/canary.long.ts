import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { localCredential } from '@aro-rp/start';
import { SecretClient } from '@azure/keyvault-secrets';
import {
  type Canary,
  canariesIn,
  createCollection,
  formsOf,
  watchCommandLines,
} from '../apps/backend/src/testing/canary.ts';
import { openCanaries } from '../apps/backend/src/testing/cluster-canaries.ts';
import { storedDocuments } from '../apps/backend/src/testing/stored-documents.ts';
import { armLog } from './harness/arm-log.ts';
import { type Answer, apiVersion, createCustomer, type Customer } from './harness/customer.ts';
import { startSystem, type System } from './harness/system.ts';

jest.setTimeout(300_000);

const collected = createCollection();
const canaries = new Map<string, Canary>();
const learn = (...more: Canary[]) => more.forEach((one) => canaries.set(`${one.name} ${one.value}`, one));

let folder: string;
let system: System;
let customer: Customer;
let opened: ReturnType<typeof openCanaries>;
/** The states in which the cluster's end was seen. */
const ends: Record<string, string> = {};
const logs = () => join(dirname(dirname(system.endpoints.caBundle)), 'logs');

/** Whatever is started while this is in the environment says which credentials it sees. */
async function startRecorded(): Promise<System> {
  const recorder = pathToFileURL(join(import.meta.dirname, 'harness/record-credentials.ts')).href;
  const before = { ...process.env };
  Object.assign(process.env, {
    ...{ NODE_OPTIONS: `--import=${recorder}`, CREDENTIALS_SEEN: join(folder, 'credentials'), LOG_LEVEL: 'debug' },
  });
  try {
    return await startSystem({ instances: { mirror: 1 } });
  } finally {
    for (const name of ['NODE_OPTIONS', 'CREDENTIALS_SEEN', 'LOG_LEVEL'])
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
  }
}

async function ask(...request: Parameters<Customer['call']>): Promise<Answer> {
  const answer = await customer.call(...request);
  collected.add('answers', JSON.stringify([[...answer.headers], answer.body]));
  return answer;
}

/** What is stored at this moment, where a customer, an SRE or another service may read it. */
async function look(name: string): Promise<void> {
  for (const [container, documents] of await storedDocuments(system.endpoints)) {
    for (const document of documents) {
      collected.add(`documents of ${container}`, document);
      const stored = JSON.parse(document) as { type: string; tombstone?: true } & Parameters<typeof opened.of>[0];
      if (stored.type === 'cluster' && !stored.tombstone) learn(...(await opened.of(stored)));
    }
  }
  const group = `/subscriptions/${system.endpoints.subscriptionId}/resourceGroups/aro-${name}`;
  const deployments = `${group}/providers/Microsoft.Resources/deployments`;
  const { body } = await customer.call('GET', `${deployments}?api-version=2021-04-01`);
  for (const one of (body['value'] ?? []) as { name: string }[]) {
    const operations = await customer.call('GET', `${deployments}/${one.name}/operations?api-version=2021-04-01`);
    collected.add('deployments', JSON.stringify([one, operations.body]));
  }
}

/** Asks, and looks, until the cluster is at its end. */
async function settled(name: string): Promise<string> {
  for (;;) {
    await look(name);
    const { status, body } = await ask('GET', `${customer.idOf(name)}?${apiVersion}`);
    if (status === 404) return 'gone';
    const state = body.properties?.provisioningState ?? '';
    if (['Succeeded', 'Failed'].includes(state)) return state;
  }
}

const random = (kind: string) =>
  `${kind}-${Buffer.from(crypto.getRandomValues(new Uint8Array(18))).toString('base64url')}`;

interface Body {
  properties: { clusterProfile: object; servicePrincipalProfile: { clientSecret: string } };
}

/** With a pull secret of its own; what is secret in it is known. */
async function bodyOf(name: string, clientSecret?: string): Promise<Record<string, unknown> & Body> {
  const body = structuredClone((await customer.bodyOf(name)) as Record<string, unknown> & Body);
  const auth = Buffer.from(`customer:${random('pull')}`).toString('base64');
  const pullSecret = JSON.stringify({ auths: { 'quay.io': { auth, email: 'a@b.example' } } });
  const { properties } = body;
  Object.assign(properties.clusterProfile, { pullSecret });
  if (clientSecret !== undefined) properties.servicePrincipalProfile.clientSecret = clientSecret;
  learn(...canariesIn('pull secret', pullSecret));
  learn({ name: 'client secret', value: properties.servicePrincipalProfile.clientSecret });
  return body;
}

/** Requests with secrets in them that are refused for what stands beside the secrets. */
async function beRefused(): Promise<number[]> {
  const url = `${customer.idOf('refused')}?${apiVersion}`;
  const body = await bodyOf('refused');
  const secret = body.properties.servicePrincipalProfile.clientSecret;
  const text = JSON.stringify(body);
  const { pullSecret } = body.properties.clusterProfile as { pullSecret: string };
  const broken = { ...body.properties.clusterProfile, pullSecret: `${pullSecret.slice(0, -4)}oops` };
  const requests = [
    { text: text.replace(`"${secret}"`, `"${secret}"oops`) },
    { text: text.slice(0, text.indexOf(secret) + secret.length) },
    { body: { ...body, properties: { ...body.properties, unknown: { clientSecret: secret } } } },
    { body: { ...body, properties: { ...body.properties, servicePrincipalProfile: secret } } },
    { body: { ...body, properties: { ...body.properties, clusterProfile: broken } } },
  ];
  const statuses: number[] = [];
  for (const request of requests) statuses.push((await ask('PUT', url, request)).status);
  return statuses;
}

let refused: number[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'canary-'));
  using _ = watchCommandLines(collected);
  system = await startRecorded();
  const { endpoints } = system;
  opened = openCanaries(endpoints);
  customer = await createCustomer(endpoints);
  for (const [name, { clientSecret }] of Object.entries(endpoints.identities))
    learn({ name: `secret of ${name}`, value: clientSecret });
  const vault = new SecretClient(endpoints.keyVault, localCredential(endpoints), {
    disableChallengeResourceVerification: true,
  });
  learn({ name: 'data key', value: (await vault.getSecret('data-key')).value ?? '' });
  learn(...canariesIn('key of the server certificate', (await vault.getSecret('rp-server')).value ?? ''));

  refused = await beRefused();
  const wrong = await ask('PUT', `${customer.idOf('wrong')}?${apiVersion}`, {
    body: await bodyOf('wrong', random('wrong')),
  });
  await ask('PUT', `${customer.idOf('canary')}?${apiVersion}`, { body: await bodyOf('canary') });
  ends['created'] = await settled('canary');
  for (const action of ['listCredentials', 'listAdminCredentials']) {
    const { body } = await customer.call('POST', `${customer.idOf('canary')}/${action}?${apiVersion}`);
    for (const secret of [body['kubeadminPassword'], body['kubeconfig']])
      if (typeof secret === 'string')
        learn(...canariesIn(action, action === 'listCredentials' ? secret : Buffer.from(secret, 'base64').toString()));
  }
  ends['wrong'] = await settled('wrong');
  const operation = new URL(wrong.headers.get('azure-asyncoperation') ?? '');
  await ask('GET', `${operation.pathname}${operation.search}`);
  for (const name of ['canary', 'wrong']) await ask('DELETE', `${customer.idOf(name)}?${apiVersion}`);
  for (const name of ['canary', 'wrong']) ends[`${name} deleted`] = await settled(name);

  for (const line of readFileSync(join(folder, 'credentials'), 'utf8').split('\n'))
    if (line !== '') learn(JSON.parse(line) as Canary);
  for (const name of readdirSync(logs())) collected.add(`log ${name}`, readFileSync(join(logs(), name), 'utf8'));
  for (const record of await armLog(endpoints)) collected.add('requests to Azure', JSON.stringify(record));
}, 300_000);
afterAll(async () => {
  opened?.[Symbol.dispose]();
  await system?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a cluster that the services as they ship have made and deleted', () => {
  it('was there, and one with a wrong secret was not', () => {
    expect(refused).toEqual(refused.map(() => 400));
    expect(ends).toEqual({ created: 'Succeeded', wrong: 'Failed', 'canary deleted': 'gone', 'wrong deleted': 'gone' });
  });

  it('had secrets of every kind', () => {
    const names = [...new Set([...canaries.values()].map(({ name }) => name))];
    const { identities, arm, graph } = system.endpoints;
    const cosmos = new URL(system.endpoints.cosmos.endpoint).origin;
    const token = (name: string, ...audiences: string[]) =>
      audiences.map((audience) => `token of ${identities[name]?.clientId} for ${audience}`);
    const storage = 'https://storage.azure.com';
    const kinds = [
      ...Object.keys(identities).map((name) => `secret of ${name}`),
      ...token('backend', cosmos, 'https://vault.azure.net', arm, storage),
      ...token('frontend', cosmos, 'https://vault.azure.net'),
      ...token('change-feed', cosmos),
      ...token('mirror', 'https://containerregistry.azure.net', storage),
      ...token('resource-provider', arm, graph, storage),
      ...['access token for ', 'refresh token for ', 'signed URL', 'user delegation key', 'registryPassword'],
      ...['adminKubeconfig', 'serviceKubeconfig', 'sreKubeconfig', 'userAdminKubeconfig', 'listAdminCredentials'],
      ...['client secret', 'data key', 'key of the server certificate', 'listCredentials', 'pull secret'],
      ...['kubeadmin password of the output', 'keys of the installer’s state', 'sshPrivateKey'],
    ];

    expect([kinds.filter((kind) => !names.some((name) => name.startsWith(kind))), names.toSorted()]).toEqual([
      [],
      expect.anything(),
    ]);
    expect(() => [...canaries.values()].forEach(({ value }) => formsOf(value))).not.toThrow();
  });

  it('was looked at everywhere', () => {
    const has = (place: string, text: string) => collected.texts(place).some((one) => one.includes(text));

    for (const service of ['frontend', 'change-feed', 'backend', 'mirror'])
      expect([service, has(`log ${service}.log`, `"service":"${service}"`)]).toEqual([service, true]);
    expect(has('log backend.log', '"level":"debug"') && has('log frontend.log', 'openShiftClusters/canary')).toBe(true);
    expect(has('documents of OpenShiftClusters', '"type":"secrets"')).toBe(true);
    expect(has('documents of OpenShiftClusters', '"type":"operation"')).toBe(true);
    expect(has('deployments', '/deployments/base') && has('deployments', 'bootstrapCustomData')).toBe(true);
    expect(has('cmdline', 'apps/backend/dist-bundle/main.mjs') && has('cmdline', 'ignition-configs')).toBe(true);
    expect(has('answers', 'InvalidServicePrincipalCredentials')).toBe(true);
    expect(collected.count('requests to Azure')).toBeGreaterThan(100);
  });

  it('has shown none of them anywhere', () => {
    expect(collected.find([...canaries.values()])).toEqual([]);
  });
});
