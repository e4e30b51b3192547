import { type Body, install, type Installed, type Seen, seenIn } from '../testing/installed.ts';
import { at, cloudProviderConfig, namedIn, ofKind, providerSpecs, textsIn, theOne } from '../testing/manifests.ts';
import { createWorld, type World } from '../testing/world.ts';

const kinds = [
  ['4.16.30', 'public'],
  ['4.20.5', 'private'],
] as const;

let world: World;
let seen: Seen;
const clusters: Installed[] = [];

beforeAll(async () => {
  world = await createWorld();
  seen = seenIn(world);
  const made = kinds.map(([version, visibility], index) =>
    install(world, `c${index}`, { version, private: visibility === 'private' }),
  );
  clusters.push(...(await Promise.all(made)));
}, 180_000);
afterAll(() => world[Symbol.asyncDispose]());

describe.each(kinds)('of a cluster of OpenShift %s that is %s', (version, visibility) => {
  const isPublic = visibility === 'public';
  const hasIdentity = version.startsWith('4.16');
  let made: Installed;
  let I: string;
  beforeAll(() => {
    made = clusters[kinds.findIndex(([one]) => one === version)]!;
    I = made.infraId;
  });
  const own = (type: string, name: string) => seen.require(`${made.group}/providers/${type}/${name}`);
  const idIn = (type: string, ...names: string[]) => `${made.group}/providers/${type}/${names.join('/')}`;
  const subnet = (name: string) => `${made.network}/subnets/${name}`;

  describe('the manifests', () => {
    it('name resources that Azure has under exactly these names', async () => {
      const named = namedIn(made.manifests, world.endpoints.subscriptionId);
      expect(named.length).toBeGreaterThan(45);

      const found = await Promise.all(
        [...Map.groupBy(named, ({ id }) => id)].map(async ([id, by]) => ({
          id,
          by: by.map((one) => one.by),
          body: await seen.get(id),
        })),
      );

      expect(
        found.filter(({ id, body }) => body?.name !== id.split('/').at(-1)).map(({ id, by }) => ({ id, by })),
      ).toEqual([]);
    });

    it('name nothing else after the cluster but the cluster itself and its machine sets', async () => {
      const { manifests, group } = made;
      const isLabel = (where: string) =>
        /(labels|matchLabels)\.machine\.openshift\.io\/cluster-api-(cluster|machineset)$/.test(where);
      const isOfCloudProvider = (where: string) => /(cloud-provider-config|kube-cloud-config)\.yaml/.test(where);
      const names = textsIn(manifests)
        .filter(({ text, where }) => text.includes(I) && !isLabel(where) && !isOfCloudProvider(where))
        .map(({ text }) => text);
      const cloudProvider = Object.values(cloudProviderConfig(manifests)).filter((one) => String(one).includes(I));

      expect([...new Set(names)].filter((name) => !name.startsWith(`${I}-worker-`)).sort()).toEqual(
        [
          I,
          `${I}-internal`,
          ...[0, 1, 2].map((index) => `${I}-master-${index}`),
          ...(hasIdentity ? [`${I}-identity`] : []),
          ...(isPublic ? [`${I}-default-v4`] : []),
        ].sort(),
      );
      expect(cloudProvider).toEqual([`${I}-nsg`, `${I}-node-routetable`]);
      // Nobody makes it, here or elsewhere, where machines leave by a load balancer.
      expect(await seen.get(`${group}/providers/Microsoft.Network/routeTables/${I}-node-routetable`)).toBeUndefined();
    });

    it('of Machines describe the masters as they are: a later control plane machine set would replace any that differ', async () => {
      const machines = ofKind(made.manifests, 'Machine');
      expect(machines).toHaveLength(3);

      for (const machine of machines) {
        const { properties, zones, identity } = await own(
          'Microsoft.Compute/virtualMachines',
          String(at(machine, 'metadata', 'name')),
        );
        const spec = at(machine, 'spec', 'providerSpec', 'value');
        const { type: _, resourceID: __, ...image } = at(spec, 'image') as Record<string, string>;
        expect({
          image: { ...(at(properties, 'storageProfile', 'imageReference') as object), exactVersion: undefined },
          size: at(properties, 'hardwareProfile', 'vmSize'),
          zones,
          disk: at(properties, 'storageProfile', 'osDisk', 'diskSizeGB'),
          diskType: at(properties, 'storageProfile', 'osDisk', 'managedDisk', 'storageAccountType'),
          identities: Object.keys((at(identity, 'userAssignedIdentities') ?? {}) as object).map((one) =>
            one.split('/').at(-1),
          ),
        }).toMatchObject({
          image,
          size: at(spec, 'vmSize'),
          zones: [at(spec, 'zone')],
          disk: at(spec, 'osDisk', 'diskSizeGB'),
          diskType: at(spec, 'osDisk', 'managedDisk', 'storageAccountType'),
          identities: at(spec, 'managedIdentity') === '' ? [] : [at(spec, 'managedIdentity')],
        });
      }
    });

    it('of MachineSets became workers of these names, in these zones, as many as asked for', async () => {
      const all = await seen.list(`${made.group}/providers/Microsoft.Compute/virtualMachines`);
      const names = all.map(({ name }) => name ?? '');

      for (const set of ofKind(made.manifests, 'MachineSet')) {
        const name = String(at(set, 'metadata', 'name'));
        const workers = names.filter((one) => new RegExp(`^${name}-[a-z0-9]{5}$`).test(one));
        expect([name, workers.length]).toEqual([name, at(set, 'spec', 'replicas')]);
        const zone = at(set, 'spec', 'template', 'spec', 'providerSpec', 'value', 'zone');
        expect(name).toBe(`${I}-worker-${world.endpoints.location}${String(zone)}`);
        for (const worker of workers) {
          const body = await own('Microsoft.Compute/virtualMachines', worker);
          expect(body['zones']).toEqual([zone]);
          await own('Microsoft.Network/networkInterfaces', `${worker}-nic`);
          await own('Microsoft.Compute/disks', `${worker}_OSDisk`);
        }
      }
      expect(names).toHaveLength(3 + (made.document.cluster.properties.workerProfiles[0]?.count ?? 0));
    });

    it('have no public zone, an inactive control plane machine set, and the identity only up to 4.18', () => {
      expect(Object.keys(at(theOne(made.manifests, 'DNS', 'cluster'), 'spec') as object)).not.toContain('publicZone');
      expect(at(theOne(made.manifests, 'ControlPlaneMachineSet', 'cluster'), 'spec', 'state')).toBe('Inactive');
      const identities = providerSpecs(made.manifests).map(({ spec }) => spec['managedIdentity']);
      expect([...new Set(identities)]).toEqual([hasIdentity ? `${I}-identity` : '']);
    });
  });

  describe('Azure has', () => {
    it('both storage accounts with their containers, closed to all but the two subnets', async () => {
      for (const [name, container] of [
        [`cluster${made.suffix}`, 'aro'],
        [`imageregistry${made.suffix}`, 'image-registry'],
      ]) {
        const account = await own('Microsoft.Storage/storageAccounts', String(name));
        expect(account).toMatchObject({ kind: 'StorageV2', sku: { name: 'Standard_LRS' } });
        expect(account.properties).toMatchObject({
          minimumTlsVersion: 'TLS1_2',
          allowBlobPublicAccess: false,
          networkAcls: { defaultAction: 'Deny' },
        });
        const rules = at(account.properties, 'networkAcls', 'virtualNetworkRules') as { id: string }[];
        expect(rules.map(({ id }) => id)).toEqual([subnet('master'), subnet('worker')]);
        await seen.require(
          `${idIn('Microsoft.Storage/storageAccounts', String(name))}/blobServices/default/containers/${container}`,
        );
      }
      // It held keys and was for the bootstrap machine alone.
      const ignition = `${idIn('Microsoft.Storage/storageAccounts', `cluster${made.suffix}`)}/blobServices/default/containers/ignition`;
      expect(await seen.get(ignition)).toBeUndefined();
    });

    it('the security group, on both subnets, with the rule for a public API only', async () => {
      const group = await own('Microsoft.Network/networkSecurityGroups', `${I}-nsg`);
      const rules = group.properties['securityRules'] as Body[];
      const api = rules.filter(({ name }) => name === 'apiserver_in').map(({ properties }) => properties);

      expect(api).toEqual(
        isPublic
          ? [
              expect.objectContaining({
                priority: 120,
                destinationPortRange: '6443',
                protocol: 'Tcp',
                access: 'Allow',
                direction: 'Inbound',
              }),
            ]
          : [],
      );
      for (const name of ['master', 'worker'])
        expect(at(await seen.require(subnet(name)), 'properties', 'networkSecurityGroup', 'id')).toBe(group['id']);
    });

    it('subnets that let Private Link and storage through', async () => {
      const [master, worker] = [await seen.require(subnet('master')), await seen.require(subnet('worker'))];

      expect(master.properties).toMatchObject({
        privateLinkServiceNetworkPolicies: 'Disabled',
        privateEndpointNetworkPolicies: 'Disabled',
      });
      for (const { properties } of [master, worker])
        expect(properties['serviceEndpoints']).toEqual([expect.objectContaining({ service: 'Microsoft.Storage' })]);
    });

    it('public addresses of standard size in all zones: the way out, and one for a public router', async () => {
      const names = [`${I}-pip-v4`, ...(isPublic ? [`${I}-default-v4`] : [])];
      for (const name of names) {
        const address = await own('Microsoft.Network/publicIPAddresses', name);
        expect(address).toMatchObject({ sku: { name: 'Standard' }, zones: made.zones });
        expect(address.properties).toMatchObject({
          publicIPAllocationMethod: 'Static',
          publicIPAddressVersion: 'IPv4',
        });
      }
      const all = await seen.list(`${made.group}/providers/Microsoft.Network/publicIPAddresses`);
      expect(all.map(({ name }) => name).sort()).toEqual([...names].sort());
    });

    it('the public load balancer: the pool first, a rule for a public API only, and the way out', async () => {
      const { properties, sku } = await own('Microsoft.Network/loadBalancers', I);
      const id = idIn('Microsoft.Network/loadBalancers', I);

      expect(sku).toMatchObject({ name: 'Standard' });
      expect(at(properties, 'backendAddressPools', 0, 'name')).toBe(I);
      expect(at(properties, 'frontendIPConfigurations', 0)).toMatchObject({
        name: 'public-lb-ip-v4',
        properties: { publicIPAddress: { id: idIn('Microsoft.Network/publicIPAddresses', `${I}-pip-v4`) } },
      });
      const api = (list: string) => (properties[list] as Body[]).filter(({ name }) => /^api-/.test(name));
      expect(api('loadBalancingRules')).toEqual(
        isPublic
          ? [
              expect.objectContaining({
                name: 'api-internal-v4',
                properties: expect.objectContaining(apiRule(id, 'public-lb-ip-v4')) as object,
              }),
            ]
          : [],
      );
      expect(api('probes')).toEqual(
        isPublic
          ? [expect.objectContaining({ properties: expect.objectContaining(probe(6443, '/readyz')) as object })]
          : [],
      );
      expect(properties['outboundRules']).toEqual([
        expect.objectContaining({
          name: 'outbound-rule-v4',
          properties: expect.objectContaining({
            protocol: 'All',
            idleTimeoutInMinutes: 30,
            backendAddressPool: { id: `${id}/backendAddressPools/${I}` },
            frontendIPConfigurations: [{ id: `${id}/frontendIPConfigurations/public-lb-ip-v4` }],
          }) as object,
        }),
      ]);
    });

    const probe = (port: number, requestPath: string) => ({
      protocol: 'Https',
      port,
      requestPath,
      intervalInSeconds: 5,
      numberOfProbes: 2,
    });
    const apiRule = (id: string, frontend: string, port = 6443, name = 'api-internal-probe') => ({
      frontendPort: port,
      backendPort: port,
      protocol: 'Tcp',
      idleTimeoutInMinutes: 30,
      frontendIPConfiguration: { id: `${id}/frontendIPConfigurations/${frontend}` },
      backendAddressPool: { id: `${id}/backendAddressPools/${I}` },
      probe: { id: `${id}/probes/${name}` },
      ...(port === 6443 && { disableOutboundSnat: true }),
    });

    it('the internal load balancer: the pool first, API server and machine configuration with their probes', async () => {
      const { properties, sku } = await own('Microsoft.Network/loadBalancers', `${I}-internal`);
      const id = idIn('Microsoft.Network/loadBalancers', `${I}-internal`);
      const named = (list: string) =>
        Object.fromEntries((properties[list] as Body[]).map((one) => [one.name, one.properties]));

      expect(sku).toMatchObject({ name: 'Standard' });
      expect(at(properties, 'backendAddressPools', 0, 'name')).toBe(I);
      expect(at(properties, 'frontendIPConfigurations', 0)).toMatchObject({
        name: 'internal-lb-ip-v4',
        properties: { subnet: { id: subnet('master') }, privateIPAddress: made.document.facts['internalAddress'] },
      });
      expect(named('loadBalancingRules')).toMatchObject({
        'api-internal-v4': apiRule(id, 'internal-lb-ip-v4'),
        'sint-v4': apiRule(id, 'internal-lb-ip-v4', 22623, 'sint-probe'),
      });
      expect(named('probes')).toMatchObject({
        'api-internal-probe': probe(6443, '/readyz'),
        'sint-probe': probe(22623, '/healthz'),
      });
    });

    it("the private link service on the internal frontend, for the service's own subscription, and its endpoint", async () => {
      const { properties } = await own('Microsoft.Network/privateLinkServices', `${I}-pls`);
      const { rp } = world.endpoints;

      expect(properties['loadBalancerFrontendIpConfigurations']).toEqual([
        expect.objectContaining({
          id: `${idIn('Microsoft.Network/loadBalancers', `${I}-internal`)}/frontendIPConfigurations/internal-lb-ip-v4`,
        }),
      ]);
      expect(at(properties, 'ipConfigurations', 0, 'properties', 'subnet', 'id')).toBe(subnet('master'));
      expect(properties).toMatchObject({
        visibility: { subscriptions: [rp.subscriptionId] },
        autoApproval: { subscriptions: [rp.subscriptionId] },
      });
      const group = `/subscriptions/${rp.subscriptionId}/resourceGroups/${rp.resourceGroup}/providers`;
      const endpoint = world.azure.arm.view.get(
        `${group}/Microsoft.Network/privateEndpoints/rp-pe-${made.document.id}`,
      );
      expect(at(endpoint, 'properties', 'subnet', 'id')).toBe(made.document.facts['networkShard']);
    });

    it('the private zone with the names of the API server, linked to the network, and what the cluster adds', async () => {
      const zone = await own('Microsoft.Network/privateDnsZones', made.domain);
      const internal = made.document.facts['internalAddress'];

      for (const name of ['api', 'api-int'])
        expect((await seen.require(`${String(zone['id'])}/A/${name}`)).properties['aRecords']).toEqual([
          { ipv4Address: internal },
        ]);
      expect((await seen.require(`${String(zone['id'])}/A/*.apps`)).properties['aRecords']).toEqual([
        { ipv4Address: made.document.facts['routerAddress'] },
      ]);
      const [link, ...others] = await seen.list(`${String(zone['id'])}/virtualNetworkLinks`);
      expect(link?.properties).toMatchObject({ registrationEnabled: false, virtualNetwork: { id: made.network } });
      expect(others).toEqual([]);
    });

    it('the public names, at the addresses where they answer', () => {
      const { dnsZone, rp } = world.endpoints;
      const zone = `/subscriptions/${rp.subscriptionId}/resourceGroups/${dnsZone.resourceGroup}/providers/Microsoft.Network/dnszones/${dnsZone.name}`;
      const prefix = made.domain.slice(0, -dnsZone.name.length - 1);
      const addresses = (name: string) =>
        at(world.azure.arm.view.get(`${zone}/A/${name}`), 'properties', 'ARecords', 0, 'ipv4Address');
      const addressOf = async (name: string) =>
        (await own('Microsoft.Network/publicIPAddresses', name)).properties['ipAddress'];

      return Promise.all([
        expect(Promise.resolve(addresses(`api.${prefix}`))).resolves.toBe(made.document.facts['apiAddress']),
        expect(Promise.resolve(addresses(`*.apps.${prefix}`))).resolves.toBe(made.document.facts['routerAddress']),
        ...(isPublic
          ? [
              expect(addressOf(`${I}-pip-v4`)).resolves.toBe(made.document.facts['apiAddress']),
              expect(addressOf(`${I}-default-v4`)).resolves.toBe(made.document.facts['routerAddress']),
            ]
          : [
              expect(Promise.resolve(made.document.facts['apiAddress'])).resolves.toBe(
                made.document.facts['internalAddress'],
              ),
            ]),
      ]);
    });

    it('the Contributor on the group, and the identity of machines up to 4.18 as one', async () => {
      const assignments = await seen.list(`${made.group}/providers/Microsoft.Authorization/roleAssignments`);
      const contributors = assignments
        .filter(({ properties }) => String(properties?.['scope']).toLowerCase() === made.group.toLowerCase())
        .filter(({ properties }) =>
          String(properties?.['roleDefinitionId']).endsWith('b24988ac-6180-42a0-ab88-20f7382dd24c'),
        )
        .map(({ properties }) => properties?.['principalId']);
      const identity = await seen.get(idIn('Microsoft.ManagedIdentity/userAssignedIdentities', `${I}-identity`));

      expect(identity !== undefined).toBe(hasIdentity);
      expect(contributors.sort()).toEqual(
        [made.document.facts['clusterObjectId'], ...(identity ? [identity.properties['principalId']] : [])].sort(),
      );
    });

    const expectInPools = (nic: Body | undefined, configuration: string) => {
      expect(at(nic?.properties, 'ipConfigurations', 0, 'name')).toBe(configuration);
      const { subnet: place, loadBalancerBackendAddressPools } = at(
        nic?.properties,
        'ipConfigurations',
        0,
        'properties',
      ) as Record<string, unknown>;
      expect(place).toEqual({ id: subnet('master') });
      const pools = [I, `${I}-internal`].map((name) => ({
        id: `${idIn('Microsoft.Network/loadBalancers', name)}/backendAddressPools/${I}`,
      }));
      expect(loadBalancerBackendAddressPools).toEqual(pools);
      expect(nic?.properties['enableAcceleratedNetworking']).toBe(made.document.facts['acceleratedNetworking']);
    };

    it('the masters: a zone each, disks and network interfaces by name, both pools, what Ignition points to', async () => {
      for (const index of [0, 1, 2]) {
        const name = `${I}-master-${index}`;
        const machine = await own('Microsoft.Compute/virtualMachines', name);
        expect(machine['zones']).toEqual([made.zones[index]]);
        expect(machine.properties).toMatchObject({
          hardwareProfile: { vmSize: made.document.cluster.properties.masterProfile.vmSize },
          storageProfile: {
            osDisk: { name: `${name}_OSDisk`, diskSizeGB: 1024, managedDisk: { storageAccountType: 'Premium_LRS' } },
          },
          networkProfile: { networkInterfaces: [{ id: idIn('Microsoft.Network/networkInterfaces', `${name}-nic`) }] },
          diagnosticsProfile: { bootDiagnostics: { enabled: true } },
        });
        const customData = at(world.azure.arm.view.get(String(machine['id'])), 'properties', 'osProfile', 'customData');
        expect(Buffer.from(String(customData), 'base64').toString()).toBe(made.output.masterIgnition);
        expectInPools(await own('Microsoft.Network/networkInterfaces', `${name}-nic`), 'pipConfig');
        await own('Microsoft.Compute/disks', `${name}_OSDisk`);
      }
    });

    it('had the bootstrap machine, and has nothing of it any more', async () => {
      const { machine, networkInterface, disk } = made.bootstrap;
      expect(machine?.properties).toMatchObject({
        hardwareProfile: { vmSize: made.document.cluster.properties.masterProfile.vmSize },
        storageProfile: { osDisk: { name: `${I}-bootstrap_OSDisk`, diskSizeGB: 100 } },
      });
      expect(disk?.name).toBe(`${I}-bootstrap_OSDisk`);
      expectInPools(networkInterface, 'bootstrap-nic-ip-v4');

      const left = world.azure.arm.view.children(made.group).filter(({ name }) => name.startsWith(`${I}-bootstrap`));
      expect(left).toEqual([]);
    });

    it('nothing of a name that is not in the table', () => {
      const type = /^Microsoft\.(Compute|Network|Storage|ManagedIdentity)\/[a-z]+$/i;
      const all = world.azure.arm.view
        .children(made.group)
        .filter((one) => type.test(one.type))
        .map(({ name }) => name);
      const { suffix, domain } = made;
      const table = new RegExp(
        `^(${I}(|-internal|-nsg|-pls|-pip-v4${isPublic ? '|-default-v4' : ''}${hasIdentity ? '|-identity' : ''}` +
          `|-master-[012](|-nic|_OSDisk)|-worker-${world.endpoints.location}[123]-[a-z0-9]{5}(|-nic|_OSDisk)|-pls\\.nic\\.[0-9a-f-]{36})` +
          `|(cluster|imageregistry)${suffix}|${domain.replaceAll('.', '\\.')})$`,
      );

      expect(all.length).toBeGreaterThan(25);
      expect(all.filter((name) => !table.test(name))).toEqual([]);
    });
  });
});
