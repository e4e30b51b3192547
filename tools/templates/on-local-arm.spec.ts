import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { milliseconds, seconds } from '@aro-rp/time';
import { type ArmUnderTest, startArm, subscriptionId } from '../local-azure/src/arm/testing.ts';
import { deploymentsOf, root as subscription } from '../local-azure/src/arm/testing-deployments.ts';
import { type Template } from './language/template.ts';
import { apiVersions } from './names.ts';
import { ownRoles } from './roles.ts';
import { parameters } from './testing.ts';

jest.setTimeout(60_000);

const root = join(__dirname, '../..');
const namespaces = [
  ...['Compute', 'ContainerRegistry', 'DocumentDB', 'Insights', 'KeyVault', 'ManagedIdentity', 'Network', 'ServiceBus'],
  'Storage',
];
const group = 'aro-eastus';
/** In the order in which a region is made. */
const ofGroup = [
  ...['pipeline-rights', 'global', 'region-shared', 'region-endpoints', 'global-region'],
  ...['frontend', 'change-feed', 'backend', 'mirror'],
];

let clock: FakeClock;
let under: ArmUnderTest;
beforeAll(async () => {
  clock = createFakeClock();
  under = await startArm({ operationDuration: milliseconds(100) }, { clock });
  await under.send('PUT', `${subscription}/resourceGroups/${group}`, { body: { location: 'eastus' } });
  for (const one of namespaces) await under.send('POST', `${subscription}/providers/Microsoft.${one}/register`);
});
afterAll(() => under.close());

/** A template, and values for its parameters. */
async function read(name: string) {
  const template = JSON.parse(await readFile(join(root, 'deploy', `${name}.json`), 'utf8')) as Template;
  const known: Record<string, unknown> = {
    ...parameters,
    regionSubscriptionId: subscriptionId,
    registryId: `${subscription}/resourceGroups/${group}/providers/Microsoft.ContainerRegistry/registries/arosvc`,
    replicas: ['westus', 'northeurope'],
  };
  const given = Object.keys(template.parameters).filter((one) => one in known);
  return {
    template,
    values: Object.fromEntries(given.map((one) => [one, { value: known[one] }])),
  };
}

/** @returns how the deployment ended */
async function deployOwnRoles(): Promise<unknown> {
  const { template } = await read('own-roles');
  const path = `${subscription}/providers/Microsoft.Resources/deployments/own-roles`;
  await under.send('PUT', path, { body: { location: 'eastus', properties: { mode: 'Incremental', template } } });
  await clock.advance(seconds(10));
  return endOf((await under.send('GET', path)).body['properties']);
}

/** @returns how each deployment ended */
async function deployAll(): Promise<Record<string, unknown>> {
  const { begin, settled } = deploymentsOf(under, clock, group);
  const ends: Record<string, unknown> = { 'own-roles': await deployOwnRoles() };
  for (const name of ofGroup) {
    const one = await read(name);
    const { body } = await begin(name, one.template, one.values);
    ends[name] = body['error'] ?? endOf(await settled(name));
  }
  return ends;
}

/** What a deployment of what is there already would change. */
async function changes(): Promise<object[]> {
  const { at } = deploymentsOf(under, clock, group);
  const found: object[] = [];
  for (const name of ofGroup) {
    const { template, values } = await read(name);
    const begun = await under.send('POST', at(name, '/whatIf'), {
      body: { properties: { mode: 'Incremental', template, parameters: values } },
    });
    await clock.advance(seconds(5));
    const location = new URL(begun.headers.get('location') ?? '');
    const { body } = await under.send('GET', `${location.pathname}${location.search}`);
    const { changes: all = [] } = (body['properties'] ?? {}) as { changes?: { changeType: string }[] };
    expect(all.length).toBeGreaterThan(0);
    const isDeployed = ({ changeType }: { changeType: string }) => !['NoChange', 'Ignore'].includes(changeType);
    found.push(...all.filter(isDeployed));
  }
  return found;
}

