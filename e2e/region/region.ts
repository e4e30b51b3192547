import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { apps, createServicePrincipal, offer, resourceManager, servicePrincipalId, untilMirrored } from '@aro-rp/start';
import { ClientSecretCredential } from '@azure/identity';
import { stringify } from 'yaml';
import { root } from '../harness/system.ts';
import { type AzureProcess, releases, startAzureProcess } from './azure-process.ts';
import { deploy, type DeployPlace, type Identity } from './deploy-process.ts';
import { until } from './until.ts';
import { letIntoVaults, openVault, registerCertificate } from './vaults.ts';

export const group = 'aro-eastus';
export const globalGroup = 'aro-global';
export const prefix = 'e2e';
export const registryName = 'e2eregistry';
export const firstVersion = '0.1.0-000000000001';

export type ServiceName = (typeof apps)[number];

/** An instance of a scale set as local Azure sees it. */
export interface Machine {
  name: string;
  /** Its own, of this machine's loopback addresses. */
  address: string;
  pid?: number;
  health: string;
}

/** A region on machines of this one, and who works on it. */
export interface Region {
  azure: AzureProcess;
  /** The subscription's owner. */
  owner: Identity;
  /** Has what its owner has given it, and nothing else. */
  pipeline: Identity;
  /** Acts in customers' tenants. */
  provider: Identity;
  place(): DeployPlace;
  machines(): Promise<Machine[]>;
  /** Ends the lease of a release whose run is dead, as time would do after a minute (Blob service REST, Lease Blob). */
  breakLease(service: ServiceName): Promise<void>;
  stop(): Promise<void>;
}

const onlyOnce = new Map<string, Promise<unknown>>();

/** The tool's bundle, once for a process. */
const build = () =>
  onlyOnce.get('deploy') ??
  onlyOnce
    .set('deploy', promisify(execFile)(process.execPath, [join('tools', 'bundle.mjs'), 'deploy'], { cwd: root }))
    .get('deploy');

/**
 * An empty subscription with machines, a pipeline without any right, and a configuration.
 * @param speed how many times as fast as in Azure machines do what they do from time to time
 */
