import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { milliseconds } from '@aro-rp/time';
import { parse } from 'yaml';
import { cluster } from '../entra/principals.ts';
import { homeTenant } from '../entra/tenants.ts';
import { type LocalAzure, startLocalAzure } from '../host/local-azure.ts';
import { trust } from '../host/testing.ts';
import { buildInstaller, type InstallerBuild } from './index.ts';

export const versions = { '4.16': '4.16.30', '4.18': '4.18.9', '4.20': '4.20.3' } as const;
export type Minor = keyof typeof versions;

export const releaseImage = `localhost:8446/openshift-release-dev/ocp-release@sha256:${'a'.repeat(64)}`;
export const pullSecret = '{"auths":{"localhost:8446":{"auth":"dG9rZW46Y2FuYXJ5LTc3Nzc="}}}';

const images = {
  '4.16': ['aro_416-v2', '416.94.20240701'],
  '4.18': ['aro_418-v2', '418.94.20250122'],
  '4.20': ['aro_420-v2', '420.6.20251015'],
} as const;

/** As the service writes it (docs/openshift-install.md 2), to be changed by a test. */
export function installConfig(minor: Minor) {
  const [sku, version] = images[minor];
  const osImage = { plan: 'NoPurchasePlan', publisher: 'azureopenshift', offer: 'aro4', sku, version };
  const pool = (name: string, type: string, diskSizeGB: number) => ({
    name,
    architecture: 'amd64',
    hyperthreading: 'Enabled',
    replicas: 3,
    platform: {
      azure: {
        type,
        zones: ['1', '2', '3'],
        osDisk: { diskSizeGB, diskType: 'Premium_LRS' },
        osImage: { ...osImage } as Record<keyof typeof osImage, string>,
      },
    },
  });
  return {
    apiVersion: 'v1',
    baseDomain: 'example.com',
    metadata: { name: 'demo' },
    networking: {
      networkType: 'OVNKubernetes',
      clusterNetwork: [{ cidr: '10.128.0.0/14', hostPrefix: 23 }],
      serviceNetwork: ['172.30.0.0/16'],
      machineNetwork: [{ cidr: '10.0.0.0/23' }, { cidr: '10.0.2.0/23' }],
    },
    controlPlane: pool('master', 'Standard_D8s_v5', 1_024),
    compute: [pool('worker', 'Standard_D4s_v5', 128)],
    platform: {
      azure: {
        region: 'eastus',
        cloudName: 'AzurePublicCloud',
        resourceGroupName: 'managed',
        baseDomainResourceGroupName: 'managed',
        networkResourceGroupName: 'vnet-rg',
        virtualNetwork: 'vnet',
        controlPlaneSubnet: 'master',
        computeSubnet: 'worker',
        outboundType: 'Loadbalancer',
        ...(minor === '4.20' && { defaultMachinePlatform: { identity: { type: 'None' } } }),
      },
    },
    publish: 'External',
    imageDigestSources: ['ocp-release', 'ocp-v4.0-art-dev'].map((name) => ({
      source: `quay.io/openshift-release-dev/${name}`,
      mirrors: [`localhost:8446/openshift-release-dev/${name}`],
    })),
    pullSecret,
    sshKey,
    fips: undefined as boolean | undefined,
  };
}

export type TestConfig = ReturnType<typeof installConfig>;

const sshKey = (() => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const name = Buffer.from('\0\0\0\x0bssh-ed25519\0\0\0\x20', 'latin1');
  const blob = Buffer.concat([name, publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)]);
  return `ssh-ed25519 ${blob.toString('base64')}`;
})();

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
  /** Of standard error, without the level; the lines of one error are one message. */
  messages: string[];
}

/** One private folder in which the program runs. */
export interface Workplace {
  /** What `--dir` names. */
  folder: string;
  credentials: Record<string, string>;
  /** Relative to the folder. */
  write(name: string, text: string): void;
  read(name: string): string;
  yaml<T = Record<string, unknown>>(name: string): T;
  exists(name: string): boolean;
  /** The names in a folder below, sorted; none when it is not there. */
  list(name: string): string[];
  mode(name: string): string;
  /** @param binary the version's unless told */
  run(args: string[], env?: Record<string, string | undefined>, binary?: string): Promise<Ended>;
  create(what: 'manifests' | 'ignition-configs', env?: Record<string, string | undefined>): Promise<Ended>;
}

export interface InstallerTest extends AsyncDisposable {
  azure: LocalAzure;
  build: (version: string, more?: Partial<InstallerBuild>) => InstallerBuild;
  /** A folder with an install-config, and the program of that version. */
  workplace(minor: Minor, change?: (config: TestConfig) => void): Promise<Workplace>;
  /** A request of the customer, who owns the subscription. */
  arm(method: string, path: string, body?: unknown): Promise<void>;
}

