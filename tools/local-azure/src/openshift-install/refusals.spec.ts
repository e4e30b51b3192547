import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type InstallerTest, startInstallerTest, type TestConfig, type Workplace } from './testing.ts';

let test: InstallerTest;
beforeAll(async () => {
  test = await startInstallerTest();
}, 60_000);
afterAll(() => test[Symbol.asyncDispose]());

const prefix =
  'failed to fetch Master Machines: failed to load asset "Install Config": failed to create install config: ';

type Change = (config: TestConfig) => void;
const masters = (config: TestConfig) => config.controlPlane.platform.azure;
const azureOf = (config: TestConfig) => config.platform.azure;

/** What the install-config says that Azure or the program refuses, and the last line's cause. */
const refused: [string, Change, string | RegExp][] = [
  [
    'a virtual network that is not there',
    (config) => (azureOf(config).virtualNetwork = 'nowhere'),
    /^platform\.azure\.virtualNetwork: Invalid value: "nowhere": failed to get virtual network nowhere: network\.VirtualNetworksClient#Get: .*Code="ResourceNotFound"/,
  ],
  [
    'a worker subnet that is not there',
    (config) => (azureOf(config).computeSubnet = 'nowhere'),
    'platform.azure.computeSubnet: Invalid value: "nowhere": failed to retrieve compute subnet',
  ],
  [
    'a master subnet that is not there',
    (config) => (azureOf(config).controlPlaneSubnet = 'nowhere'),
    'platform.azure.controlPlaneSubnet: Invalid value: "nowhere": failed to retrieve control plane subnet',
  ],
  [
    'a master subnet outside of the machine networks',
    (config) => (azureOf(config).controlPlaneSubnet = 'elsewhere'),
    'platform.azure.controlPlaneSubnet: Invalid value: "elsewhere": subnet 10.0.8.0 address prefix is outside of the specified machine networks',
  ],
  [
    'a worker subnet outside of the machine networks',
    (config) => (azureOf(config).computeSubnet = 'elsewhere'),
    'platform.azure.computeSubnet: Invalid value: "elsewhere": subnet 10.0.8.0 address prefix is outside of the specified machine networks',
  ],
  [
    'networks that overlap',
    (config) => (config.networking.serviceNetwork = ['10.0.0.0/16']),
    'invalid "install-config.yaml" file: networking.serviceNetwork[0]: Invalid value: "10.0.0.0/16": service network must not overlap with any of the machine networks',
  ],
  [
    'a size that the region lacks',
    (config) => (masters(config).type = 'Standard_X'),
    'controlPlane.platform.azure.type: Invalid value: "Standard_X": not found in region eastus',
  ],
  [
    'sizes that are too small, both at once',
    (config) => {
      masters(config).type = 'Standard_D2s_v5';
      (config.compute[0] as TestConfig['controlPlane']).platform.azure.type = 'Standard_D2ls_v6';
    },
    '[controlPlane.platform.azure.type: Invalid value: "Standard_D2s_v5": instance type does not meet minimum resource requirements of 4 vCPUsAvailable, controlPlane.platform.azure.type: Invalid value: "Standard_D2s_v5": instance type does not meet minimum resource requirements of 16 GB Memory, compute[0].platform.azure.type: Invalid value: "Standard_D2ls_v6": instance type does not meet minimum resource requirements of 8 GB Memory]',
  ],
  [
    'an image that the marketplace lacks',
    (config) => (masters(config).osImage.version = '1.2.3'),
    /^controlPlane\.platform\.azure\.osImage: Invalid value: \{.*\}: could not get marketplace image: .*Code="NotFound"/,
  ],
  [
    'an image of another generation than the size boots',
    (config) => (masters(config).type = 'Standard_L8s'),
    'controlPlane.platform.azure.osImage: Invalid value: "aro_416-v2": instance type supports HyperVGenerations [V1] but the specified image is for HyperVGeneration V2; to correct this issue either specify a compatible instance type or change the HyperVGeneration for the image by using a different SKU',
  ],
  [
    'a region that Azure does not have',
    (config) => (azureOf(config).region = 'atlantis'),
    /platform\.azure\.region: Invalid value: "atlantis": region "atlantis" is not valid or not available for this account/,
  ],
  [
    'a pull secret without entries',
    (config) => (config.pullSecret = '{"auths":{}}'),
    'invalid "install-config.yaml" file: pullSecret: Invalid value: "{\\"auths\\":{}}": auths required',
  ],
  [
    'a name that leaves no room for *.apps',
    (config) => (config.metadata.name = 'n'.repeat(55)),
    `invalid "install-config.yaml" file: metadata.name: Invalid value: "${'n'.repeat(55)}": must be no more than 54 characters`,
  ],
  [
    'more services than Kubernetes takes',
    (config) => (config.networking.serviceNetwork = ['172.0.0.0/8']),
    'invalid "install-config.yaml" file: networking.serviceNetwork[0]: Invalid value: "172.0.0.0/8": subnet size for IPv4 service network must be /12 or greater (/16 is recommended)',
  ],
  [
    'entries of the pull secret that open nothing',
    (config) => (config.pullSecret = '{"auths":{"a":{},"b":{"auth":"eDp5"},"c":{"email":"x"}}}'),
    /pullSecret: Invalid value: ".*": \["a" requires either auth or credsStore, "c" requires either auth or credsStore\]$/,
  ],
  [
    'OpenShiftSDN',
    (config) => (config.networking.networkType = 'OpenShiftSDN'),
    /networking\.networkType: Invalid value: "OpenShiftSDN"/,
  ],
  [
    'FIPS mode on a host without it',
    (config) => (config.fips = true),
    'invalid "install-config.yaml" file: fips: Invalid value: true: target cluster is in FIPS mode, but the installing host is not',
  ],
  [
    'a replica count that is no number',
    (config) => Object.assign(config.controlPlane, { replicas: 'three' }),
    'failed to unmarshal install-config.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field InstallConfig.controlPlane.replicas of type int64',
  ],
];