export async function startRegion(speed = 5): Promise<Region> {
  await build();
  const folder = mkdtempSync(join(tmpdir(), 'aro-region-'));
  mkdirSync(join(folder, 'azure'));
  const azure = await startAzureProcess(join(folder, 'azure'), speed);
  const { endpoints } = azure;
  const owner = { clientId: endpoints.clientId, clientSecret: endpoints.clientSecret };
  const pipeline = await createServicePrincipal(endpoints, 'pipeline');
  const provider = endpoints.identities['resource-provider'];
  if (!provider) throw new Error('local Azure has no resource provider');
  const config = join(folder, 'region.yaml');
  writeFileSync(config, stringify(await configuration(azure, pipeline, provider)));
  return {
    ...{ azure, owner, pipeline, provider },
    place: () => ({ ...azure.endpoints, config }),
    async machines() {
      const answer = await fetch(`${azure.endpoints.admin}/machines`);
      return ((await answer.json()) as { value: Machine[] }).value;
    },
    async breakLease(service) {
      const { tenantId, authorityHost, blob, location } = azure.endpoints;
      const { clientId, clientSecret } = pipeline;
      const options = { authorityHost, disableInstanceDiscovery: true };
      const credential = new ClientSecretCredential(tenantId, clientId, clientSecret, options);
      const { token } = await credential.getToken('https://storage.azure.com/.default');
      const answer = await fetch(`${blob}/e2ereleases/releases/${location}/${service}?comp=lease`, {
        method: 'PUT',
        headers: {
          ...{ authorization: `Bearer ${token}`, 'x-ms-version': '2023-11-03' },
          ...{ 'x-ms-lease-action': 'break', 'x-ms-lease-break-period': '0' },
        },
      });
      // The run may have given it back, as its last act.
      if (!answer.ok && answer.status !== 409) throw new Error(`${answer.status}: ${await answer.text()}`);
    },
    async stop() {
      await azure.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function configuration({ endpoints }: AzureProcess, pipeline: Identity, provider: Identity) {
  const { location, subscriptionId, clientId } = endpoints;
  return {
    defaults: {
      ...{ globalGroup, globalLocation: location, registryName, storageName: 'e2ereleases' },
      ...{ parentZone: 'aroapp.example.com', alertMails: ['sre@example.com'], channels: ['stable-4.16'] },
      pipelinePrincipalId: await servicePrincipalId(endpoints, pipeline.clientId),
      operators: await servicePrincipalId(endpoints, clientId),
      rpClientId: provider.clientId,
      rpPrincipalId: await servicePrincipalId(endpoints, provider.clientId),
      sshPublicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA sre@example.com',
      services: {
        all: { version: firstVersion, instances: 2, soak: '5s', healthyWithin: '45s', goneWithin: '60s' },
      },
    },
    regions: [{ location, subscriptionId, prefix, group }],
  };
}

/** What people put there before a region's services can start: secrets, and the images of the first version. */
export async function bringSecrets({ azure: { endpoints }, owner, pipeline, provider }: Region): Promise<void> {
  for (const { clientId } of [owner, pipeline])
    await letIntoVaults(endpoints, group, await servicePrincipalId(endpoints, clientId));
  const service = await openVault(endpoints, group, `${prefix}-svc`);
  await service.issue('rp-server', 'localhost');
  const application = await openVault(endpoints, group, `${prefix}-app`);
  await registerCertificate(endpoints, provider.clientId, await application.issue('rp-application', 'rp-application'));
  const mirror = await openVault(endpoints, group, `${prefix}-mir`);
  await mirror.setSecret('source-registries', readFileSync(endpoints.upstream?.pullSecret ?? '', 'utf8'));
}

/** Host and port of the region's registry. */
export async function loginServerOf({ azure: { endpoints } }: Region): Promise<string> {
  const id = `/subscriptions/${endpoints.subscriptionId}/resourceGroups/${globalGroup}/providers/Microsoft.ContainerRegistry/registries/${registryName}`;
  const { properties } = await resourceManager(endpoints).resources.getById(id, '2023-07-01');
  return (properties as { loginServer: string }).loginServer;
}

/** Packages services as they are and pushes them under a version. */
export async function pushImages(
  region: Region,
  services: readonly ServiceName[] = apps,
  version = firstVersion,
): Promise<void> {
  const { endpoints } = region.azure;
  const args = ['push', ...services, '--registry', await loginServerOf(region), '--authority', endpoints.authorityHost];
  await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'tools/package/main.ts', ...args, '--version', version, '--commit', 'e2e'],
    {
      cwd: root,
      env: {
        ...process.env,
        NODE_EXTRA_CA_CERTS: endpoints.caBundle,
        AZURE_TENANT_ID: endpoints.tenantId,
        AZURE_CLIENT_ID: region.owner.clientId,
        AZURE_CLIENT_SECRET: region.owner.clientSecret,
      },
    },
  );
}

/** From an empty subscription to services that run, as the runbook says. */
export async function makeRegion(region: Region): Promise<void> {
  await deploy(region.place(), region.owner, ['region', '--as-owner', '--shared-only']);
  await bringSecrets(region);
  await pushImages(region);
  await deploy(region.place(), region.pipeline, ['region', '--make-data-key']);
}

/** Waits until the mirror has brought the releases. */
export const mirrored = ({ azure: { endpoints } }: Region): Promise<void> =>
  untilMirrored(
    endpoints,
    releases.map((version) => ({ version })),
    new AbortController().signal,
  );

/** Offers what the mirror has brought, as an SRE does. */
export async function offerMirrored(region: Region): Promise<void> {
  await mirrored(region);
  const [first = '', ...others] = releases;
  for (const args of [[first, '--default'], ...others.map((version) => [version])])
    await offer(root, region.azure.endpoints, ['enable-version', ...args]);
}

/** Every instance of every service is well. */
export const allWell = (region: Region, count: number): Promise<Machine[]> =>
  until(`${count} machines are well`, async () => {
    const found = await region.machines();
    return found.length === count && found.every(({ health }) => health === 'healthy') ? found : undefined;
  });
