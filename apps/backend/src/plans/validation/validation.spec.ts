import { CloudError, documentId, type ErrorBody, type OpenShiftCluster } from '@aro-rp/api';
import { type ClusterDocument } from '@aro-rp/database';
import { type StepAction, type StepResult } from '@aro-rp/plan';
import { Secret } from '@aro-rp/telemetry';
import { resource } from '@aro-rp/testing';
import { milliseconds, seconds, systemClock } from '@aro-rp/time';
import { createCustomer, type Customer } from '../../testing/customer.ts';
import { runWith, untilDone } from '../../testing/step-on.ts';
import { createWorld, type World } from '../../testing/world.ts';
import { type ClusterContext } from '../context.ts';
import { roleNames } from '../role-assignments.ts';
import { validate, validateUpdate } from './index.ts';

/** As much as one cluster of the default sizes takes. */
const quota = { cores: 44, coresPerFamily: 100, virtualMachines: 100 };
let world: World;
let customer: Customer;
beforeAll(async () => {
  world = await createWorld({
    arm: {
      operationDuration: milliseconds(20),
      roleAssignmentDelay: milliseconds(50),
      compute: { quota, restrictions: [{ size: 'Standard_E8s_v3' }] },
      network: { publicIpAddresses: 2 },
    },
  });
  customer = createCustomer(world.endpoints);
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

const options = { signal: new AbortController().signal };
const dns = '2020-06-01';
const network = '2023-11-01';
let count = 0;

interface Planted {
  cluster: OpenShiftCluster;
  context: ClusterContext;
  secret: Secret;
  /** Of the group of the customer's network. */
  group: string;
  networkId: string;
}

async function plant(change: (properties: OpenShiftCluster['properties']) => void = () => {}, given?: Principal) {
  const id = resource(`v${++count}`, world.endpoints.subscriptionId);
  const { cluster, secrets } = await world.cluster(id);
  const { properties } = cluster;
  if (given) properties.servicePrincipalProfile = { clientId: given.clientId };
  change(properties);
  const document = { id: documentId(id), cluster, facts: {} } as unknown as ClusterDocument;
  const networkId = properties.masterProfile.subnetId.replace(/\/subnets\/.*/, '');
  return {
    cluster,
    context: world.planBook({ spreadWithin: seconds(5) }).context(document, () => systemClock.now()),
    secret: given?.secret ?? secrets['clientSecret'] ?? new Secret(''),
    group: networkId.replace(/\/providers\/.*/, ''),
    networkId,
  };
}

interface Principal {
  clientId: string;
  secret: Secret;
}
async function newPrincipal(): Promise<Principal> {
  const { directory } = world.azure.entra;
  const { clientId } = await directory.addApplication('of a cluster');
  await directory.addServicePrincipal(world.endpoints.tenantId, clientId);
  return { clientId, secret: new Secret(await directory.addPassword(clientId)) };
}

/** @param startedAt when the step began; rights have had all their time to spread when it is 0 */
const run = (step: StepAction<ClusterContext>, { context, secret }: Planted, startedAt = systemClock.now()) =>
  step(context, runWith({}, { secrets: { clientSecret: secret }, startedAt }));

const refusalOf = (result: Promise<StepResult>): Promise<ErrorBody> =>
  result.then(
    () => Promise.reject(new Error('nothing was found')),
    (error: unknown) => {
      if (error instanceof CloudError) return error.body;
      throw error;
    },
  );

const requestsOf = async (work: () => Promise<unknown>) => {
  const before = world.azure.arm.requests().at(-1)?.n ?? 0;
  await work();
  return world.azure.arm.requests().filter(({ n }) => n > before);
};

const put = (id: string, version: string, body: object) =>
  customer.azure.resources.beginPut(id, version, body, options);
const of = (group: string, type: string) => `${group}/providers/Microsoft.Network/${type}`;
const inRegion = () => ({ location: world.endpoints.location });

/** The network anew, with what is wrong with it. */
async function spoilNetwork({ group, networkId }: Planted): Promise<void> {
  await put(of(group, 'networkSecurityGroups/theirs'), network, inRegion());
  await put(of(group, 'routeTables/theirs'), network, inRegion());
  const master = {
    addressPrefix: '10.0.0.0/28',
    networkSecurityGroup: { id: of(group, 'networkSecurityGroups/theirs') },
    routeTable: { id: of(group, 'routeTables/theirs') },
  };
  const properties = {
    addressSpace: { addressPrefixes: ['10.0.0.0/20', '10.128.0.0/20'] },
    dhcpOptions: { dnsServers: ['10.0.0.4'] },
    subnets: [
      { name: 'master', properties: master },
      { name: 'worker', properties: { addressPrefix: '10.128.4.0/23' } },
    ],
  };
  await eventually(() => put(networkId, network, { ...inRegion(), properties }));
  await occupy(group, `${networkId}/subnets/worker`);
}

async function occupy(group: string, subnet: string): Promise<void> {
  const properties = { ipConfigurations: [{ name: 'ip', properties: { subnet: { id: subnet } } }] };
  await eventually(() => put(of(group, 'networkInterfaces/theirs'), network, { ...inRegion(), properties }));
}

/** What is in work is refused until it is done. */
async function eventually(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++)
    try {
      return void (await work());
    } catch (error) {
      if (tries > 100) throw error;
      await systemClock.sleep(milliseconds(20));
    }
}

it('tells everything that is in the way of a create in one answer, and only reads', async () => {
  const principal = await newPrincipal();
  const planted = await plant((properties) => {
    properties.clusterProfile.version = '4.16.99';
    properties.networkProfile.serviceCidr = '172.0.0.0/11';
    properties.masterProfile.vmSize = 'Standard_E8s_v3';
    properties.masterProfile.diskEncryptionSetId = `${properties.clusterProfile.resourceGroupId}-keys/providers/Microsoft.Compute/diskEncryptionSets/none`;
    properties.workerProfiles = properties.workerProfiles.map((one) => ({ ...one, count: 12 }));
  }, principal);
  const { cluster, group, networkId } = planted;
  await world.azure.entra.directory.setAppRoles(world.endpoints.tenantId, principal.clientId, [
    'Application.ReadWrite.OwnedBy',
  ]);
  await customer.giveRights(networkId, principal.clientId);
  await spoilNetwork(planted);
  const zone = of(group, `privateDnsZones/${cluster.name}.${world.endpoints.dnsZone.name}`);
  await put(zone, dns, { location: 'global', properties: {} });
  const link = { registrationEnabled: false, virtualNetwork: { id: networkId } };
  await eventually(() => put(`${zone}/virtualNetworkLinks/theirs`, dns, { location: 'global', properties: link }));
  const address = { publicIPAllocationMethod: 'Static' };
  const addressId = of(group, 'publicIPAddresses/theirs');
  await put(addressId, network, { ...inRegion(), sku: { name: 'Standard' }, properties: address });
  const identities = `/subscriptions/${world.endpoints.subscriptionId}/providers/Microsoft.ManagedIdentity`;
  await customer.azure.resources.post(`${identities}/unregister`, '2021-04-01', undefined, options);

  let body: ErrorBody | undefined;
  const requests = await requestsOf(async () => (body = await refusalOf(run(validate, planted))));
  await customer.azure.resources.post(`${identities}/register`, '2021-04-01', undefined, options);
  await customer.azure.resources.beginDelete(addressId, network, options);

  expect(body).toMatchObject({
    code: 'InvalidEnvironment',
    message: expect.stringMatching(/^16 things .* delete this cluster and create it again\.$/) as string,
  });
  const found = (body?.details ?? []).map(({ code, message }) => [code, message] as const);
  expect(found).toEqual(
    (
      [
        ['InvalidServicePrincipalCredentials', /Application\.ReadWrite\.OwnedBy/],
        ['InvalidServicePrincipalPermissions', new RegExp(`'${principal.clientId}' lacks rights`)],
        ['InvalidResourceProviderPermissions', /resource provider, .* lacks rights/],
        ['InvalidLinkedVNet', /vnet' has DNS servers of its own/],
        ['InvalidLinkedVNet', /'.*master' has the range 10\.0\.0\.0\/28, with 11 addresses/],
        ['InvalidLinkedVNet', /'.*master' has the network security group '.*theirs'/],
        ['InvalidLinkedVNet', /'.*worker' is in use by '.*networkInterfaces\/theirs\/.*'/],
        ['InvalidLinkedVNet', /10\.128\.4\.0\/23 of the subnet '.*worker' overlaps with 10\.128\.0\.0\/14 of the pods/],
        ['InvalidLinkedVNet', /private DNS zone '.*' is linked/],
        ['ResourceProviderNotRegistered', /Microsoft\.ManagedIdentity/],
        ['InvalidLinkedDiskEncryptionSet', /diskEncryptionSets\/none' was not found/],
        ['ResourceQuotaExceeded', /'PublicIPAddresses' .* is 2, of which 1 are used; .* needs 2 more/],
        ['InvalidParameter', /'4\.16\.99'/],
        ['InvalidParameter', /172\.0\.0\.0\/11 of the services is too wide/],
        ['SkuNotAvailable', /Standard_E8s_v3/],
        ['ResourceQuotaExceeded', /'cores' .* is 44, of which 0 are used; .* needs 48 more/],
      ] as const
    ).map(([code, message]) => [code, expect.stringMatching(message)]),
  );
  expect(requests.length).toBeGreaterThan(10);
  expect(requests.filter(({ method, effect }) => method !== 'GET' || (effect ?? 'none') !== 'none')).toEqual([]);
}, 60_000);

it('finds nothing where all is well, asks for each thing once, and learns who the cluster is', async () => {
  const planted = await plant();

  let result: StepResult | undefined;
  let requests: Awaited<ReturnType<typeof requestsOf>>;
  // The roles that were just given take a moment to spread, as in Azure.
  do requests = await requestsOf(async () => (result = await run(validate, planted)));
  while (result?.kind === 'again');

  expect(result).toMatchObject({ kind: 'done', facts: { clusterObjectId: expect.any(String) as string } });
  const asked = requests.map(({ method, path, query, caller }) => [method, path, query, caller].join(' '));
  expect(asked.length).toBe(new Set(asked).size);
});

it('waits for rights that alone are missing, then names them with commands that give them', async () => {
  const principal = await newPrincipal();
  const planted = await plant(undefined, principal);

  expect(await run(validate, planted)).toMatchObject({
    kind: 'again',
    waitingFor: expect.stringMatching(/InvalidServicePrincipalPermissions.*virtualNetworks\/vnet/) as string,
  });
  const whileWaiting = await requestsOf(() => run(validate, planted, systemClock.now() - seconds(2)));
  expect(whileWaiting.filter(({ path }) => !/\/(permissions|virtualNetworks\/vnet)$/.test(path))).toEqual([]);
  const { code, message, details = [] } = await refusalOf(run(validateUpdate, planted, 0));

  expect({ code, message }).toEqual({
    code: 'InvalidServicePrincipalPermissions',
    message: expect.stringMatching(/Then send the update again\.$/) as string,
  });
  for (const detail of details) {
    const [, assignee = '', name = '', scope = ''] =
      /az role assignment create --assignee (.+) --role '(.+)' --scope '(.+)'$/.exec(detail.message) ?? [];
    const role = Object.keys(roleNames).find((one) => roleNames[one] === name) ?? '';
    await customer.assign(scope, role, assignee);
  }
  expect(details).toHaveLength(2);
  const again = runWith({}, { secrets: { clientSecret: planted.secret }, startedAt: systemClock.now() });
  expect(await untilDone(validate, planted.context, again)).toMatchObject({ kind: 'done' });
}, 30_000);

it('lets a cluster that is there have its subnets and its quota', async () => {
  const planted = await plant((properties) => {
    properties.workerProfiles = properties.workerProfiles.map((one) => ({ ...one, count: 12 }));
  });
  await occupy(planted.group, `${planted.networkId}/subnets/worker`);

  let refusal: ErrorBody;
  // The roles that were just given take a moment to spread, as in Azure.
  do refusal = await refusalOf(run(validate, planted));
  while (refusal.details?.some(({ code }) => code === 'InvalidResourceProviderPermissions'));

  expect(refusal.details?.map(({ code }) => code).sort()).toEqual(['InvalidLinkedVNet', 'ResourceQuotaExceeded']);
  expect(await run(validateUpdate, planted)).toEqual({ kind: 'done' });
}, 30_000);

it('says of a network that is not there that it is not, not that nobody has rights on it', async () => {
  const planted = await plant((properties) => {
    const elsewhere = (id: string) => id.replace('/virtualNetworks/vnet/', '/virtualNetworks/none/');
    properties.masterProfile.subnetId = elsewhere(properties.masterProfile.subnetId);
    properties.workerProfiles = properties.workerProfiles.map((one) => ({ ...one, subnetId: elsewhere(one.subnetId) }));
  });

  const refusal = await refusalOf(run(validate, planted));

  expect(refusal).toMatchObject({
    code: 'InvalidLinkedVNet',
    message: expect.stringMatching(/virtualNetworks\/none' was not found/) as string,
  });
});

it('waits for a secret that alone is wrong, and for what it cannot know without it', async () => {
  const planted = { ...(await plant()), secret: new Secret('wrong') };

  expect(await run(validate, planted)).toMatchObject({ kind: 'again' });
  expect(await refusalOf(run(validate, planted, 0))).toMatchObject({
    code: 'InvalidServicePrincipalCredentials',
    message: expect.stringMatching(/AADSTS7000215.*create it again\.$/) as string,
  });
});

it('does not miss what our application may give', async () => {
  const planted = await plant(undefined, await newPrincipal());
  const rp = world.endpoints.identities['resource-provider']?.clientId ?? '';
  const userAccessAdministrator = '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9';
  await customer.assign(`/subscriptions/${world.endpoints.subscriptionId}`, userAccessAdministrator, rp);
  const again = runWith({}, { secrets: { clientSecret: planted.secret }, startedAt: systemClock.now() });

  expect(await untilDone(validate, planted.context, again)).toMatchObject({ kind: 'done' });
}, 30_000);
