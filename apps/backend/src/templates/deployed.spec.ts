import { type OpenShiftCluster } from '@aro-rp/api';
import { type Resource } from '@aro-rp/azure';
import { homeTenant } from '@aro-rp/local-azure';
import { clusterOf, resource } from '@aro-rp/testing';
import { milliseconds, systemClock } from '@aro-rp/time';
import { apiVersions, resourceNames } from '../names.ts';
import { attachNetworkSecurityGroup, prepare } from '../plans/create-cluster/subnets.ts';
import { remove } from '../plans/delete-cluster/resources.ts';
import { createLocalArm, type LocalArm, location } from '../testing/local-arm.ts';
import { contextOn, runWith, serviceSubscriptionId, untilDone } from '../testing/step-on.ts';
import { type BaseInput, baseTemplate } from './base.ts';
import { bootstrapCustomData, type MachinesInput, machinesTemplate } from './machines.ts';

jest.setTimeout(60_000);

const subscriptionId = '00000000-0000-4000-8000-000000000001';
const call = { signal: new AbortController().signal };
let local: LocalArm;
beforeAll(async () => {
  local = await createLocalArm();
});
afterAll(() => local[Symbol.asyncDispose]());

const customer = () => local.subscription({ identity: 'rp', tenantId: homeTenant }, subscriptionId);
const groupOf = (name: string) => `/subscriptions/${subscriptionId}/resourceGroups/${name}`;

/** A customer's network and a managed group, and a cluster that is to be in them. */
async function place(name: string) {
  const id = resource(name, subscriptionId);
  const { resources, resourceGroups } = customer();
  const network = `${groupOf(`net-${name}`)}/providers/Microsoft.Network/virtualNetworks/vnet`;
  await resources.beginPut(groupOf(`net-${name}`), apiVersions.providers, { location }, call);
  const subnet = (of: string, addressPrefix: string) => ({ name: of, properties: { addressPrefix } });
  const properties = {
    addressSpace: { addressPrefixes: ['10.0.0.0/20'] },
    subnets: [subnet('master', '10.0.0.0/23'), subnet('worker', '10.0.2.0/23')],
  };
  await resources.beginPut(network, apiVersions.network, { location, properties }, call);
  await settled(network, apiVersions.network);
  await resourceGroups.ensure(`managed-${name}`, { location, managedBy: id.id }, call);

  const base = clusterOf(id);
  const [worker] = base.properties.workerProfiles;
  const cluster: OpenShiftCluster = {
    ...base,
    location,
    properties: {
      ...base.properties,
      masterProfile: { ...base.properties.masterProfile, subnetId: `${network}/subnets/master` },
      workerProfiles: worker ? [{ ...worker, subnetId: `${network}/subnets/worker` }] : [],
    },
  };
  const infraId = `${name}-x7k2p`;
  const context = contextOn(local, id, { cluster });
  const run = runWith({ infraId });
  await untilDone(prepare, context, run);
  return { ...{ id, infraId, network, context, run, cluster }, names: resourceNames(infraId) };
}

async function settled(id: string, apiVersion: string): Promise<Resource> {
  for (;;) {
    const found = await customer().resources.get(id, apiVersion, call);
    if (found?.properties?.['provisioningState'] === 'Succeeded') return found;
    await systemClock.sleep(milliseconds(10));
  }
}

async function deploy(group: string, name: string, spec: { template: object; parameters?: object }) {
  const { deployments } = customer();
  await deployments.begin(groupOf(group), name, spec as never, call);
  for (;;) {
    const found = await deployments.get(groupOf(group), name, call);
    if (found?.kind === 'failed') throw found.error;
    if (found?.kind === 'succeeded') return;
    await systemClock.sleep(milliseconds(10));
  }
}

