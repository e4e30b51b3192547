import {
  type AdvanceableClock,
  type ArmServer,
  createAdvanceableClock,
  createArmServer,
  createEntraServer,
  createTestContext,
  type EntraServer,
  type FaultAction,
  homeTenant,
  otherTenant,
  resourceProvider,
  services,
  type TestContext,
} from '@aro-rp/local-azure';
import { createServiceCredential } from '@aro-rp/service';
import { Secret, silentLog } from '@aro-rp/telemetry';
import { milliseconds, seconds, systemClock } from '@aro-rp/time';
import { type Azure, createAzure, type Subscription } from './azure.ts';
import { createCredentials } from './credentials.ts';

const subscriptionId = '00000000-0000-4000-8000-000000000001';
const correlation = { correlationId: '7e2a3f0e-1111-4222-8333-444455556666', clientRequestId: 'asked-by-az' };
const options = { signal: new AbortController().signal, correlation };
const network = '2023-04-01';
const securityGroup = (group: string, name: string) =>
  `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Network/networkSecurityGroups/${name}`;

let clock: AdvanceableClock;
let context: TestContext;
let entra: EntraServer;
let arm: ArmServer;
let azure: Azure;
let rp: Subscription;
let service: Subscription;

beforeAll(async () => {
  clock = createAdvanceableClock();
  context = await createTestContext({ clock });
  entra = await createEntraServer(context, { port: 0 });
  arm = await createArmServer(context, {
    port: 0,
    location: 'westeurope',
    tenantId: homeTenant,
    operationDuration: seconds(30),
    authority: entra.origin,
  });
  entra.addResource(arm.endpoint);
  azure = azureWith();
  rp = azure.subscription({ identity: 'rp', tenantId: homeTenant, subscriptionId });
  service = azure.subscription({ identity: 'service', subscriptionId: arm.dns.subscriptionId });
});
afterEach(() => context.faults.clear());
afterAll(async () => {
  await arm.close();
  await entra.close();
  await context.dispose();
});

function azureWith(secret = secretOf(resourceProvider.clientId), callTimeout = seconds(5)): Azure {
  const authorityHost = entra.origin;
  const own = createServiceCredential({
    credential: 'client-secret',
    clientId: services.backend.clientId,
    clientSecret: new Secret(secretOf(services.backend.clientId)),
    certificatePath: undefined,
    tenantId: homeTenant,
    authorityHost,
  });
  if ('fault' in own) throw new Error(own.fault);
  const application = { clientId: resourceProvider.clientId, authorityHost, proof: { secret: new Secret(secret) } };
  const credentialFor = createCredentials({ service: own, rp: application });
  return createAzure({ armEndpoint: arm.endpoint, credentialFor, clock: systemClock, log: silentLog, callTimeout });
}
const secretOf = (clientId: string) => entra.directory.application(clientId)?.passwords[0]?.value ?? '';
const fault = (method: string, action: FaultAction) => context.faults.add({ service: 'arm', method, action });
const until = async (look: () => Promise<boolean>) => {
  expect(await look()).toBe(false);
  clock.advance(seconds(31));
  while (!(await look()));
};

describe('a resource group', () => {
  const spec = { location: 'West Europe', managedBy: '/clusters/One' };

  it('is made once, and is ours from then on whatever the case of its owner and region', async () => {
    const first = await rp.resourceGroups.ensure('one', spec, options);
    const again = await rp.resourceGroups.ensure('One', { ...spec, managedBy: '/CLUSTERS/one' }, options);

    expect([first, again]).toMatchObject([
      { kind: 'ours', created: true },
      { kind: 'ours', created: false, group: { managedBy: '/clusters/One' } },
    ]);
    expect(arm.requests({ path: /resourcegroups\/one$/i, effect: 'created' })).toHaveLength(1);
  });

  it.each([
    ['managed by somebody else', { location: 'westeurope', managedBy: '/clusters/two' }],
    ['in another region', { location: 'northeurope', managedBy: '/clusters/one' }],
  ])('is foreign when it is %s, and left as it is', async (_, wanted) => {
    await rp.resourceGroups.ensure('one', spec, options);

    expect(await rp.resourceGroups.ensure('one', wanted, options)).toMatchObject({
      kind: 'foreign',
      group: { managedBy: '/clusters/One', location: 'westeurope' },
    });
  });

  it('is deleting until it is gone, and may be deleted again meanwhile and afterwards', async () => {
    const { resourceGroups, resources } = rp;
    await resourceGroups.ensure('two', spec, options);
    await resources.beginPut(securityGroup('two', 'nsg'), network, { location: 'westeurope' }, options);

    await resourceGroups.beginDelete('two', options);
    const meanwhile = await resourceGroups.ensure('two', spec, options);
    await resourceGroups.beginDelete('two', options);
    await until(async () => (await resourceGroups.get('two', options)) === undefined);
    await resourceGroups.beginDelete('two', options);

    expect(meanwhile.kind).toBe('deleting');
  });
});

