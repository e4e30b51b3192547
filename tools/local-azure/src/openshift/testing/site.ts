import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobSASPermissions, BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { milliseconds } from '@aro-rp/time';
import { cluster } from '../../entra/principals.ts';
import { homeTenant } from '../../entra/tenants.ts';
import { type LocalAzure, startLocalAzure } from '../../host/local-azure.ts';
import { createTestContext, trust } from '../../host/testing.ts';
import { type HostContext } from '../../host/context.ts';
import { createOpenShiftServer, type OpenShiftOptions, type OpenShiftServer, worldOfArm } from '../index.ts';
import { type ArmWorld } from '../arm-world.ts';
import { ownerOf, type Owner } from './azure.ts';
import { install, type Installation } from './installation.ts';
import { baseNetwork, machine, type Names, network } from './network.ts';

const location = 'eastus';
const roles = {
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  networkContributor: '4d97b98b-1d4f-4787-a291-c67834d212e7',
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
};

/** Local Azure with everything that a cluster needs but its machines, as the service would have made it. */
export interface Site extends AsyncDisposable {
  azure: LocalAzure;
  world: ArmWorld;
  owner: Owner;
  installation: Installation;
  names: Names;
  /** Of the bootstrap machine. */
  pointer: string;
  /** Makes the four machines at once. */
  makeMachines(pointer?: string): Promise<void>;
  /** A private endpoint in the service's network. @returns its address */
  makePrivateEndpoint(): Promise<string>;
  removeBootstrap(): Promise<void>;
  /** `api` and `*.apps` in a public zone. */
  publish(): Promise<void>;
  /** Of the service of clusters, on a data folder that stays from one start to the next. */
  context: HostContext & { lines: string[] };
  startClusters(options?: Partial<OpenShiftOptions>): Promise<OpenShiftServer>;
}

export interface SiteOptions {
  /** Annotations of a Service of the router that the manifests bring along; none is brought unless told. */
  router?: Record<string, string>;
}