it.each(refused)('refuses %s with exit code 3, in one sentence', async (_what, change, cause) => {
  const place = await test.workplace('4.16', change);

  const { code, stderr, messages, stdout } = await place.create('manifests');

  expect([code, stdout]).toEqual([3, '']);
  expect(stderr.trimEnd().split('\n').at(-1)).toMatch(/^level=error /);
  const last = messages.at(-1) ?? '';
  expect(last.slice(0, prefix.length)).toBe(prefix);
  if (typeof cause === 'string') expect(last.slice(prefix.length)).toBe(cause);
  else expect(last.slice(prefix.length)).toMatch(cause);
  expect(place.list('.')).toEqual(['.openshift_install.log', 'install-config.yaml']);
});

const credentials: [string, (place: Workplace) => void, RegExp][] = [
  [
    'a wrong secret',
    (place) => (place.credentials['clientSecret'] = 'canary-of-a-wrong-secret'),
    /platform\.azure\.virtualNetwork: .*ClientSecretCredential authentication failed\. .*RESPONSE 401: 401 Unauthorized.*AADSTS7000215/s,
  ],
  [
    'an unknown application',
    (place) => (place.credentials['clientId'] = 'a0000000-0000-4000-8000-00000000ffff'),
    /AADSTS700016/,
  ],
  [
    'an unknown tenant',
    (place) => (place.credentials['tenantId'] = 'a0000000-0000-4000-8000-00000000ffff'),
    /AADSTS90002/,
  ],
  [
    'a missing tenant',
    (place) => void delete place.credentials['tenantId'],
    /could not retrieve tenantId from auth file$/,
  ],
  [
    'a missing subscription',
    (place) => void delete place.credentials['subscriptionId'],
    /could not retrieve subscriptionId from auth file$/,
  ],
  [
    'a missing application',
    (place) => void delete place.credentials['clientId'],
    /could not retrieve clientId from auth file$/,
  ],
  [
    'a missing secret',
    (place) => void delete place.credentials['clientSecret'],
    /could not retrieve clientSecret from auth file$/,
  ],
  [
    'an unknown subscription',
    (place) => (place.credentials['subscriptionId'] = 'a0000000-0000-4000-8000-00000000ffff'),
    /SubscriptionNotFound/,
  ],
];

it.each(credentials)(
  'refuses %s in the words of Entra ID or its own, without the secret',
  async (_what, change, cause) => {
    const place = await test.workplace('4.18');
    const secret = place.credentials['clientSecret'] ?? '';
    change(place);

    const { code, stderr, messages } = await place.create('manifests');

    expect(code).toBe(3);
    expect(messages.at(-1)).toMatch(cause);
    expect(stderr + place.read('.openshift_install.log')).not.toMatch(new RegExp(`${secret}|canary`));
  },
);

