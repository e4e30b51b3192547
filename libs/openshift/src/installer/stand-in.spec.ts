import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { type BuiltInstaller, buildInstaller, type LocalAzure, startLocalAzure, trust } from '@aro-rp/local-azure';
import { type Log, Secret } from '@aro-rp/telemetry';
import { milliseconds, minutes, seconds, systemClock } from '@aro-rp/time';
import { type InstallConfigInput, toInstallConfig } from '../install-config.ts';
import { parseKubeconfig } from '../kubeconfigs/kubeconfig.ts';
import { mintKubeconfigs } from '../kubeconfigs/mint.ts';
import { readOutput, serializeOutput } from '../output.ts';
import { installConfigInput } from '../testing/sample.ts';
import { createInstallerCache, type InstallerCache } from './cache.ts';
import { InstallerError } from './installer-error.ts';
import { runInstaller } from './run-installer.ts';
import { type InstallerRun } from './run-options.ts';

/** The driver against local Azure's `openshift-install`: a network, a principal that reads the subscription. */
let root: string;
let azure: LocalAzure;
let subscriptionId: string;
const lines: string[] = [];
const keep = (...line: unknown[]) => void lines.push(JSON.stringify(line));
const log: Log = { debug: keep, info: keep, warn: keep, error: keep, child: () => log } as unknown as Log;

const versions: Record<string, [version: string, sku: string, image: string]> = {
  '4.16': ['4.16.30', 'aro_416-v2', '416.94.20240701'],
  '4.18': ['4.18.9', 'aro_418-v2', '418.94.20250122'],
  '4.20': ['4.20.3', 'aro_420-v2', '420.6.20251015'],
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'installer-stand-in-'));
  const fetch = (digest: string) => Promise.resolve(bytesOf(digest));
  cache = createInstallerCache({ folder: join(root, 'cache'), log, fetch });
  azure = await startLocalAzure({
    dataDir: join(root, 'azure'),
    only: ['entra', 'arm'],
    arm: { operationDuration: milliseconds(1), roleAssignmentDelay: milliseconds(0) },
  });
  trust(azure.certificates.authority);
  subscriptionId = azure.endpoints.subscriptionId ?? '';
  await makeNetwork();
}, 60_000);
afterAll(async () => {
  await azure.close();
  await rm(root, { recursive: true, force: true });
});

describe.each(['4.16', '4.18', '4.20'])('the driver with the openshift-install of %s', (minor) => {
  it('downloads it by its digest and runs it to a complete output', async () => {
    const { config, version } = inputOf(minor);
    using binary = await cached(await build(version));

    const output = await runInstaller(runOf(binary.path, config, { edits }));

    expect(output.infraId).toMatch(/^demo-\w{5}$/);
    expect(readOutput(serializeOutput(output)).infraId).toBe(output.infraId);
    const files = filesOf(output.bootstrapIgnition);
    expect(files.get('/opt/openshift/manifests/cluster-dns-02-config.yml')).not.toContain('publicZone');
    expect(files.get('/opt/openshift/manifests/91_router-service.yaml')).toContain(`${output.infraId}-default-v4`);
    expect(files.get('/opt/openshift/manifests/92_image-registry-config.yaml')).toContain('imageregistrydemo');
    expect(
      files.get('/opt/openshift/openshift/99_openshift-machine-api_master-control-plane-machine-set.yaml'),
    ).toMatch(/^ {2}state: Inactive$/m);
    expect(output.masterIgnition).toContain('https://api-int.demo.example.com:22623/config/master');
  });

  it('gives a state that kubeconfigs can be minted from, for the cluster’s own signer', async () => {
    const { config, version } = inputOf(minor);
    using binary = await cached(await build(version));
    const output = await runInstaller(runOf(binary.path, config));

    const { service } = await mintKubeconfigs(output, systemClock);

    const { server, clientCertificate } = parseKubeconfig(service);
    const signer = filesOf(output.bootstrapIgnition).get('/opt/openshift/tls/admin-kubeconfig-ca-bundle.crt') ?? '';
    expect(server).toBe('https://api-int.demo.example.com:6443');
    expect(new X509Certificate(clientCertificate).verify(new X509Certificate(signer).publicKey)).toBe(true);
  });
});

const network = (config: InstallConfigInput, change: Partial<InstallConfigInput['azure']>): InstallConfigInput => ({
  ...config,
  azure: { ...config.azure, ...change },
});
const masters = (config: InstallConfigInput, change: Partial<InstallConfigInput['masters']>): InstallConfigInput => ({
  ...config,
  masters: { ...config.masters, ...change },
});

it.each([
  ['network', (config: InstallConfigInput) => network(config, { virtualNetwork: 'nowhere' })],
  ['network', (config: InstallConfigInput) => network(config, { computeSubnet: 'nowhere' })],
  ['cidr', (config: InstallConfigInput) => network(config, { computeSubnet: 'elsewhere' })],
  ['vm-size', (config: InstallConfigInput) => masters(config, { vmSize: 'Standard_D2s_v5' })],
  ['image', (config: InstallConfigInput) => masters(config, { vmSize: 'Standard_L8s' })],
  ['install-config', (config: InstallConfigInput) => ({ ...config, sshKey: 'ssh-rsa AAAA' })],
])('tells a failure of kind %s', async (kind, change) => {
  const { config, version } = inputOf('4.18');
  using binary = await cached(await build(version));

  const error: unknown = await runInstaller(runOf(binary.path, change(config))).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(InstallerError);
  expect([(error as InstallerError).kind, (error as InstallerError).exitCode]).toEqual([kind, 3]);
});