const endOf = (shown: unknown): unknown => {
  const { provisioningState, error } = shown as { provisioningState: string; error?: object };
  return error ?? provisioningState;
};

/** Everything in the group as GET shows it, but for what changes with each PUT. */
async function contents(): Promise<unknown> {
  const { body } = await under.send('GET', `${subscription}/resourceGroups/${group}/resources`);
  const { versionOf } = await knownTypes();
  const shown = await Promise.all(
    (body['value'] as { id: string; type: string }[]).map(({ id, type }) =>
      under.send('GET', `${id}?api-version=${versionOf(type)}`),
    ),
  );
  const rights = `${subscription}/resourceGroups/${group}/providers/Microsoft.Authorization/roleAssignments`;
  const assignments = await under.send('GET', `${rights}?api-version=${apiVersions.authorization}`);
  for (const { status } of [...shown, assignments]) expect(status).toBe(200);
  // Children are in no list of the group's.
  const stored = under.arm.view.children(`${subscription}/resourceGroups/${group}`);
  return JSON.parse(
    JSON.stringify([shown.map((one) => one.body), assignments.body, stored], (name, value: unknown) =>
      ofEachPut.includes(name) ? undefined : value,
    ),
  );
}

const ofEachPut = [...['etag', 'updatedOn', 'updatedBy', 'updatedAt', 'lastUpdatedTime', 'timestamp', 'changedTime']];

async function knownTypes() {
  const templates = await Promise.all(ofGroup.map(async (name) => (await read(name)).template));
  const resources = templates.flatMap((template) => template.resources);
  return {
    versionOf: (type: string) =>
      resources.find((one) => one.type.toLowerCase() === type.toLowerCase())?.apiVersion ?? apiVersions.network,
  };
}

it('a region and its services are made from nothing, and a second time changes nothing', async () => {
  const all = Object.fromEntries(['own-roles', ...ofGroup].map((name) => [name, 'Succeeded']));

  expect(await deployAll()).toEqual(all);
  const first = await contents();
  expect(JSON.stringify(first)).toContain('shard-3');

  expect(await deployAll()).toEqual(all);
  expect(await contents()).toEqual(first);
  expect(await changes()).toEqual([]);
});

it('what a developer deploys for an own provider is made, beside a region', async () => {
  const { template } = await read('development');
  const own = 'rp-of-a-developer';
  await under.send('PUT', `${subscription}/resourceGroups/${own}`, { body: { location: 'eastus' } });
  const { begin, settled } = deploymentsOf(under, clock, own);
  const given = { prefix: 'developer', dnsZone: 'developer.example.com', registryName: 'developer' };
  const values = Object.entries({ ...given, principalId: parameters['principalId'] });

  await begin('own', template, Object.fromEntries(values.map(([name, value]) => [name, { value }])));

  expect(endOf(await settled('own'))).toBe('Succeeded');
});

it('roles of our own allow what local Azure allows the services that it runs, and nothing else', async () => {
  const rolesIn = async (id: string) => {
    const path = `/subscriptions/${id}/providers/Microsoft.Authorization/roleDefinitions`;
    const { body } = await under.send('GET', `${path}?api-version=${apiVersions.authorization}`);
    const roles = body['value'] as { properties: { roleName: string; permissions: { actions: string[] }[] } }[];
    return new Map(roles.map(({ properties }) => [properties.roleName, properties.permissions[0]?.actions]));
  };
  await deployOwnRoles();
  const ours = await rolesIn(subscriptionId);
  const local = await rolesIn(under.arm.dns.subscriptionId);

  // The services that it runs itself are in no network.
  const { serviceSubnets: _none, ...known } = ownRoles;
  for (const { roleName } of Object.values(known)) {
    expect(local.get(roleName)).toBeDefined();
    expect(ours.get(`${roleName} ${subscriptionId}`)).toEqual(local.get(roleName));
  }
});
