import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenShiftCluster, type ResourceId } from '@aro-rp/api';
import { createAzure, createCredentials } from '@aro-rp/azure';
import { createDatabase, type Database, type ProtocolTimes } from '@aro-rp/database';
import { createContainers } from '@aro-rp/database/provision';
import {
  type Endpoints,
  type LocalAzure,
  type LocalAzureOptions,
  publishReleases,
  startLocalAzure,
  type Timeline,
  trust,
} from '@aro-rp/local-azure';
import { connectCluster } from '@aro-rp/openshift';
import { connectKeyVault, createApplicationCredential, createKeyRing, type KeyRing } from '@aro-rp/service';
import { type Log, Secret, silentLog } from '@aro-rp/telemetry';
import { clusterOf } from '@aro-rp/testing';
import { hours, milliseconds, minutes, seconds, systemClock } from '@aro-rp/time';
import { createInstallations } from '../installation/installations.ts';
import { createPlanBook, type PlanBookOptions } from '../plans/index.ts';
import { createCustomer } from './customer.ts';
import { shortTimes, workerOn } from './worker-on.ts';

/** Local Azure as a whole, in this process, with what a region and a customer have before the first cluster. */
export interface World extends AsyncDisposable {
  azure: LocalAzure;
  endpoints: Endpoints;
  database: Database;
  /** A worker with the real plans and clients; each is like another process. */
  worker(changes?: Partial<PlanBookOptions>, log?: Log): ReturnType<typeof workerOn>;
  planBook(changes?: Partial<PlanBookOptions>, log?: Log): ReturnType<typeof createPlanBook>;
  /** A cluster as a frontend would accept it, and its secrets; with a network of its own, and rights on it. */
  cluster(
    id: ResourceId,
    changes?: ClusterChanges,
  ): Promise<{ cluster: OpenShiftCluster; secrets: Record<string, Secret> }>;
}

export interface ClusterChanges {
  domain?: string;
  version?: string;
  private?: boolean;
  pullSecret?: Secret;
  outboundIps?: number;
}

export const releases = ['4.16.30', '4.18.20', '4.20.5'] as const;

/** A cluster takes no longer than it has to. */
const hurried: Timeline = {
  boot: milliseconds(20),
  bootstrap: milliseconds(50),
  node: milliseconds(20),
  operator: milliseconds(50),
  retry: milliseconds(100),
};

/** Of the workers here. */
export const worldTimes: ProtocolTimes = {
  ...shortTimes,
  lease: seconds(3),
  renewEvery: milliseconds(500),
  abortAfter: milliseconds(2_500),
  callTimeout: seconds(2),
  sliceBudget: seconds(4),
  readBackoff: seconds(5),
};

/** Where nobody dies, and a machine with much to do may be slow. */
export const calmTimes: ProtocolTimes = {
  ...worldTimes,
  lease: seconds(40),
  renewEvery: seconds(8),
  abortAfter: seconds(35),
  sliceBudget: seconds(10),
  capBeyondBudget: seconds(25),
};

