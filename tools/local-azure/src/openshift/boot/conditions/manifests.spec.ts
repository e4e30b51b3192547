import { type Json } from '../../../arm/model/json.ts';
import { listAt } from '../../kubernetes/object.ts';
import { type AlteredIgnition } from '../../testing/altered-ignition.ts';
import { type BootTest, type Broken, encode, inner, openBootTest, unmet } from '../../testing/boot.ts';

jest.setTimeout(60_000);

const provider = (object: Json) => inner(object, 'spec', 'providerSpec', 'value');
const workerProvider = (object: Json) => inner(object, 'spec', 'template', 'spec', 'providerSpec', 'value');
const machineOf = (index: number) => `99_openshift-cluster-api_master-machines-${index}.yaml`;
const tell = (ignition: AlteredIgnition, change: Json) =>
  ignition.manifest('manifests/cloud-provider-config.yaml', (object) => {
    const map = inner(object, 'data');
    map['config'] = JSON.stringify({ ...(JSON.parse(String(map['config'])) as Json), ...change });
  });
const mirrorFile = 'manifests/image-digest-mirror-set.yaml';
const registryWith = (ignition: AlteredIgnition, accountName: string) =>
  ignition.add(
    '/opt/openshift/manifests/90_image-registry.yaml',
    JSON.stringify({
      ...{ apiVersion: 'imageregistry.operator.openshift.io/v1', kind: 'Config', metadata: { name: 'cluster' } },
      spec: { storage: { azure: { accountName, container: 'image-registry' } } },
    }),
  );

const broken: Broken[] = [
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
    /release-image: .*answers 404/,
    (_, ignition) => {
      const script = ignition.read('release-image-download.sh');
      ignition.write('release-image-download.sh', script.replace(/sha256:[0-9a-f]{64}/, `sha256:${'0'.repeat(64)}`));
    },
  ],
  [
    'the repository of the components is not mirrored',
    /^bootkube: quay\.io\/openshift-release-dev\/ocp-v4\.0-art-dev@sha256:[0-9a-f]{64} has no mirror$/,
    (_, ignition) =>
      ignition.manifest(mirrorFile, (object) => {
        const spec = inner(object, 'spec');
        spec['imageDigestMirrors'] = listAt(spec, 'imageDigestMirrors').filter(
          (one) => !JSON.stringify(one).includes('art-dev'),
        );
      }),
  ],
  [
    'the mirror of the components is empty',
    /^bootkube: localhost:\d+: answers 404 for openshift-release-dev\/nothing@sha256/,
    (_, ignition) =>
      ignition.write(
        mirrorFile,
        ignition.read(mirrorFile).replace(/(localhost:\d+\/openshift-release-dev)\/ocp-v4\.0-art-dev/, '$1/nothing'),
      ),
  ],
  [
    'what is named as the release image is none',
    /^bootkube: the release image has no release-manifests\/image-references$/,
    (_, ignition) => {
      // One of the components, which the registry has.
      const script = ignition.read('release-image-download.sh');
      ignition.write('release-image-download.sh', script.replace(/[^"'=\s]+@sha256:[0-9a-f]{64}/, component));
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
        inner(workerProvider(object), 'image')['sku'] = 'aro_999';
      }),
  ],
  [
    'a MachineSet has a size that does not boot its image',
    /MachineSet .*-worker-eastus2 has size Standard_L8s, which does not boot an image of generation V2/,
    (_, ignition) =>
      ignition.manifest(
        '_worker-machineset-1.yaml',
        (object) => void (workerProvider(object)['vmSize'] = 'Standard_L8s'),
      ),
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
    (_, ignition) => tell(ignition, { securityGroupName: 'other-nsg' }),
  ],
  [
    'the cloud provider is told another network',
    /cloud-controller-manager: .*virtualNetworks\/gone is not there/,
    (_, ignition) => tell(ignition, { vnetName: 'gone' }),
  ],
  [
    'the cloud provider is told another subnet',
    /cloud-controller-manager: .*virtualNetworks\/vnet\/subnets\/gone is not there/,
    (_, ignition) => tell(ignition, { subnetName: 'gone' }),
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
    'the manifests name another private zone',
    /private zone .*privateDnsZones\/other is not there/,
    (_, ignition) =>
      ignition.manifest('cluster-dns-02-config.yml', (object) => {
        const zone = inner(object, 'spec', 'privateZone');
        zone['id'] = String(zone['id']).replace(/[^/]+$/, 'other');
      }),
  ],
  [
    'the image registry is told an account that is not there',
    /image-registry: there is no storage account gone/,
    (_, ignition) => registryWith(ignition, 'gone'),
  ],
];

/** Set when the site is there. */
let component = '';

describe('the manifests of a cluster', () => {
  let test: BootTest;
  beforeAll(async () => {
    test = await openBootTest();
    const { registry } = test.site.azure;
    const { images } = await registry.seedRelease({ version: '4.20.3' });
    component = `${registry.loginServer}/openshift-release-dev/ocp-v4.0-art-dev@${images['cli']}`;
  });
  afterAll(() => test?.[Symbol.asyncDispose]());

  it.each(broken)('keep it from coming up when %s', async (_, says, change) => {
    expect(await test.boot(change)).toMatchObject(unmet(says));
  });

  it('may tell the image registry an account that is there', async () => {
    const accounts = test.site.world.view.ofType(undefined, 'Microsoft.Storage/storageAccounts');
    const { name = '' } = accounts.find(({ id }) => id.startsWith(test.site.names.groupId)) ?? {};

    expect(await test.boot((_, ignition) => registryWith(ignition, name))).toMatchObject({ kind: 'up' });
  });
});
