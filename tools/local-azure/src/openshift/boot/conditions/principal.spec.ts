import { type BootTest, type Change, configuration, encode, inner, openBootTest, unmet } from '../../testing/boot.ts';
import { type Body, network } from '../../testing/network.ts';
import { type Site } from '../../testing/site.ts';

jest.setTimeout(60_000);

/** In a group where the principal may read, and no more. */
const others = '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/others';
const inNetwork = (group: string, type: string, name: string) => `${group}/providers/Microsoft.Network/${type}/${name}`;

/** What a subnet of the cluster refers to. */
const linked =
  (subnet: string, member: string, type: string): Change =>
  (world) => {
    world.find(`/subnets/${subnet}`).properties[member] = { id: inNetwork(others, type, 'of-others') };
  };

const setIn = (group: string) => `${group}/providers/Microsoft.Compute/diskEncryptionSets/keys`;

const encryptedBy =
  (id: string): Change =>
  (world, ignition) => {
    world.add({ id, type: 'Microsoft.Compute/diskEncryptionSets', properties: {} });
    ignition.manifest('_worker-machineset-2.yaml', (object) => {
      const disk = inner(object, 'spec', 'template', 'spec', 'providerSpec', 'value', 'osDisk', 'managedDisk');
      disk['diskEncryptionSet'] = { id };
    });
  };

const lacking: [what: string, says: RegExp, change: Change][] = [
  [
    'the network of a machine',
    /may not Microsoft\.Network\/virtualNetworks\/subnets\/join\/action on .*virtualNetworks\/of-others$/,
    (world) => {
      const { type, properties } = world.find('/virtualNetworks/vnet/subnets/master');
      const id = `${inNetwork(others, 'virtualNetworks', 'of-others')}/subnets/machines`;
      world.add({ id, type, properties });
      configuration(world, '-master-2-nic')['subnet'] = { id };
    },
  ],
  [
    'the route table of the masters',
    /may not Microsoft\.Network\/routeTables\/join\/action on .*\/routeTables\/of-others$/,
    linked('master', 'routeTable', 'routeTables'),
  ],
  [
    'the route table of the workers',
    /may not Microsoft\.Network\/routeTables\/join\/action on .*\/routeTables\/of-others$/,
    linked('worker', 'routeTable', 'routeTables'),
  ],
  [
    'the NAT gateway',
    /may not Microsoft\.Network\/natGateways\/join\/action on .*\/natGateways\/of-others$/,
    linked('master', 'natGateway', 'natGateways'),
  ],
];

/** What this spec needs beside a site, in Azure itself, which is asked for the rights. */
async function furnish({ owner, azure, names }: Site): Promise<{ foreignGroup: string }> {
  const location = 'eastus';
  await owner.send('PUT', others, '2021-04-01', { location });
  const foreignGroup = `/subscriptions/${azure.arm.dns.subscriptionId}/resourceGroups/${azure.arm.dns.resourceGroup}`;
  const space = { addressSpace: { addressPrefixes: ['10.1.0.0/16'] } };
  const set = (group: string): Body => ({
    path: setIn(group),
    apiVersion: '2023-04-02',
    body: {
      location,
      identity: { type: 'SystemAssigned' },
      properties: { activeKey: { keyUrl: 'https://vault/keys/key/1' } },
    },
  });
  const resource = (path: string, properties = {}): Body => ({
    path,
    apiVersion: network,
    body: { location, properties },
  });
  await owner.make([
    resource(inNetwork(others, 'routeTables', 'of-others')),
    resource(inNetwork(others, 'natGateways', 'of-others')),
    resource(inNetwork(others, 'virtualNetworks', 'of-others'), space),
    resource(inNetwork(names.groupId, 'routeTables', 'own')),
    set(names.groupId),
    set(foreignGroup),
  ]);
  return { foreignGroup };
}

describe('the principal of a cluster', () => {
  let test: BootTest;
  let foreignGroup: string;
  beforeAll(async () => {
    test = await openBootTest();
    ({ foreignGroup } = await furnish(test.site));
  });
  afterAll(() => test?.[Symbol.asyncDispose]());

  it('needs roles', async () => {
    const { clientId = '', clientSecret = '' } = test.site.azure.endpoints.identities?.['frontend'] ?? {};

    const result = await test.boot((_, ignition) =>
      ignition.manifest('99_cloud-creds-secret.yaml', (object) => {
        Object.assign(inner(object, 'data'), {
          azure_client_id: encode(clientId),
          azure_client_secret: encode(clientSecret),
        });
      }),
    );

    expect(result).toMatchObject(unmet(/may not .*virtualMachines\/write/));
  });

  it.each(lacking)('needs rights on %s', async (_, says, change) => {
    expect(await test.boot(change)).toMatchObject(unmet(says));
  });

  it('needs rights on the disk encryption set', async () => {
    expect(await test.boot(encryptedBy(setIn(foreignGroup)))).toMatchObject(
      unmet(/may not Microsoft\.Compute\/diskEncryptionSets\/read on .*\/diskEncryptionSets\/keys$/),
    );
  });

  it('has them where its role in the group reaches', async () => {
    const result = await test.boot((world, ignition, infraId) => {
      const { groupId } = test.site.names;
      for (const name of ['master', 'worker'])
        world.find(`/vnet/subnets/${name}`).properties['routeTable'] = { id: inNetwork(groupId, 'routeTables', 'own') };
      encryptedBy(setIn(groupId))(world, ignition, infraId);
    });

    expect(result).toMatchObject({ kind: 'up' });
  });
});
