import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArmWithServices, startArmWithServices } from '../local-azure/src/host/testing-arm.ts';
import { connect } from '../local-azure/src/service-bus/testing.ts';
import { identities, type IdentityName } from './names.ts';
import { grants } from './region/cosmos.ts';
import { parameters } from './testing.ts';

jest.setTimeout(120_000);

/** What an identity may try on the data of a region. */
interface Attempt {
  /** The end of the scope of the role that is for it. */
  at: string;
  what: string;
  /** @returns whether it was let do it; that there is nothing there is no refusal */
  by(who: IdentityName): Promise<boolean>;
}

/** By identity: what it is there for, and nothing else. */
const meant: Record<IdentityName, string[]> = {
  frontend: ['read rp-server in svc', 'read data-key in svc', ...inCosmos('frontend')],
  'change-feed': ['send to cluster-work', 'send to subscription-work', ...inCosmos('change-feed')],
  backend: [
    'receive from cluster-work',
    'receive from subscription-work',
    'read data-key in svc',
    'read rp-application in app',
    'read in installers',
    'read in installer-output',
    'write in installer-output',
    ...inCosmos('backend'),
  ],
  mirror: ['read source-registries in mir', 'read in installers', 'write in installers', ...inCosmos('mirror')],
  host: [],
};

function inCosmos(who: keyof typeof grants): string[] {
  return Object.entries(grants[who]).flatMap(([container, actions]) => actions.map((one) => `${one} in ${container}`));
}

const root = join(__dirname, '../..');
const prefix = String(parameters['prefix']);
let under: ArmWithServices;
let attempts: Attempt[];

