import { type Ended, type InstallerTest, type Minor, startInstallerTest, versions, type Workplace } from './testing.ts';

let test: InstallerTest;
beforeAll(async () => {
  test = await startInstallerTest();
}, 60_000);
afterAll(() => test[Symbol.asyncDispose]());

const common = [
  'cloud-provider-config.yaml',
  'cluster-config.yaml',
  'cluster-dns-02-config.yml',
  'cluster-infrastructure-02-config.yml',
  'cluster-ingress-02-config.yml',
  'cluster-network-02-config.yml',
  'cluster-proxy-01-config.yaml',
  'cluster-scheduler-02-config.yml',
  'cvo-overrides.yaml',
  'image-digest-mirror-set.yaml',
  'kube-cloud-config.yaml',
  'kube-system-configmap-root-ca.yaml',
  'machine-config-server-tls-secret.yaml',
  'openshift-config-secret-pull-secret.yaml',
];
const serverCa = ['machine-config-server-ca-configmap.yaml', 'machine-config-server-ca-secret.yaml'];
const openshift = [
  '99_cloud-creds-secret.yaml',
  '99_kubeadmin-password-secret.yaml',
  '99_openshift-cluster-api_master-machines-0.yaml',
  '99_openshift-cluster-api_master-machines-1.yaml',
  '99_openshift-cluster-api_master-machines-2.yaml',
  '99_openshift-cluster-api_master-user-data-secret.yaml',
  '99_openshift-cluster-api_worker-machineset-0.yaml',
  '99_openshift-cluster-api_worker-machineset-1.yaml',
  '99_openshift-cluster-api_worker-machineset-2.yaml',
  '99_openshift-cluster-api_worker-user-data-secret.yaml',
  '99_openshift-machine-api_master-control-plane-machine-set.yaml',
  '99_openshift-machineconfig_99-master-ssh.yaml',
  '99_openshift-machineconfig_99-worker-ssh.yaml',
  '99_role-cloud-creds-secret-reader.yaml',
  'openshift-install-manifests.yaml',
];

const differences = {
  '4.16': { clusterApi: false, manifests: common, created: { creationTimestamp: null }, identity: true },
  '4.18': { clusterApi: true, manifests: common, created: { creationTimestamp: null }, identity: true },
  '4.20': { clusterApi: true, manifests: [...common, ...serverCa].sort(), created: {}, identity: false },
} as const;

const decoded = (text: unknown) => Buffer.from(String(text), 'base64').toString();
const infraIdOf = (place: Workplace): string =>
  place.yaml<{ status: { infrastructureName: string } }>('manifests/cluster-infrastructure-02-config.yml').status
    .infrastructureName;