it('repeats what ARM says of a principal that may not read the network', async () => {
  const place = await test.workplace('4.18');
  const { clientId, clientSecret } = test.azure.endpoints.identities?.['frontend'] ?? {};
  Object.assign(place.credentials, { clientId, clientSecret });

  const { code, messages } = await place.create('manifests');

  expect(code).toBe(3);
  expect(messages.at(-1)).toMatch(
    /platform\.azure\.virtualNetwork: .*Code="AuthorizationFailed".*does not have authorization to perform action/,
  );
});

it('looks for a free address of the machines from 4.17 on, and says when it may not', async () => {
  const [old, recent, refusedOne] = await Promise.all([
    test.workplace('4.16'),
    test.workplace('4.18'),
    test.workplace('4.20'),
  ]);
  const asked = () => test.azure.arm.requests().filter(({ path }) => /CheckIPAddressAvailability/.test(path)).length;

  const [oldEnd, askedByOld] = [await old.create('manifests'), asked()];
  const [recentEnd, askedByRecent] = [await recent.create('manifests'), asked()];
  const denial = { kind: 'status', status: 403, code: 'AuthorizationFailed' } as const;
  test.azure.faults.add({ service: 'arm', method: 'GET', path: 'CheckIPAddressAvailability', action: denial });
  const refusedEnd = await refusedOne.create('manifests');

  expect([oldEnd.code, recentEnd.code, refusedEnd.code]).toEqual([0, 0, 1]);
  expect([askedByOld, askedByRecent]).toEqual([0, 1]);
  expect(recent.read('cluster-api/02_azure-cluster.yaml')).toContain('privateIP: 10.0.0.100');
  expect(refusedEnd.stderr.trimEnd().split('\n').at(-1)).toMatch(
    /^level=fatal msg=failed to fetch Cluster API Manifests: .*: failed to get azure ip availability: .*Code="AuthorizationFailed"/,
  );
});

it('fails for want of answers when there is no install-config', async () => {
  const place = await test.workplace('4.18');
  rmSync(join(place.folder, 'install-config.yaml'));

  const { code, messages } = await place.create('ignition-configs');

  expect(code).toBe(3);
  expect(messages.at(-1)).toMatch(/failed to create install config: failed UserInput: EOF$/);
});

it.each([
  ['that AZURE_AUTH_LOCATION names', { AZURE_AUTH_LOCATION: '/nowhere/osServicePrincipal.json' }],
  ['in its home, where it looks otherwise', { AZURE_AUTH_LOCATION: undefined }],
])('fails for want of answers when there is no auth file %s', async (_where, env) => {
  const place = await test.workplace('4.18');

  const { code, messages } = await place.create('manifests', env);

  expect(code).toBe(3);
  expect(messages.at(-1)).toMatch(/failed to get Azure session: failed UserInput: EOF$/);
});

it('ignores a member that it does not know, with a warning; 4.20 knows the identity', async () => {
  const withIdentity = (config: TestConfig) =>
    Object.assign(config.platform.azure, { defaultMachinePlatform: { identity: { type: 'None' } } });
  const [old, recent] = await Promise.all([test.workplace('4.18', withIdentity), test.workplace('4.20', withIdentity)]);

  const [oldEnd, recentEnd] = [await old.create('manifests'), await recent.create('manifests')];

  expect([oldEnd.code, recentEnd.code]).toEqual([0, 0]);
  expect(oldEnd.messages).toContain(
    'failed to parse first occurrence of unknown field: failed to unmarshal install-config.yaml: error unmarshaling JSON: while decoding JSON: json: unknown field "identity"',
  );
  expect(oldEnd.messages).toContain(
    'Attempting to unmarshal while ignoring unknown keys because strict unmarshaling failed',
  );
  expect(recentEnd.stderr).not.toContain('unknown field');
});

it('asks again when ARM has too much to do', async () => {
  const place = await test.workplace('4.18');
  const { faults } = test.azure;
  faults.add({ service: 'arm', method: 'GET', action: { kind: 'status', status: 429, retryAfterMs: 1 } });

  const { code } = await place.create('manifests');

  expect([code, faults.list()[0]?.struck]).toEqual([0, 1]);
});

it.each([
  [['destroy', 'cluster']],
  [['create', 'cluster']],
  [['create', 'manifests', '--log-level', 'loud']],
  [['create', 'manifests', '--unheard-of']],
])('ends with exit code 1 and a fatal line for %j', async (args) => {
  const place = await test.workplace('4.18');

  const { code, stderr } = await place.run(args);

  expect(code).toBe(1);
  expect(stderr).toMatch(/^level=fatal msg=Error executing openshift-install: /);
});