it('tells wrong credentials, and ends a slow one at its limit', async () => {
  const { config, version } = inputOf('4.18');
  using fast = await cached(await build(version));
  using slow = await cached(await build(version, true));
  const wrong = { ...credentials(), clientSecret: new Secret('canary-of-a-wrong-secret') };

  const refused = runInstaller(runOf(fast.path, config, { credentials: wrong }));
  const ended = runInstaller(runOf(slow.path, config, { timeout: seconds(1) }));

  await expect(refused).rejects.toMatchObject({ kind: 'credentials' });
  await expect(ended).rejects.toMatchObject({ kind: 'timeout' });
});

it('has shown none of the secrets to the log in all of that', () => {
  const secrets = [credentials().clientSecret.reveal(), 'canary', 'dG9rZW46Y2FuYXJ5'];
  expect(lines.join('\n')).toContain('Consuming Install Config');
  expect(secrets.filter((secret) => lines.join('\n').includes(secret))).toEqual([]);
});

const edits: InstallerRun['edits'] = {
  router: { internal: false, publicIpName: (infraId) => `${infraId}-default-v4` },
  imageRegistry: { accountName: 'imageregistrydemo', container: 'image-registry' },
};

function inputOf(minor: string) {
  const [version = '', sku = '', image = ''] = versions[minor] ?? [];
  const osImage = { publisher: 'azureopenshift', offer: 'aro4', sku, version: image };
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const config: InstallConfigInput = {
    ...installConfigInput,
    version,
    masters: { ...installConfigInput.masters, osImage },
    workers: { ...installConfigInput.workers, osImage },
    sshKey: sshRsa(publicKey.export({ format: 'jwk' })),
  };
  return { version, config };
}

/** A line of authorized_keys (RFC 4253 6.6). */
function sshRsa({ e = '', n = '' }: { e?: string; n?: string }): string {
  const text = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const number = (value: string) => text(Buffer.concat([Buffer.from([0]), Buffer.from(value, 'base64url')]));
  const blob = Buffer.concat([text(Buffer.from('ssh-rsa')), text(Buffer.from(e, 'base64url')), number(n)]);
  return `ssh-rsa ${blob.toString('base64')}`;
}

const build = (version: string, slow = false): Promise<BuiltInstaller> =>
  buildInstaller({
    version,
    releaseImage: 'localhost:8446/openshift-release-dev/ocp-release@sha256:00',
    endpoints: { arm: azure.endpoints.arm ?? '', authorityHost: azure.endpoints.authorityHost ?? '' },
    caPem: azure.certificates.authority,
    ...(slow && { slowness: seconds(90) }),
  });

const stored = new Map<string, Uint8Array>();
let cache: InstallerCache;

function cached({ bytes, digest, size }: BuiltInstaller) {
  stored.set(digest, bytes);
  return cache.binary({ digest, size }, new AbortController().signal);
}

async function* bytesOf(digest: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(stored.get(digest) ?? Buffer.alloc(0));
}

const credentials = () => ({
  subscriptionId,
  tenantId: azure.endpoints.tenantId ?? '',
  clientId: azure.endpoints.clusterClientId ?? '',
  clientSecret: new Secret(azure.endpoints.clusterClientSecret ?? ''),
});

const runOf = (binary: string, config: InstallConfigInput, options: Partial<InstallerRun> = {}): InstallerRun => ({
  binary,
  scratch: { folder: join(root, 'scratch') },
  installConfig: toInstallConfig(config),
  releaseImage: 'localhost:8446/openshift-release-dev/ocp-release@sha256:00',
  credentials: credentials(),
  fips: false,
  edits: {},
  signal: new AbortController().signal,
  clock: systemClock,
  log,
  timeout: minutes(2),
  ...options,
});

function filesOf(ignition: Secret): Map<string, string> {
  const { storage } = JSON.parse(ignition.reveal()) as {
    storage: { files: { path: string; contents: { source: string } }[] };
  };
  return new Map(
    storage.files.map(({ path, contents }) => [
      path,
      Buffer.from(contents.source.split(',')[1] ?? '', 'base64').toString(),
    ]),
  );
}

async function makeNetwork(): Promise<void> {
  const { arm = '', authorityHost = '', tenantId = '', clientId = '', clientSecret = '' } = azure.endpoints;
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: 'https://management.azure.com/.default',
  });
  const answer = await fetch(`${authorityHost}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body: form });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const put = async (path: string, body: unknown) => {
    const response = await fetch(`${arm}/subscriptions/${subscriptionId}${path}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  const subnet = (name: string, addressPrefix: string) => ({ name, properties: { addressPrefix } });
  await put('/resourceGroups/vnet-rg?api-version=2021-04-01', { location: 'eastus' });
  await put('/resourceGroups/vnet-rg/providers/Microsoft.Network/virtualNetworks/vnet?api-version=2023-11-01', {
    location: 'eastus',
    properties: {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [subnet('master', '10.0.0.0/23'), subnet('worker', '10.0.2.0/23'), subnet('elsewhere', '10.0.8.0/23')],
    },
  });
  const reader = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`;
  const principal = azure.entra.directory.servicePrincipal(tenantId, azure.endpoints.clusterClientId ?? '');
  await put(
    '/providers/Microsoft.Authorization/roleAssignments/c0000000-0000-4000-8000-000000000001?api-version=2022-04-01',
    { properties: { roleDefinitionId: reader, principalId: principal?.objectId } },
  );
}