describe.each(['4.16', '4.18', '4.20'] as const)('create manifests of %s', (minor: Minor) => {
  const { clusterApi, manifests, created, identity } = differences[minor];
  let place: Workplace;
  let ended: Ended;
  let infraId: string;
  beforeAll(async () => {
    place = await test.workplace(minor);
    ended = await place.create('manifests');
    infraId = infraIdOf(place);
  });

  it('writes every manifest and consumes the install-config', () => {
    expect([ended.code, ended.stdout]).toEqual([0, '']);
    expect(place.list('manifests')).toEqual(manifests);
    expect(place.list('openshift')).toEqual(openshift);
    expect(place.list('cluster-api').length > 0).toBe(clusterApi);
    const rest = ['.openshift_install.log', '.openshift_install_state.json'];
    expect(place.list('.')).toEqual([...rest, ...(clusterApi ? ['cluster-api'] : []), 'manifests', 'openshift']);
    expect(rest.map(place.mode)).toEqual(['640', '640']);
  });

  it('says what it does in the order of a good run, and the same with times in its log', () => {
    const { folder } = place;
    const authFile = /^Credentials loaded from file "\/.*\/osServicePrincipal\.json"$/;
    const told = ended.stderr
      .split('\n')
      .flatMap((line, index) => (/^level=(?!debug)/.test(line) ? [ended.messages[index]] : []));
    expect(told).toEqual([
      expect.stringMatching(
        /^Found override for release image \(localhost:8446\/.*\)\. Release Image Architecture is unknown$/,
      ),
      expect.stringMatching(authFile),
      'Consuming Install Config from target directory',
      `Manifests created in: ${clusterApi ? `${folder}/cluster-api, ` : ''}${folder}/manifests and ${folder}/openshift`,
    ]);
    const log = place.read('.openshift_install.log');
    const logged = log.matchAll(/^time="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ" level=(\w+) msg=(".*")$/gm);
    const unquoted = [...logged].map(([, level, text = '']) => `level=${level} msg=${JSON.parse(text) as string}\n`);
    expect(unquoted.join('')).toBe(ended.stderr);
    expect(log).toContain(`msg="OpenShift Installer ${versions[minor]}"`);
  });

  it('names everything after its infra id, which is the name and five characters', () => {
    expect(infraId).toMatch(/^demo-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    const machine = place.yaml('openshift/99_openshift-cluster-api_master-machines-1.yaml');
    expect(machine).toEqual({
      apiVersion: 'machine.openshift.io/v1beta1',
      kind: 'Machine',
      metadata: {
        ...created,
        labels: {
          'machine.openshift.io/cluster-api-cluster': infraId,
          'machine.openshift.io/cluster-api-machine-role': 'master',
          'machine.openshift.io/cluster-api-machine-type': 'master',
        },
        name: `${infraId}-master-1`,
        namespace: 'openshift-machine-api',
      },
      spec: {
        lifecycleHooks: {},
        metadata: {},
        providerSpec: {
          value: {
            acceleratedNetworking: true,
            apiVersion: 'machine.openshift.io/v1beta1',
            credentialsSecret: { name: 'azure-cloud-credentials', namespace: 'openshift-machine-api' },
            diagnostics: { boot: { storageAccountType: 'AzureManaged' } },
            image: {
              offer: 'aro4',
              publisher: 'azureopenshift',
              resourceID: '',
              sku: `aro_${minor.replace('.', '')}-v2`,
              type: 'MarketplaceNoPlan',
              version: expect.stringMatching(/^4\d\d\./) as string,
            },
            internalLoadBalancer: `${infraId}-internal`,
            kind: 'AzureMachineProviderSpec',
            location: 'eastus',
            managedIdentity: identity ? `${infraId}-identity` : '',
            metadata: { ...created },
            networkResourceGroup: 'vnet-rg',
            osDisk: {
              diskSettings: {},
              diskSizeGB: 1024,
              managedDisk: { securityProfile: { diskEncryptionSet: {} }, storageAccountType: 'Premium_LRS' },
              osType: 'Linux',
            },
            publicIP: false,
            publicLoadBalancer: infraId,
            resourceGroup: 'managed',
            subnet: 'master',
            userDataSecret: { name: 'master-user-data' },
            vmSize: 'Standard_D8s_v5',
            vnet: 'vnet',
            zone: '2',
          },
        },
      },
      status: {},
    });
  });

  it('makes one MachineSet per zone and an active ControlPlaneMachineSet without a zone of its own', () => {
    const set = place.yaml('openshift/99_openshift-cluster-api_worker-machineset-2.yaml');
    expect(set).toMatchObject({
      kind: 'MachineSet',
      metadata: { name: `${infraId}-worker-eastus3` },
      spec: {
        replicas: 1,
        selector: { matchLabels: { 'machine.openshift.io/cluster-api-machineset': `${infraId}-worker-eastus3` } },
        template: {
          metadata: { labels: { 'machine.openshift.io/cluster-api-machine-role': 'worker' } },
          spec: {
            providerSpec: { value: { zone: '3', subnet: 'worker', userDataSecret: { name: 'worker-user-data' } } },
          },
        },
      },
    });
    expect(JSON.stringify(set)).not.toContain('internalLoadBalancer');
    expect(place.yaml('openshift/99_openshift-machine-api_master-control-plane-machine-set.yaml')).toMatchObject({
      apiVersion: 'machine.openshift.io/v1',
      kind: 'ControlPlaneMachineSet',
      metadata: { ...created, name: 'cluster' },
      spec: {
        replicas: 3,
        state: 'Active',
        strategy: {},
        template: {
          machines_v1beta1_machine_openshift_io: {
            failureDomains: { azure: [{ zone: '1' }, { zone: '2' }, { zone: '3' }], platform: 'Azure' },
            spec: { providerSpec: { value: { zone: '', internalLoadBalancer: `${infraId}-internal` } } },
          },
        },
      },
    });
  });

  it('names group, zones, network and security group as the page says', () => {
    const subscription = `/subscriptions/${place.credentials['subscriptionId']}`;
    expect(place.yaml('manifests/cluster-dns-02-config.yml')).toEqual({
      apiVersion: 'config.openshift.io/v1',
      kind: 'DNS',
      metadata: { ...created, name: 'cluster' },
      spec: {
        baseDomain: 'demo.example.com',
        platform: { aws: null, type: '' },
        privateZone: {
          id: `${subscription}/resourceGroups/managed/providers/Microsoft.Network/privateDnsZones/demo.example.com`,
        },
        publicZone: { id: `${subscription}/resourceGroups/managed/providers/Microsoft.Network/dnszones/example.com` },
      },
      status: {},
    });
    expect(place.yaml('manifests/cluster-infrastructure-02-config.yml')).toMatchObject({
      spec: { cloudConfig: { key: 'config', name: 'cloud-provider-config' } },
      status: {
        apiServerInternalURI: 'https://api-int.demo.example.com:6443',
        platformStatus: {
          azure: { cloudName: 'AzurePublicCloud', networkResourceGroupName: 'vnet-rg', resourceGroupName: 'managed' },
        },
      },
    });
    const { data } = place.yaml<{ data: { config: string } }>('manifests/cloud-provider-config.yaml');
    expect(data.config).toContain('\n\t"location"');
    expect(JSON.parse(data.config)).toMatchObject({
      vnetName: 'vnet',
      vnetResourceGroup: 'vnet-rg',
      subnetName: 'worker',
      securityGroupName: `${infraId}-nsg`,
      useManagedIdentityExtension: true,
    });
  });

  it('carries the pull secret and the principal in the secrets that are for them, and nowhere readable besides', () => {
    const secretOf = (name: string) => place.yaml<{ data: Record<string, string> }>(name).data;
    expect(decoded(secretOf('manifests/openshift-config-secret-pull-secret.yaml')['.dockerconfigjson'])).toContain(
      'auths',
    );
    const credentials = secretOf('openshift/99_cloud-creds-secret.yaml');
    expect(Object.fromEntries(Object.entries(credentials).map(([name, value]) => [name, decoded(value)]))).toEqual({
      azure_subscription_id: place.credentials['subscriptionId'],
      azure_client_id: place.credentials['clientId'],
      azure_client_secret: place.credentials['clientSecret'],
      azure_tenant_id: place.credentials['tenantId'],
      azure_resource_prefix: infraId,
      azure_resourcegroup: 'managed',
      azure_region: 'eastus',
    });
    const { data } = place.yaml<{ data: { 'install-config': string } }>('manifests/cluster-config.yaml');
    expect(data['install-config']).toMatch(/^pullSecret: ""$/m);
  });

  it('prints YAML as Go does: sorted, lists at the level of their key', () => {
    expect(place.read('manifests/cluster-network-02-config.yml')).toBe(
      [
        'apiVersion: config.openshift.io/v1',
        'kind: Network',
        'metadata:',
        ...(minor === '4.20' ? [] : ['  creationTimestamp: null']),
        '  name: cluster',
        'spec:',
        '  clusterNetwork:',
        '  - cidr: 10.128.0.0/14',
        '    hostPrefix: 23',
        '  externalIP:',
        '    policy: {}',
        '  networkType: OVNKubernetes',
        '  serviceNetwork:',
        '  - 172.30.0.0/16',
        'status: {}',
        '',
      ].join('\n'),
    );
  });

  it('names version, channel and mirrors of the cluster', () => {
    expect(place.yaml('manifests/cvo-overrides.yaml')['spec']).toEqual({
      channel: `stable-${minor}`,
      clusterID: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ) as string,
    });
    expect(place.yaml('openshift/openshift-install-manifests.yaml')['data']).toEqual({
      invoker: 'user',
      version: versions[minor],
    });
    expect(place.yaml('manifests/image-digest-mirror-set.yaml')['spec']).toEqual({
      imageDigestMirrors: ['ocp-release', 'ocp-v4.0-art-dev'].map((name) => ({
        mirrors: [`localhost:8446/openshift-release-dev/${name}`],
        source: `quay.io/openshift-release-dev/${name}`,
      })),
    });
  });
});

