import { type Clock, hours, systemClock } from '@aro-rp/time';
import { asObject, type Json } from '../../arm/model/json.ts';
import { at, listAt } from '../kubernetes/object.ts';
import { createHttpsCall } from '../network/https-call.ts';
import { alterIgnition, type AlteredIgnition } from '../testing/altered-ignition.ts';
import { makeSite, type Site } from '../testing/site.ts';
import { type Snapshot, snapshotOf } from '../testing/snapshot.ts';
import { findHardware } from './hardware.ts';
import { type BootResult, tryBoot } from './try-boot.ts';

jest.setTimeout(60_000);

type Break = (world: Snapshot, ignition: AlteredIgnition, infraId: string) => void;

const osProfile = (world: Snapshot, name: string) => asObject(world.find(name).properties['osProfile']);
const encode = (text: string) => Buffer.from(text).toString('base64');
const inner = (value: unknown, ...path: (string | number)[]): Json => asObject(at(value, ...path));
const configuration = (world: Snapshot, nic: string) =>
  inner(world.find(nic).properties, 'ipConfigurations', 0, 'properties');
const probeOf = (world: Snapshot, balancer: string, index: number) =>
  inner(world.find(`/loadBalancers/${balancer}`).properties, 'probes', index, 'properties');
const provider = (object: Json) => inner(object, 'spec', 'providerSpec', 'value');
const machineOf = (index: number) => `99_openshift-cluster-api_master-machines-${index}.yaml`;