/** @throws Error when any of it cannot be made; nothing stays running then */
export async function makeSite(options: SiteOptions = {}): Promise<Site> {
  const root = await mkdtemp(join(tmpdir(), 'openshift-site-'));
  const azure = await startLocalAzure({
    dataDir: join(root, 'azure'),
    only: ['entra', 'arm', 'blob', 'registry'],
    arm: { operationDuration: milliseconds(1), roleAssignmentDelay: milliseconds(0) },
  });
  const dispose = async () => {
    await azure.close();
    await rm(root, { recursive: true, force: true });
  };
  try {
    return await furnish(azure, root, dispose, options);
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function furnish(
  azure: LocalAzure,
  root: string,
  dispose: () => Promise<void>,
  options: SiteOptions,
): Promise<Site> {
  trust(azure.certificates.authority);
  const own = await createTestContext({ folder: join(root, 'clusters') });
  const context = { ...own, clock: azure.clock, faults: azure.faults, certificates: azure.certificates };
  const owner = ownerOf(azure);
  const { subscriptionId = '', authorityHost = '' } = azure.endpoints;
  const subscription = `/subscriptions/${subscriptionId}`;
  const groupId = `${subscription}/resourceGroups/managed`;
  const networkId = `${subscription}/resourceGroups/vnet-rg/providers/Microsoft.Network/virtualNetworks/vnet`;
  const serviceSubscriptionId = azure.arm.dns.subscriptionId;
  const servicePlace = `/subscriptions/${serviceSubscriptionId}/resourceGroups/${azure.arm.dns.resourceGroup}/providers`;

  const assign = (scope: string, role: string) =>
    owner.send('PUT', `${scope}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`, '2022-04-01', {
      properties: {
        roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
        principalId: cluster.objectIds[homeTenant],
      },
    });
  const subnet = (name: string, addressPrefix: string, more = {}) => ({
    name,
    properties: { addressPrefix, serviceEndpoints: [{ service: 'Microsoft.Storage' }], ...more },
  });
  const putNetwork = (more = {}) =>
    owner.make([
      {
        path: networkId,
        apiVersion: network,
        body: {
          location,
          properties: {
            addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
            subnets: [
              subnet('master', '10.0.0.0/23', { privateLinkServiceNetworkPolicies: 'Disabled', ...more }),
              subnet('worker', '10.0.2.0/23', more),
            ],
          },
        },
      },
    ]);
  for (const id of [`${subscription}/resourceGroups/vnet-rg`, groupId])
    await owner.send('PUT', id, '2021-04-01', { location });
  await putNetwork();
  await assign(groupId, roles.contributor);
  await assign(networkId, roles.networkContributor);
  await assign(subscription, roles.reader);

  const { reference } = await azure.registry.seedRelease({ version: '4.20.3' });
  const installation = await install({
    azure,
    folder: root,
    subscriptionId,
    releaseImage: reference,
    registry: azure.registry.loginServer,
    ...options,
    pullSecret: JSON.stringify({
      auths: { [azure.registry.loginServer]: { auth: await pullToken(owner, servicePlace) } },
    }),
  });
  const { infraId } = installation;
  const domain = 'demo.example.com';
  const names: Names = { groupId, networkId, infraId, domain, serviceSubscriptionId };
  await owner.make(baseNetwork(names));
  await putNetwork({
    networkSecurityGroup: { id: `${groupId}/providers/Microsoft.Network/networkSecurityGroups/${infraId}-nsg` },
  });
  await publishInside(owner, names);
  const source = await upload(owner, azure, names, installation.bootstrap);
  const pointer = JSON.stringify({ ignition: { version: '3.2.0', config: { replace: { source } } } });
  const world = worldOfArm(azure.arm, authorityHost);

  return {
    azure,
    world,
    owner,
    installation,
    names,
    pointer,
    context,
    async makeMachines(custom = pointer) {
      const masters = [0, 1, 2].map((n) =>
        machine(names, `${infraId}-master-${n}`, installation.master, String(n + 1)),
      );
      const all = [machine(names, `${infraId}-bootstrap`, custom, '1'), ...masters];
      await Promise.all(all.map((bodies) => owner.make(bodies)));
    },
    async makePrivateEndpoint() {
      const path = `${servicePlace}/Microsoft.Network/privateEndpoints/rp-pe-${infraId}`;
      const shard = `${servicePlace}/Microsoft.Network/virtualNetworks/rp-pe-vnet-001/subnets/rp-pe-subnet`;
      const privateLinkServiceId = `${groupId}/providers/Microsoft.Network/privateLinkServices/${infraId}-pls`;
      const connection = { name: 'rp', properties: { privateLinkServiceId } };
      const properties = { subnet: { id: shard }, manualPrivateLinkServiceConnections: [connection] };
      await owner.make([{ path, apiVersion: network, body: { location, properties } }]);
      const { properties: made } = (await owner.send('GET', path, network)) as {
        properties: { networkInterfaces: [{ id: string }] };
      };
      const nic = (await owner.send('GET', made.networkInterfaces[0].id, network)) as {
        properties: { ipConfigurations: [{ properties: { privateIPAddress: string } }] };
      };
      return nic.properties.ipConfigurations[0].properties.privateIPAddress;
    },
    removeBootstrap: () =>
      owner.remove(`${groupId}/providers/Microsoft.Compute/virtualMachines/${infraId}-bootstrap`, '2024-03-01'),
    publish: () => publishOutside(owner, names, servicePlace),
    startClusters: (options = {}) => createOpenShiftServer(context, { port: 0, arm: world, ...options }),
    [Symbol.asyncDispose]: dispose,
  };
}

/** A token of the service's registry, as a pull secret has it. */
async function pullToken(owner: Owner, servicePlace: string): Promise<string> {
  const registry = `${servicePlace}/Microsoft.ContainerRegistry/registries/arolocal`;
  const tokenId = `${registry}/tokens/demo-pull`;
  const scopeMapId = `${registry}/scopeMaps/_repositories_pull`;
  await owner.make([
    { path: tokenId, apiVersion: '2023-07-01', body: { properties: { scopeMapId, status: 'enabled' } } },
  ]);
  const { passwords } = (await owner.send('POST', `${registry}/generateCredentials`, '2023-07-01', {
    tokenId,
    name: 'password1',
  })) as { passwords: { value: string }[] };
  return Buffer.from(`demo-pull:${passwords[0]?.value}`).toString('base64');
}

/** `api` and `api-int` at the internal address. */
async function publishInside(owner: Owner, { groupId, infraId, domain }: Names): Promise<void> {
  const balancer = (await owner.send(
    'GET',
    `${groupId}/providers/Microsoft.Network/loadBalancers/${infraId}-internal`,
    network,
  )) as { properties: { frontendIPConfigurations: [{ properties: { privateIPAddress: string } }] } };
  const ipv4Address = balancer.properties.frontendIPConfigurations[0].properties.privateIPAddress;
  for (const name of ['api', 'api-int'])
    await owner.send(
      'PUT',
      `${groupId}/providers/Microsoft.Network/privateDnsZones/${domain}/A/${name}`,
      '2020-06-01',
      {
        properties: { ttl: 300, aRecords: [{ ipv4Address }] },
      },
    );
}

async function publishOutside(owner: Owner, { groupId, infraId }: Names, servicePlace: string): Promise<void> {
  const zone = `${servicePlace}/Microsoft.Network/dnszones/example.com`;
  await owner.make([{ path: zone, apiVersion: '2018-05-01', body: { location: 'global', properties: {} } }]);
  for (const [name, address] of [
    ['api.demo', `${infraId}-pip-v4`],
    ['*.apps.demo', `${infraId}-default-v4`],
  ] as const) {
    const path = `${groupId}/providers/Microsoft.Network/publicIPAddresses/${address}`;
    const found = (await owner.send('GET', path, network)) as { properties: { ipAddress: string } };
    await owner.send('PUT', `${zone}/A/${name}`, '2018-05-01', {
      properties: { TTL: 300, ARecords: [{ ipv4Address: found.properties.ipAddress }] },
    });
  }
}

/** @returns the URL with a signature for six hours */
async function upload(owner: Owner, azure: LocalAzure, names: Names, text: string): Promise<string> {
  const { groupId, networkId } = names;
  const name = `cluster${randomUUID().slice(0, 8)}`;
  const path = `${groupId}/providers/Microsoft.Storage/storageAccounts/${name}`;
  const virtualNetworkRules = ['master', 'worker'].map((subnet) => ({ id: `${networkId}/subnets/${subnet}` }));
  await owner.make([
    {
      path,
      apiVersion: '2023-01-01',
      body: {
        location,
        kind: 'StorageV2',
        sku: { name: 'Standard_LRS' },
        properties: { networkAcls: { defaultAction: 'Deny', virtualNetworkRules } },
      },
    },
  ]);
  const { keys } = (await owner.send('POST', `${path}/listKeys`, '2023-01-01')) as { keys: { value: string }[] };
  const credential = new StorageSharedKeyCredential(name, keys[0]?.value ?? '');
  const container = new BlobServiceClient(`${azure.blob.origin}/${name}`, credential).getContainerClient('ignition');
  await container.create();
  const blob = container.getBlockBlobClient('bootstrap.ign');
  await blob.upload(text, Buffer.byteLength(text));
  return blob.generateSasUrl({
    permissions: BlobSASPermissions.parse('r'),
    expiresOn: new Date(azure.clock.now() + 6 * 3_600_000),
  });
}