describe('a DNS name', () => {
  const zone = () => ({ resourceGroup: arm.dns.resourceGroup, name: arm.dns.zone });

  it('goes to one of many that ask for it at once', async () => {
    const owners = Array.from({ length: 6 }, (_, n) => `/clusters/${n}`);

    const answers = await Promise.all(
      owners.map((owner) => service.dnsRecords.reserve(zone(), 'api.race', owner, options)),
    );

    const winner = answers.findIndex(({ kind }) => kind === 'ours');
    expect(answers.filter(({ kind }) => kind === 'ours')).toHaveLength(1);
    expect(answers.map(({ record }) => record.owner)).toEqual(owners.map(() => owners[winner]));
    expect(await service.dnsRecords.reserve(zone(), 'api.race', owners[winner] ?? '', options)).toMatchObject({
      kind: 'ours',
      created: false,
    });
  });

  it('is given back only in the version that was seen', async () => {
    const { dnsRecords } = service;
    const { record } = await dnsRecords.reserve(zone(), 'api.back', '/clusters/1', options);

    const stale = dnsRecords.remove(zone(), { ...record, etag: 'another' }, options);
    await expect(stale).rejects.toMatchObject({ kind: 'precondition-failed', identity: 'service' });
    await dnsRecords.remove(zone(), record, options);
    await dnsRecords.remove(zone(), record, options);

    expect(await dnsRecords.get(zone(), 'api.back', options)).toBeUndefined();
  });
});