/** One thing is wrong in each; the console says which. */
const broken: [what: string, says: RegExp, change: Break][] = [
  [
    'the machine has no custom data',
    /no config provided by user/,
    (world) => delete osProfile(world, '-bootstrap')['customData'],
  ],
  [
    'custom data is over 64 KB',
    /customData has \d+ bytes, more than 65536/,
    (world) => {
      const profile = osProfile(world, '-bootstrap');
      profile['customData'] = encode(
        `${Buffer.from(String(profile['customData']), 'base64').toString()}${' '.repeat(65_536)}`,
      );
    },
  ],
  [
    'the pointer is of Ignition 2',
    /unsupported version '2.2.0'/,
    (world) => {
      osProfile(world, '-bootstrap')['customData'] = encode(
        '{"ignition":{"version":"2.2.0","config":{"replace":{"source":"https://a/b"}}}}',
      );
    },
  ],
  [
    'the signature in the URL is not good',
    /GET result: 403/,
    (world) => {
      const profile = osProfile(world, '-bootstrap');
      const text = Buffer.from(String(profile['customData']), 'base64').toString();
      profile['customData'] = encode(text.replace(/sig=[^&"]{4}/, 'sig=AAAA'));
    },
  ],
  [
    'the storage account does not let the subnet in',
    /GET result: 403/,
    (world) => {
      const id = configuration(world, '-bootstrap-nic')['subnet'] as { id: string };
      const elsewhere = id.id.replace('/master', '/elsewhere');
      const subnet = world.find('/subnets/master');
      world.add({ id: elsewhere, type: subnet.type, properties: subnet.properties });
      configuration(world, '-bootstrap-nic')['subnet'] = { id: elsewhere };
      // Another source, so that it is fetched again.
      const profile = osProfile(world, '-bootstrap');
      const text = Buffer.from(String(profile['customData']), 'base64').toString();
      profile['customData'] = encode(text.replace('?', '?timeout=30&'));
    },
  ],
  [
    'the image is not there',
    /no image to boot/,
    (world) => (inner(world.find('-bootstrap').properties, 'storageProfile', 'imageReference')['version'] = '1.0.0'),
  ],
  [
    'the size does not boot the generation of the image',
    /-master-1 of size Standard_D8s_v6 boots generation V2, its image is V1/,
    (world) => {
      const { properties } = world.find('/virtualMachines/' + nameEnding(world, '-master-1'));
      inner(properties, 'storageProfile', 'imageReference')['sku'] = 'aro_420';
      inner(properties, 'hardwareProfile')['vmSize'] = 'Standard_D8s_v6';
    },
  ],
  ['a machine has no interface', /no network interface with an address/, (world) => world.drop('-master-2-nic')],
  [
    'there is no way out',
    /has no way out/,
    (world, _, infraId) => void (world.find(`/loadBalancers/${infraId}`).properties['outboundRules'] = []),
  ],
  [
    'the default route leads nowhere',
    /has no way out/,
    (world, _, infraId) => {
      world.find(`/loadBalancers/${infraId}`).properties['outboundRules'] = [];
      const id = `${world.find('/virtualNetworks/vnet').id}/routes`;
      const route = { addressPrefix: '0.0.0.0/0', nextHopType: 'None' };
      world.add({ id, type: 'x', properties: { routes: [{ name: 'default', properties: route }] } });
      world.find('/subnets/master').properties['routeTable'] = { id };
    },
  ],
  [
    'the subnet has no security group',
    /subnet master of .* has the security group none/,
    (world) => delete world.find('/subnets/master').properties['networkSecurityGroup'],
  ],
  ['the security group is another one', /there is no security group/, (world) => world.drop('-nsg')],
  [
    'the ignition is of version 2',
    /unsupported version '2.4.0'/,
    (_, ignition) => void (ignition.config.ignition['version'] = '2.4.0'),
  ],
  [
    'a key is missing',
    /kube-apiserver-lb-server.key is missing/,
    (_, ignition) => ignition.remove('/kube-apiserver-lb-server.key'),
  ],
  [
    'the pull secret does not open the registry',
    /release-image: localhost:\d+: unauthorized \(401\)/,
    (_, ignition) => {
      const secret = JSON.parse(ignition.read('/root/.docker/config.json')) as {
        auths: Record<string, { auth: string }>;
      };
      for (const entry of Object.values(secret.auths)) entry.auth = encode('demo-pull:wrong');
      ignition.write('/root/.docker/config.json', JSON.stringify(secret));
    },
  ],
  [
    'the pull secret knows another registry only',
    /the pull secret has nothing for localhost/,
    (_, ignition) => ignition.write('/root/.docker/config.json', '{"auths":{"quay.io":{"auth":"YTpi"}}}'),
  ],
  [
    'the release image is not in the registry',
    /answers 404/,
    (_, ignition) => {
      const script = ignition.read('release-image-download.sh');
      ignition.write('release-image-download.sh', script.replace(/sha256:[0-9a-f]{64}/, `sha256:${'0'.repeat(64)}`));
    },
  ],
  [
    'the manifests are of another infra id',
    /Infrastructure says other-12345/,
    (_, ignition) =>
      ignition.manifest('cluster-infrastructure-02-config.yml', (object) => {
        inner(object, 'status')['infrastructureName'] = 'other-12345';
      }),
  ],
  [
    'the manifests are of another group',
    /the manifests name group other/,
    (_, ignition) =>
      ignition.manifest('cluster-infrastructure-02-config.yml', (object) => {
        inner(object, 'status', 'platformStatus', 'azure')['resourceGroupName'] = 'other';
      }),
  ],
  ['there is no api-int', /api-int.demo.example.com is not known/, (world) => world.drop('/A/api-int')],
  [
    'the private zone is linked to another network',
    /api-int.demo.example.com is not known/,
    (world) => void (world.find('/virtualNetworkLinks/link').properties['virtualNetwork'] = { id: '/other' }),
  ],
  [
    'api-int leads elsewhere',
    /api-int.demo.example.com is 10.9.9.9/,
    (world) => void (world.find('/A/api-int').properties['aRecords'] = [{ ipv4Address: '10.9.9.9' }]),
  ],
  [
    'another pool is the first of the internal balancer',
    /first pool of load balancer .*-internal is ssh/,
    (world, _, infraId) => {
      const { properties } = world.find(`/loadBalancers/${infraId}-internal`);
      properties['backendAddressPools'] = [{ name: 'ssh' }, ...listAt(properties, 'backendAddressPools')];
    },
  ],
  [
    'a master is missing in the public pool',
    /-master-0 is not in pool/,
    (world, _, infraId) => {
      const properties = configuration(world, '-master-0-nic');
      properties['loadBalancerBackendAddressPools'] = listAt(properties, 'loadBalancerBackendAddressPools').filter(
        (one) => String(asObject(one)['id']).includes(`${infraId}-internal`),
      );
      // It still has a way out.
      world.find('/subnets/master').properties['natGateway'] = { id: world.find('/virtualNetworks/vnet').id };
    },
  ],
  [
    'the bootstrap machine is missing in the internal pool',
    /-bootstrap is not in pool .* of load balancer .*-internal/,
    (world, _, infraId) => {
      const properties = configuration(world, '-bootstrap-nic');
      properties['loadBalancerBackendAddressPools'] = listAt(properties, 'loadBalancerBackendAddressPools').filter(
        (one) => !String(asObject(one)['id']).includes(`${infraId}-internal`),
      );
    },
  ],
  [
    'the API is probed over TCP',
    /probe of port 6443 of load balancer .* is not HTTPS \/readyz/,
    (world, _, infraId) => void (probeOf(world, `${infraId}-internal`, 0)['protocol'] = 'Tcp'),
  ],
  [
    'the machine config server is probed at another path',
    /probe of port 22623 of load balancer .* is not HTTPS \/healthz/,
    (world, _, infraId) => void (probeOf(world, `${infraId}-internal`, 1)['requestPath'] = '/readyz'),
  ],
  [
    'there is no rule for the machine config server',
    /no rule for port 22623/,
    (world, _, infraId) => {
      const { properties } = world.find(`/loadBalancers/${infraId}-internal`);
      properties['loadBalancingRules'] = listAt(properties, 'loadBalancingRules').slice(0, 1);
    },
  ],
  [
    'a master asks another server for its configuration',
    /asks https:\/\/api-int.other.example.com:22623\/config\/master/,
    (world) => {
      const profile = osProfile(world, nameEnding(world, '-master-0'));
      const text = Buffer.from(String(profile['customData']), 'base64').toString();
      profile['customData'] = encode(text.replace('api-int.demo', 'api-int.other'));
    },
  ],
  [
    'a Machine of a master has another name',
    /there is no Machine .*-master-2/,
    (_, ignition) => ignition.manifest(machineOf(2), (object) => void (inner(object, 'metadata')['name'] = 'other')),
  ],
  [
    'a Machine names a subnet that is not there',
    /Machine .*-master-0 names .*\/subnets\/gone/,
    (_, ignition) => ignition.manifest(machineOf(0), (object) => void (provider(object)['subnet'] = 'gone')),
  ],
  [
    'a Machine names an identity that is not there',
    /names .*userAssignedIdentities\/nobody/,
    (_, ignition) => ignition.manifest(machineOf(1), (object) => void (provider(object)['managedIdentity'] = 'nobody')),
  ],
  [
    'a MachineSet names an image that is not there',
    /MachineSet .* names an image that is not there/,
    (_, ignition) =>
      ignition.manifest('_worker-machineset-0.yaml', (object) => {
        inner(object, 'spec', 'template', 'spec', 'providerSpec', 'value', 'image')['sku'] = 'aro_999';
      }),
  ],
  [
    'the ControlPlaneMachineSet names a balancer that is not there',
    /ControlPlaneMachineSet cluster names .*\/loadBalancers\/gone/,
    (_, ignition) =>
      ignition.manifest('_master-control-plane-machine-set.yaml', (object) => {
        const template = inner(object, 'spec', 'template', 'machines_v1beta1_machine_openshift_io', 'spec');
        inner(template, 'providerSpec', 'value')['internalLoadBalancer'] = 'gone';
      }),
  ],
  [
    'the cloud provider is told another security group',
    /cloud-controller-manager: .*networkSecurityGroups\/other-nsg is not there/,
    (_, ignition) =>
      ignition.manifest('manifests/cloud-provider-config.yaml', (object) => {
        const map = inner(object, 'data');
        map['config'] = JSON.stringify({
          ...(JSON.parse(String(map['config'])) as Json),
          securityGroupName: 'other-nsg',
        });
      }),
  ],
  [
    'the manifests name a public zone',
    /public zone .*example.com is not there/,
    (_, ignition) =>
      ignition.manifest('cluster-dns-02-config.yml', (object) => {
        inner(object, 'spec')['publicZone'] = { id: '/subscriptions/s/example.com' };
      }),
  ],
  [
    'the credentials are wrong',
    /is refused: invalid_client AADSTS7000215/,
    (_, ignition) =>
      ignition.manifest('99_cloud-creds-secret.yaml', (object) => {
        inner(object, 'data')['azure_client_secret'] = encode('wrong');
      }),
  ],
];

const nameEnding = (world: Snapshot, end: string): string =>
  world.world.view.ofType(undefined, 'Microsoft.Compute/virtualMachines').find(({ name }) => name.endsWith(end))
    ?.name ?? '';

describe('a bootstrap machine', () => {
  let site: Site;
  let fetched: { source: string; text: string };
  const call = () => createHttpsCall(site.azure.certificates.authority);
  beforeAll(async () => {
    site = await makeSite();
    await site.makeMachines();
    const source = (JSON.parse(site.pointer) as { ignition: { config: { replace: { source: string } } } }).ignition
      .config.replace.source;
    fetched = { source, text: site.installation.bootstrap };
  });
  afterAll(() => site?.[Symbol.asyncDispose]());

  const boot = async (change: Break, clock: Clock = systemClock): Promise<BootResult> => {
    const snapshot = snapshotOf(site.world);
    const ignition = alterIgnition(fetched.text);
    change(snapshot, ignition, site.installation.infraId);
    const [hardware] = findHardware(snapshot.world.view);
    if (!hardware) throw new Error('there is no hardware');
    using https = call();
    const tools = { world: snapshot.world, call: https, clock, signal: new AbortController().signal };
    return await tryBoot(hardware, tools, { ...fetched, text: ignition.text() });
  };

  it('comes up when everything is right, from the configuration that it fetches', async () => {
    const [hardware] = findHardware(site.world.view);
    if (!hardware) throw new Error('there is no hardware');
    using https = call();

    const result = await tryBoot(hardware, {
      world: site.world,
      call: https,
      clock: systemClock,
      signal: new AbortController().signal,
    });

    expect(result).toMatchObject({ kind: 'up', fetched, assets: { domain: 'demo.example.com', version: '4.20.3' } });
  });

  it.each(broken)('does not come up when %s', async (_, says, change) => {
    expect(await boot(change)).toMatchObject({ kind: 'unmet', why: expect.stringMatching(says) });
  });

  it('does not come up when its certificates are older than a day', async () => {
    const late = { ...systemClock, now: () => systemClock.now() + hours(25) };

    expect(await boot(() => undefined, late)).toMatchObject({
      kind: 'unmet',
      why: expect.stringMatching(/kubelet-signer.crt|has expired/),
    });
  });

  it('does not come up when the principal has no roles', async () => {
    const { clientId = '', clientSecret = '' } = site.azure.endpoints.identities?.['frontend'] ?? {};

    const result = await boot((_, ignition) =>
      ignition.manifest('99_cloud-creds-secret.yaml', (object) => {
        Object.assign(inner(object, 'data'), {
          azure_client_id: encode(clientId),
          azure_client_secret: encode(clientSecret),
        });
      }),
    );

    expect(result).toMatchObject({ kind: 'unmet', why: expect.stringMatching(/may not .*virtualMachines\/write/) });
  });

  it('is no cluster with two masters', () => {
    const snapshot = snapshotOf(site.world);
    snapshot.drop(`/virtualMachines/${site.installation.infraId}-master-1`);

    expect(findHardware(snapshot.world.view)).toEqual([]);
  });
});