type Place = Awaited<ReturnType<typeof place>>;
const baseInputOf = ({ infraId, network, id }: Place, changes: Partial<BaseInput> = {}): BaseInput => ({
  ...{ infraId, location, virtualNetworkId: network },
  domain: `${id.name}.example.com`,
  storageSuffix: `b4c5${id.name}`,
  masterSubnetId: `${network}/subnets/master`,
  workerSubnetId: `${network}/subnets/worker`,
  serviceSubnetIds: [],
  serviceSubscriptionId,
  ...{ api: 'Public', ingress: 'Public', zones: ['1', '2', '3'], machineIdentity: true },
  ...changes,
});
const machinesInputOf = ({ infraId, network }: Place, changes: Partial<MachinesInput> = {}): MachinesInput => ({
  ...{ infraId, location, zones: ['1', '2', '3'], machineIdentity: true },
  subnetId: `${network}/subnets/master`,
  vmSize: 'Standard_D8s_v3',
  image: { publisher: 'azureopenshift', offer: 'aro4', sku: 'aro_416-v2', version: '416.94.20240701' },
  ...{ acceleratedNetworking: true, encryptionAtHost: true },
  sshPublicKey: 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7',
  masterIgnition: '{"ignition":{"version":"3.2.0"}}',
  ...changes,
});
const bootstrapData = { [bootstrapCustomData]: { value: Buffer.from('{}').toString('base64') } };

async function typesIn(group: string): Promise<string[]> {
  const all = await customer().resources.list(`${groupOf(group)}/resources`, apiVersions.providers, call);
  return all.map(({ type = '', name }) => `${type} ${name}`).sort();
}

it.each<[string, Partial<BaseInput>, Partial<MachinesInput>]>([
  ['pub', {}, {}],
  ['priv', { api: 'Private', ingress: 'Private' }, {}],
  [
    'v420',
    { machineIdentity: false },
    {
      machineIdentity: false,
      image: { publisher: 'azureopenshift', offer: 'aro4', sku: 'aro_420-v2', version: '420.6.20251015' },
    },
  ],
])(
  'Azure Resource Manager deploys both templates (%s), and the delete step leaves nothing of them',
  async (name, base, machines) => {
    const at = await place(name);
    const managed = `managed-${name}`;

    await deploy(managed, 'base', { template: baseTemplate(baseInputOf(at, base)) });
    await untilDone(attachNetworkSecurityGroup, at.context, at.run);
    await deploy(managed, 'machines', {
      template: machinesTemplate(machinesInputOf(at, machines)),
      parameters: bootstrapData,
    });

    const get = (path: string, version: string) =>
      customer().resources.get(`${groupOf(managed)}/providers/${path}`, version, call);
    const balancer = await get(`Microsoft.Network/loadBalancers/${at.names.internalLoadBalancer}`, apiVersions.network);
    const [frontend] = balancer?.properties?.['frontendIPConfigurations'] as {
      properties: { privateIPAddress: string };
    }[];
    const domain = `${name}.example.com`;
    for (const record of ['api', 'api-int']) {
      const found = await get(`Microsoft.Network/privateDnsZones/${domain}/A/${record}`, apiVersions.privateDns);
      expect(found?.properties?.['aRecords']).toEqual([{ ipv4Address: frontend?.properties.privateIPAddress }]);
    }
    const members = (
      balancer?.properties?.['backendAddressPools'] as { properties: { backendIPConfigurations?: unknown[] } }[]
    )[0];
    expect(members?.properties.backendIPConfigurations).toHaveLength(4);
    const made = await typesIn(managed);
    expect(made).toEqual(
      expect.arrayContaining([
        `Microsoft.Network/privateLinkServices ${at.names.privateLinkService}`,
        `Microsoft.Compute/virtualMachines ${at.infraId}-master-2`,
      ]),
    );

    await untilDone(remove, at.context, at.run);

    expect(await typesIn(managed)).toEqual([]);
    const network = await settled(at.network, apiVersions.network);
    const subnets = network.properties?.['subnets'] as { properties: object }[];
    for (const { properties } of subnets) expect(properties).not.toHaveProperty('networkSecurityGroup');
  },
);