it('writes of a private ingress, of a route, of FIPS and of encryption what differs', async () => {
  const place = await test.workplace('4.18', (config) => {
    config.publish = 'Internal';
    config.platform.azure.outboundType = 'UserDefinedRouting';
    config.fips = true;
    Object.assign(config.controlPlane.platform.azure, {
      encryptionAtHost: true,
      osDisk: { diskSizeGB: 1_024, diskEncryptionSet: { resourceGroup: 'keys', name: 'des' } },
    });
  });

  const { code } = await place.create('manifests', { OPENSHIFT_INSTALL_SKIP_HOSTCRYPT_VALIDATION: 'true' });

  expect(code).toBe(0);
  expect(place.read('manifests/cluster-dns-02-config.yml')).not.toContain('publicZone');
  expect(place.yaml('manifests/cluster-ingress-default-ingresscontroller.yaml')['spec']).toEqual({
    endpointPublishingStrategy: {
      loadBalancer: { dnsManagementPolicy: 'Managed', scope: 'Internal' },
      type: 'LoadBalancerService',
    },
  });
  expect(place.yaml('openshift/99_openshift-machineconfig_99-worker-fips.yaml')['spec']).toMatchObject({ fips: true });
  expect(place.yaml('openshift/99_openshift-cluster-api_master-machines-0.yaml')).toMatchObject({
    spec: {
      providerSpec: {
        value: {
          publicLoadBalancer: '',
          securityProfile: { encryptionAtHost: true, settings: {} },
          osDisk: {
            managedDisk: {
              diskEncryptionSet: {
                id: `/subscriptions/${place.credentials['subscriptionId']}/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/des`,
              },
            },
          },
        },
      },
    },
  });
});

it('takes the zones of the size when none are given, and divides the workers over them', async () => {
  const place = await test.workplace('4.18', (config) => {
    for (const pool of [config.controlPlane, config.compute[0]])
      Object.assign(pool?.platform.azure ?? {}, { zones: undefined });
    Object.assign(config.compute[0] ?? {}, { replicas: 5 });
  });

  await place.create('manifests');

  const sets = [0, 1, 2].map((index) =>
    place.yaml<{ metadata: { name: string }; spec: { replicas: number } }>(
      `openshift/99_openshift-cluster-api_worker-machineset-${index}.yaml`,
    ),
  );
  expect(sets.map(({ metadata, spec }) => [metadata.name.replace(/^demo-\w{5}-/, ''), spec.replicas])).toEqual([
    ['worker-eastus1', 2],
    ['worker-eastus2', 2],
    ['worker-eastus3', 1],
  ]);
});