/** @throws Error that says how it failed */
async function deploy(name: string, at: string, more: object = {}): Promise<void> {
  const template = JSON.parse(await readFile(join(root, 'deploy', `${name}.json`), 'utf8')) as { parameters: object };
  const names = Object.keys(template.parameters).filter((one) => one in parameters && one !== 'replicas');
  const values = Object.fromEntries(names.map((one) => [one, { value: parameters[one] }]));
  const id = `${at}/providers/Microsoft.Resources/deployments/${name}`;
  await under.ok('PUT', id, { ...more, properties: { mode: 'Incremental', template, parameters: values } });
  for (;;) {
    const { provisioningState, error } = (await under.ok('GET', id))['properties'] as Record<string, unknown>;
    if (provisioningState === 'Succeeded') return;
    if (error !== undefined) throw new Error(`${name}: ${JSON.stringify(error)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const identity = (who: IdentityName) => {
  const id = `${under.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${who}`;
  const { clientId, principalId } = under.azure.arm.view.get(id)?.properties ?? {};
  return { clientId: String(clientId), principalId: String(principalId) };
};

/** Whether a request with the identity's token is let through. */
async function isLetIn(who: IdentityName, audience: string, url: string, init: RequestInit = {}): Promise<boolean> {
  const token = await under.tokenOf(identity(who), audience);
  const authorization = audience === cosmos ? encodeURIComponent(`type=aad&ver=1.0&sig=${token}`) : `Bearer ${token}`;
  const { status } = await fetch(url, { ...init, headers: { ...init.headers, authorization } });
  if (![200, 201, 204, 304, 403, 404, 409].includes(status)) throw new Error(`${who} ${url}: ${status}`);
  return status !== 403;
}

const cosmos = 'https://cosmos.azure.com';

function ofBus(queue: string, right: 'send' | 'receive'): Attempt {
  return {
    at: `/queues/${queue}`,
    what: right === 'send' ? `send to ${queue}` : `receive from ${queue}`,
    async by(who) {
      const connection = under.azure.serviceBus.connectionStringFor(`${prefix}-bus`, identity(who).clientId) ?? '';
      await using client = connect(connection, { maxRetries: 0 });
      const work =
        right === 'send'
          ? client.createSender(queue).sendMessages({ body: 1 })
          : client.createReceiver(queue).receiveMessages(1, { maxWaitTimeInMs: 1 });
      return await work.then(
        () => true,
        (error: { code?: string }) => {
          if (error.code === 'UnauthorizedAccess') return false;
          throw error;
        },
      );
    },
  };
}

const ofVault = (vault: string, secret: string): Attempt => ({
  at: `/vaults/${prefix}-${vault}/secrets/${secret}`,
  what: `read ${secret} in ${vault}`,
  by: (who) =>
    isLetIn(
      who,
      'https://vault.azure.net',
      `${under.azure.keyVault.vaultUri(`${prefix}-${vault}`)}secrets/${secret}?api-version=7.5`,
    ),
});

const ofBlob = (container: string, right: 'read' | 'write'): Attempt => ({
  at: `/containers/${container}`,
  what: `${right} in ${container}`,
  by: (who) =>
    isLetIn(who, 'https://storage.azure.com', `${under.azure.blob.origin}/${prefix}store/${container}/x`, {
      headers: { 'x-ms-version': '2023-11-03', 'x-ms-blob-type': 'BlockBlob' },
      ...(right === 'write' && { method: 'PUT', body: 'x' }),
    }),
});

/** A document that is right in every container, whatever its partition key. */
const document = { id: 'p', partitionKey: 'p', feed: 'p', release: 'p' };
const inPartition = { 'x-ms-documentdb-partitionkey': '["p"]', 'x-ms-version': '2020-07-15' };
const requests: Record<string, { path: string; init: RequestInit }> = {
  create: { path: '/docs', init: { method: 'POST', body: JSON.stringify(document), headers: inPartition } },
  read: { path: '/docs/p', init: { headers: inPartition } },
  replace: { path: '/docs/p', init: { method: 'PUT', body: JSON.stringify(document), headers: inPartition } },
  remove: { path: '/docs/p', init: { method: 'DELETE', headers: inPartition } },
  query: {
    path: '/docs',
    init: {
      method: 'POST',
      body: JSON.stringify({ query: 'SELECT * FROM c' }),
      headers: { ...inPartition, 'x-ms-documentdb-isquery': 'true', 'content-type': 'application/query+json' },
    },
  },
  feed: {
    path: '/docs',
    init: {
      headers: {
        'x-ms-version': '2020-07-15',
        'a-im': 'Incremental feed',
        'x-ms-documentdb-partitionkeyrangeid': '0',
        'if-none-match': '*',
      },
    },
  },
};

const ofCosmos = (container: string, action: string): Attempt => ({
  at: `/colls/${container}`,
  what: `${action} in ${container}`,
  by(who) {
    const { path = '', init } = requests[action] ?? {};
    return isLetIn(
      who,
      cosmos,
      `${under.azure.cosmos.endpoint.replace(/\/$/, '')}/dbs/aro/colls/${container}${path}`,
      init,
    );
  },
});

async function allowed(who: IdentityName, which = attempts): Promise<string[]> {
  const found: string[] = [];
  for (const attempt of which) if (await attempt.by(who)) found.push(attempt.what);
  return found;
}

beforeAll(async () => {
  under = await startArmWithServices(['key-vault', 'service-bus', 'cosmos', 'blob', 'registry']);
  const [subscription = ''] = under.group.split('/resourceGroups');
  for (const one of ['ContainerRegistry', 'DocumentDB', 'Insights', 'Storage'])
    await under.ok('POST', `${subscription}/providers/Microsoft.${one}/register`);
  await deploy('own-roles', subscription, { location: 'eastus' });
  await deploy('global', under.group);
  await deploy('region-shared', under.group);
  const containers = [...new Set(Object.values(grants).flatMap((one) => Object.keys(one)))];
  attempts = [
    ...['cluster-work', 'subscription-work'].flatMap((queue) => [ofBus(queue, 'send'), ofBus(queue, 'receive')]),
    ...['svc', 'app', 'mir'].flatMap((vault) =>
      ['rp-server', 'data-key', 'rp-application', 'source-registries'].map((secret) => ofVault(vault, secret)),
    ),
    ...['installers', 'installer-output'].flatMap((one) => [ofBlob(one, 'read'), ofBlob(one, 'write')]),
    ...containers.flatMap((container) => Object.keys(requests).map((action) => ofCosmos(container, action))),
  ];
});
afterAll(() => under[Symbol.asyncDispose]());

it.each(identities)('with the roles of the templates %s does what it is meant to do, and nothing else', async (who) => {
  expect((await allowed(who)).sort()).toEqual([...meant[who]].sort());
});

it('without any one of the roles what it was for is refused', async () => {
  const account = `${under.group}/providers/Microsoft.DocumentDB/databaseAccounts/${prefix}-db/sqlRoleAssignments`;
  const listed = await Promise.all(
    [`${under.group}/providers/Microsoft.Authorization/roleAssignments`, account].map((path) => under.ok('GET', path)),
  );
  const assignments = listed.flatMap(({ value }) => value as { id: string; properties: Record<string, string> }[]);
  const found = identities.flatMap((who) =>
    assignments
      .filter(({ properties }) => properties['principalId'] === identity(who).principalId)
      .map(({ id, properties: { scope = '' } }) => {
        return { who, id, lost: attempts.filter(({ at, what }) => scope.endsWith(at) && meant[who].includes(what)) };
      })
      .filter(({ lost }) => lost.length > 0),
  );

  for (const { who, id, lost } of found) {
    await under.remove(id);
    expect([who, await allowed(who, lost)]).toEqual([who, []]);
  }
  expect(found.flatMap(({ who, lost }) => lost.map(({ what }) => `${who}: ${what}`)).sort()).toEqual(
    identities.flatMap((who) => meant[who].map((what) => `${who}: ${what}`)).sort(),
  );
});