/** Entra ID and ARM with a network of two subnets, and a cluster's principal that may read the subscription. */
export async function startInstallerTest(): Promise<InstallerTest> {
  const root = await mkdtemp(join(tmpdir(), 'openshift-install-'));
  const azure = await startLocalAzure({
    dataDir: join(root, 'azure'),
    only: ['entra', 'arm'],
    arm: { operationDuration: milliseconds(1), roleAssignmentDelay: milliseconds(0) },
  });
  trust(azure.certificates.authority);
  const { arm = '', authorityHost = '', clientId = '', clientSecret = '' } = azure.endpoints;
  const subscriptionId = '00000000-0000-4000-8000-000000000001';
  const binaries = new Map<string, Promise<string>>();
  const build: InstallerTest['build'] = (version, more = {}) => ({
    version,
    releaseImage: `quay.io/openshift-release-dev/ocp-release@sha256:${'b'.repeat(64)}`,
    endpoints: { arm, authorityHost },
    caPem: azure.certificates.authority,
    ...more,
  });
  const binary = async (version: string): Promise<string> => {
    const { bytes } = await buildInstaller(build(version));
    const path = join(root, version);
    writeFileSync(path, bytes, { mode: 0o500 });
    return path;
  };
  const token = async (): Promise<string> => {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: 'https://management.azure.com/.default',
    });
    const answer = await fetch(`${authorityHost}/${homeTenant}/oauth2/v2.0/token`, { method: 'POST', body: form });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  const test: InstallerTest = {
    azure,
    build,
    async workplace(minor, change) {
      const version = versions[minor];
      const made = binaries.get(version) ?? binary(version);
      binaries.set(version, made);
      const config = installConfig(minor);
      change?.(config);
      const { clusterClientId = '', clusterClientSecret = '' } = azure.endpoints;
      const place = createWorkplace(await mkdtemp(join(root, 'run-')), await made, {
        subscriptionId,
        tenantId: homeTenant,
        clientId: clusterClientId,
        clientSecret: clusterClientSecret,
      });
      place.write('install-config.yaml', JSON.stringify(config));
      return place;
    },
    async arm(method, path, body) {
      const url = `${arm}/subscriptions/${subscriptionId}${path}`;
      const response = await fetch(url, {
        method,
        headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    },
    async [Symbol.asyncDispose]() {
      await azure.close();
      await rm(root, { recursive: true, force: true });
    },
  };
  await test.arm('PUT', '/resourceGroups/vnet-rg?api-version=2021-04-01', { location: 'eastus' });
  await test.arm('PUT', `${network}?api-version=2023-11-01`, {
    location: 'eastus',
    properties: {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [
        { name: 'master', properties: { addressPrefix: '10.0.0.0/23' } },
        { name: 'worker', properties: { addressPrefix: '10.0.2.0/23' } },
        { name: 'elsewhere', properties: { addressPrefix: '10.0.8.0/23' } },
      ],
    },
  });
  const reader = '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7';
  const assignment = `/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}?api-version=2022-04-01`;
  const principalId = cluster.objectIds[homeTenant];
  await test.arm('PUT', assignment, {
    properties: { roleDefinitionId: `/subscriptions/${subscriptionId}${reader}`, principalId },
  });
  return test;
}

const network = '/resourceGroups/vnet-rg/providers/Microsoft.Network/virtualNetworks/vnet';

function createWorkplace(base: string, binary: string, credentials: Record<string, string>): Workplace {
  const folder = join(base, 'install');
  const authFile = join(base, 'osServicePrincipal.json');
  for (const name of [folder, join(base, 'home'), join(base, 'tmp')]) mkdirSync(name);
  const at = (name: string) => join(folder, name);
  const place: Workplace = {
    folder,
    credentials,
    write: (name, text) => writeFileSync(at(name), text),
    read: (name) => readFileSync(at(name), 'utf8'),
    yaml: <T>(name: string) => parse(place.read(name)) as T,
    exists: (name) => existsSync(at(name)),
    list: (name) => (existsSync(at(name)) ? readdirSync(at(name)).sort() : []),
    mode: (name) => (statSync(at(name)).mode & 0o777).toString(8),
    run(args, env = {}, program = binary) {
      writeFileSync(authFile, JSON.stringify(place.credentials), { mode: 0o600 });
      const all: Record<string, string | undefined> = {
        AZURE_AUTH_LOCATION: authFile,
        HOME: join(base, 'home'),
        TMPDIR: join(base, 'tmp'),
        OPENSHIFT_INSTALL_RELEASE_IMAGE_OVERRIDE: releaseImage,
        ...env,
      };
      const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      return execute(program, args, given as Record<string, string>);
    },
    create: (what, env) => place.run(['create', what, '--dir', folder, '--log-level', 'debug'], env),
  };
  return place;
}

function execute(binary: string, args: string[], env: Record<string, string>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, {
      env: env as unknown as NodeJS.ProcessEnv,
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const text = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.stderr += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, ...text, messages: messagesIn(text.stderr) });
    });
  });
}

function messagesIn(stderr: string): string[] {
  const messages: string[] = [];
  let before = '';
  for (const [, level = '', message = ''] of stderr.matchAll(/^level=(\w+)(?: msg=(.*))?$/gm)) {
    const isPart = level === before && /error|fatal/.test(level);
    if (isPart) messages.push(`${messages.pop()}\n${message}`);
    else messages.push(message);
    before = level;
  }
  return messages;
}