export async function createWorld(options: Partial<LocalAzureOptions> = {}): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), 'world-'));
  const azure = await startLocalAzure({
    dataDir,
    arm: { operationDuration: milliseconds(20), roleAssignmentDelay: milliseconds(50) },
    openshift: { timeline: hurried },
    ...options,
  });
  trust(azure.certificates.authority);
  const endpoints = azure.endpoints as Endpoints;
  const account = { endpoint: azure.cosmos.endpoint, auth: { key: azure.cosmos.key }, clock: systemClock };
  await createContainers(account);
  const keyRing = await keyRingOf(endpoints);
  // All of Azure shares a process with the test here, and may answer late; the workers' own calls have their limit.
  const database = createDatabase({ ...account, keyRing, protocol: { ...worldTimes, callTimeout: seconds(20) } });
  const workers = createDatabase({ ...account, keyRing, protocol: worldTimes });
  await Promise.all([database.ping(), workers.ping()]);
  for (const version of await publishReleases(azure, releases)) await database.versions.put(version);
  await registerCustomer(endpoints, database);

  const planBook: World['planBook'] = (changes = {}, log = silentLog) => {
    const client = createAzure({
      armEndpoint: endpoints.arm,
      graphEndpoint: endpoints.graph,
      credentialFor: createCredentials(credentialsOf(endpoints)),
      clock: systemClock,
      log,
      callTimeout: worldTimes.callTimeout,
    });
    const { subscriptionId, resourceGroup, registryId, installerStore, installerOutput, networkShards } = endpoints.rp;
    const folder = mkdtempSync(join(dataDir, 'installer-'));
    return createPlanBook({
      azure: client,
      ...{ clusters: workers.clusters, subscriptions: workers.subscriptions, versions: workers.versions },
      billing: workers.billing,
      place: {
        ...{ subscriptionId, resourceGroup, registryId, networkShards },
        location: endpoints.location,
        dns: { name: endpoints.dnsZone.name, resourceGroup: endpoints.dnsZone.resourceGroup },
        subnetIds: [],
      },
      rpClientId: endpoints.identities['resource-provider']?.clientId ?? '',
      installations: createInstallations({
        blobs: client.subscription({ identity: 'service', subscriptionId }).blobs,
        ...{ store: installerStore, output: installerOutput, keyRing, log, clock: systemClock },
        cacheFolder: join(folder, 'binaries'),
        scratch: { folder: join(folder, 'runs') },
        atOnce: 8,
        timeout: minutes(2),
      }),
      connect: (kubeconfig, address) =>
        connectCluster({
          ...{ kubeconfig, address, log },
          proxy: endpoints.clusterProxy,
          callTimeout: worldTimes.callTimeout,
          clock: systemClock,
        }),
      pollEvery: milliseconds(50),
      spreadWithin: seconds(10),
      frozenFor: milliseconds(300),
      redeliveredFor: hours(3),
      ...changes,
    });
  };

  return {
    ...{ azure, endpoints, database, planBook },
    worker: (changes, log) => workerOn(workers, planBook(changes, log), { times: worldTimes, ...(log && { log }) }),
    cluster: (id, changes = {}) => clusterIn(endpoints, id, changes),
    async [Symbol.asyncDispose]() {
      database.dispose();
      workers.dispose();
      await azure.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A data key in the vault, and the ring of those that may read it. */
async function keyRingOf(endpoints: Endpoints): Promise<KeyRing> {
  const { tenantId, clientId, clientSecret, authorityHost, keyVault } = endpoints;
  const proof = { secret: new Secret(clientSecret) };
  const credential = createApplicationCredential({ tenantId, clientId, authorityHost, proof });
  const token = await credential.getToken('https://vault.azure.net/.default');
  const answer = await fetch(`${keyVault}/secrets/${dataKeyName}?api-version=7.4`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token?.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ value: randomBytes(32).toString('base64') }),
  });
  if (!answer.ok) throw new Error(`Key Vault answers ${answer.status}: ${await answer.text()}`);
  const source = connectKeyVault(keyVault, credential).keySource(dataKeyName);
  return createKeyRing(source, { clock: systemClock, log: silentLog });
}
const dataKeyName = 'data-key';

function credentialsOf({ identities, tenantId, authorityHost }: Endpoints) {
  const proofOf = (name: string) => ({ secret: new Secret(identities[name]?.clientSecret ?? '') });
  const idOf = (name: string) => identities[name]?.clientId ?? '';
  return {
    service: createApplicationCredential({
      ...{ tenantId, authorityHost },
      clientId: idOf('backend'),
      proof: proofOf('backend'),
    }),
    rp: { clientId: idOf('resource-provider'), authorityHost, proof: proofOf('resource-provider') },
  };
}

/** The subscription is registered at our namespace, as ARM and the frontend leave it. */
async function registerCustomer(endpoints: Endpoints, database: Database): Promise<void> {
  const { subscriptionId, tenantId } = endpoints;
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.RedHatOpenShift/register`;
  const { azure } = createCustomer(endpoints);
  await azure.resources.post(path, '2021-04-01', undefined, { signal: new AbortController().signal });
  await database.subscriptions.put(subscriptionId, () => ({ state: 'Registered', properties: { tenantId } }));
}

async function clusterIn(endpoints: Endpoints, id: ResourceId, changes: ClusterChanges) {
  const { location, clusterClientId, clusterClientSecret } = endpoints;
  const { makeNetwork, giveRights } = createCustomer(endpoints);
  const network = await makeNetwork(`network-${id.name}`);
  await giveRights(network, clusterClientId);
  const base = clusterOf(id, changes.domain);
  const { properties } = base;
  const visibility = changes.private ? ('Private' as const) : ('Public' as const);
  const cluster: OpenShiftCluster = {
    ...base,
    location,
    properties: {
      ...properties,
      clusterProfile: { ...properties.clusterProfile, version: changes.version ?? releases[0] },
      servicePrincipalProfile: { clientId: clusterClientId },
      masterProfile: { ...properties.masterProfile, subnetId: `${network}/subnets/master` },
      workerProfiles: properties.workerProfiles.map((one) => ({
        ...one,
        vmSize: 'Standard_D4s_v3',
        subnetId: `${network}/subnets/worker`,
      })),
      ...(changes.outboundIps !== undefined && {
        networkProfile: {
          ...properties.networkProfile,
          loadBalancerProfile: { managedOutboundIps: { count: changes.outboundIps } },
        },
      }),
      apiserverProfile: { visibility },
      ingressProfiles: [{ name: 'default', visibility }],
    },
  };
  return {
    cluster,
    secrets: {
      clientSecret: new Secret(clusterClientSecret),
      ...(changes.pullSecret && { pullSecret: changes.pullSecret }),
    },
  };
}