describe('a resource of any type', () => {
  it('is made, shown with all its members, and deleted; gone is fine', async () => {
    const group = await rp.resourceGroups.ensure('four', { location: 'westeurope', managedBy: '/c' }, options);
    const id = securityGroup(group.group.name, 'any');
    const body = { location: 'westeurope', tags: { a: 'b' }, properties: { securityRules: [] } };

    await rp.resources.beginPut(id, network, body, options);
    await until(
      async () => (await rp.resources.get(id, network, options))?.properties?.['provisioningState'] === 'Succeeded',
    );
    const found = await rp.resources.get(id, network, options);
    await rp.resources.beginDelete(id, network, options);
    await until(async () => (await rp.resources.get(id, network, options)) === undefined);
    await rp.resources.beginDelete(id, network, options);

    expect(found).toMatchObject({ location: 'westeurope', tags: { a: 'b' } });
    // Begun, never waited for.
    expect(arm.requests({ method: 'GET', path: /operations?(status|results)?\//i })).toEqual([]);
  });
});

describe('every call', () => {
  it('carries the ids that join the logs, and the identity that was asked for', async () => {
    await rp.resourceGroups.get('ids', options);

    const [request] = arm.requests({ path: /resourcegroups\/ids$/i });
    expect(request).toMatchObject({ ...correlation, caller: resourceProvider.clientId });
  });

  it('is sent once: the plan tries again, not the client', async () => {
    fault('GET', { kind: 'status', status: 503, code: 'ServerBusy' });

    await expect(rp.resourceGroups.get('once', options)).rejects.toMatchObject({ kind: 'transient', status: 503 });
    expect(await rp.resourceGroups.get('once', options)).toBeUndefined();
  });

  it.each<[string, FaultAction, object]>([
    [
      'is throttled',
      { kind: 'status', status: 429, code: 'SubscriptionRequestsThrottled', retryAfterMs: 7_000 },
      { kind: 'throttled', retryAfterMs: 7_000 },
    ],
    ['meets a lock', { kind: 'status', status: 409, code: 'ScopeLocked' }, { kind: 'locked', code: 'ScopeLocked' }],
    ['is cut off', { kind: 'drop' }, { kind: 'transient', status: undefined }],
    ['is refused by policy', { kind: 'status', status: 403, code: 'RequestDisallowedByPolicy' }, { kind: 'policy' }],
  ])('that %s says so, on a GET, a PUT and a DELETE of each client', async (_, action, expected) => {
    const zone = { resourceGroup: arm.dns.resourceGroup, name: arm.dns.zone };
    const record = { name: 'api.x', etag: 'x', addresses: [] };
    const spec = { location: 'westeurope' };
    const calls: [string, () => Promise<unknown>][] = [
      ['GET', () => rp.resourceGroups.get('x', options)],
      ['DELETE', () => rp.resourceGroups.beginDelete('x', options)],
      ['PUT', () => rp.resources.beginPut(securityGroup('x', 'x'), network, spec, options)],
      ['GET', () => service.dnsRecords.get(zone, 'api.x', options)],
      ['PUT', () => service.dnsRecords.reserve(zone, 'api.x', 'x', options)],
      ['DELETE', () => service.dnsRecords.remove(zone, record, options)],
    ];
    for (const [method, call] of calls) {
      fault(method, action);
      await expect(call()).rejects.toMatchObject({ name: 'AzureError', ...expected });
      expect(context.faults.list().map(({ struck }) => struck)).toEqual([1]);
      context.faults.clear();
    }
  });

  it('ends within its limit when Azure hangs', async () => {
    const hasty = azureWith(undefined, milliseconds(200)).subscription({
      identity: 'rp',
      tenantId: homeTenant,
      subscriptionId,
    });
    fault('PUT', { kind: 'hang' });

    const call = hasty.resources.beginPut(securityGroup('one', 'x'), network, { location: 'westeurope' }, options);

    await expect(call).rejects.toMatchObject({ kind: 'transient', code: 'Timeout' });
  });

  it("stops with the caller's own reason", async () => {
    const stop = new AbortController();
    fault('GET', { kind: 'hang' });
    const call = rp.resourceGroups.get('x', { signal: stop.signal });

    stop.abort(new Error('the slice was stopped'));

    await expect(call).rejects.toThrow('the slice was stopped');
  });

  it('signs in to the tenant that was asked for, and is refused in a subscription of another', async () => {
    const elsewhere = azure.subscription({ identity: 'rp', tenantId: otherTenant, subscriptionId });

    await expect(elsewhere.resourceGroups.get('x', options)).rejects.toMatchObject({
      kind: 'unauthorized',
      code: 'InvalidAuthenticationTokenTenant',
    });
  });

  it('tells a refused sign-in by the code of Entra ID', async () => {
    const refused = azureWith('not-the-secret').subscription({ identity: 'rp', tenantId: homeTenant, subscriptionId });

    await expect(refused.resourceGroups.get('x', options)).rejects.toMatchObject({
      kind: 'unauthorized',
      code: 'AADSTS7000215',
      identity: 'rp',
    });
  });
});

it('keeps a client per identity, tenant and subscription', () => {
  const again = azure.subscription({ identity: 'rp', tenantId: homeTenant, subscriptionId });

  expect(again).toBe(rp);
  expect(azure.subscription({ identity: 'service', subscriptionId })).not.toBe(rp);
});

describe('a resource group', () => {
  it('tells what keeps it when its deletion fails', async () => {
    const { resourceGroups, resources, operations } = rp;
    await resourceGroups.ensure('kept', { location: 'westeurope', managedBy: '/clusters/1' }, options);
    await resourceGroups.ensure('net', { location: 'westeurope', managedBy: '/clusters/1' }, options);
    const nsg = securityGroup('kept', 'nsg');
    await resources.beginPut(nsg, network, { location: 'westeurope' }, options);
    await until(
      async () => (await resources.get(nsg, network, options))?.properties?.['provisioningState'] !== 'Updating',
    );
    const subnet = { name: 'master', properties: { addressPrefix: '10.0.0.0/24', networkSecurityGroup: { id: nsg } } };
    const properties = { addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets: [subnet] };
    const vnet = nsg.replace('/kept/', '/net/').replace(/networkSecurityGroups.*/, 'virtualNetworks/vnet');
    await resources.beginPut(vnet, network, { location: 'westeurope', properties }, options);

    const { operationUrl = '', retryAfterMs } = await resourceGroups.beginDelete('kept', options);
    const meanwhile = await operations.failure(operationUrl, options);
    await until(async () => (await resourceGroups.get('kept', options))?.provisioningState !== 'Deleting');

    expect([meanwhile, retryAfterMs]).toEqual([undefined, 1_000]);
    expect(await operations.failure(operationUrl, options)).toMatchObject({
      kind: 'in-use',
      code: 'InUseNetworkSecurityGroupCannotBeDeleted',
      target: nsg,
      message: expect.stringContaining('virtualNetworks/vnet/subnets/master') as string,
    });
  });
});
