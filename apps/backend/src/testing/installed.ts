import { type ClusterDocument } from '@aro-rp/database';
import { type InstallerOutput } from '@aro-rp/openshift';
import { resource } from '@aro-rp/testing';
import { milliseconds, systemClock } from '@aro-rp/time';
import { apiVersions } from '../names.ts';
import { createCustomer } from './customer.ts';
import { type Manifest, manifestsIn } from './manifests.ts';
import { outputOf, runWatched, type WatchOptions } from './watched.ts';
import { type World } from './world.ts';

/** A resource as Azure Resource Manager answers. */
export interface Body {
  id: string;
  name: string;
  properties: Record<string, unknown>;
  [member: string]: unknown;
}

/** Azure as anybody sees it who has the rights: over the wire. */
export interface Seen {
  get(id: string): Promise<Body | undefined>;
  /** @throws Error when there is none */
  require(id: string): Promise<Body>;
  list(path: string): Promise<Body[]>;
}

const versions: Record<string, string> = {
  'Microsoft.Network/privateDnsZones': apiVersions.privateDns,
  'Microsoft.Network/': apiVersions.network,
  'Microsoft.Compute/disks': apiVersions.disks,
  'Microsoft.Compute/': apiVersions.compute,
  'Microsoft.Storage/': apiVersions.storage,
  'Microsoft.ManagedIdentity/': apiVersions.managedIdentity,
  'Microsoft.Authorization/': apiVersions.authorization,
};
const versionOf = (path: string): string =>
  Object.entries(versions).find(([prefix]) => path.includes(`/providers/${prefix}`))?.[1] ?? apiVersions.providers;

export function seenIn({ endpoints }: World): Seen {
  const { resources } = createCustomer(endpoints).azure;
  const { signal } = new AbortController();
  const seen: Seen = {
    get: async (id) => (await resources.get(id, versionOf(id), { signal })) as Body | undefined,
    async require(id) {
      const found = await seen.get(id);
      if (!found) throw new Error(`there is no ${id}`);
      return found;
    },
    list: async (path) => (await resources.list(path, versionOf(path), { signal })) as Body[],
  };
  return seen;
}

/** A cluster that was created, with what is not there any more when the create ends. */
export interface Installed {
  document: Readonly<ClusterDocument>;
  /** As the installer made it. */
  output: InstallerOutput;
  manifests: Manifest[];
  infraId: string;
  suffix: string;
  /** Id of the managed group. */
  group: string;
  /** Id of the customer's network. */
  network: string;
  zones: string[];
  domain: string;
  /** What there was of the bootstrap machine. */
  bootstrap: { machine?: Body; disk?: Body; networkInterface?: Body };
}

/** Returns when the cluster has made all its machines, and rests. @throws Error when the create does not succeed */
export async function install(
  world: World,
  name: string,
  {
    book = world.planBook(),
    ...options
  }: { version: string; private: boolean; outboundIps?: number; book?: WatchOptions['book'] },
): Promise<Installed> {
  const seen = seenIn(world);
  const id = resource(name, world.endpoints.subscriptionId);
  const given = await world.cluster(id, options);
  const bootstrap: Installed['bootstrap'] = {};
  let output: InstallerOutput | undefined;
  const group = given.cluster.properties.clusterProfile.resourceGroupId;
  const look = async (document: Readonly<ClusterDocument>): Promise<void> => {
    const infraId = document.facts['infraId'];
    if (typeof infraId !== 'string') return;
    output ??= await outputOf(book, document);
    const place = `${group}/providers`;
    const machine = `${infraId}-bootstrap`;
    Object.assign(
      bootstrap,
      present({
        machine: await seen.get(`${place}/Microsoft.Compute/virtualMachines/${machine}`),
        disk: await seen.get(`${place}/Microsoft.Compute/disks/${machine}_OSDisk`),
        networkInterface: await seen.get(`${place}/Microsoft.Network/networkInterfaces/${machine}-nic`),
      }),
    );
  };
  const { document, operation } = await runWatched(world, id, given, { book, look });
  if (document.provisioningState !== 'Succeeded' || output === undefined)
    throw new Error(`the create has failed: ${JSON.stringify([operation?.error, operation?.diagnostics])}`);
  const { facts, cluster } = document;
  const machines = 3 + (cluster.properties.workerProfiles[0]?.count ?? 0);
  const made = async () =>
    (await seen.list(`${group}/providers/Microsoft.Compute/virtualMachines`)).filter(
      ({ properties }) => properties['provisioningState'] === 'Succeeded',
    ).length;
  while ((await made()) < machines) await systemClock.sleep(milliseconds(50));
  return {
    ...{ document, output, group, bootstrap },
    manifests: manifestsIn(output.bootstrapIgnition.reveal()),
    infraId: String(facts['infraId']),
    suffix: String(facts['storageSuffix']),
    network: cluster.properties.masterProfile.subnetId.replace(/\/subnets\/.*$/, ''),
    zones: (facts['zones'] as { masters: string[] }).masters,
    domain: `${name}.${world.endpoints.dnsZone.name}`,
  };
}

const present = (members: object) => Object.fromEntries(Object.entries(members).filter(([, one]) => one !== undefined));
