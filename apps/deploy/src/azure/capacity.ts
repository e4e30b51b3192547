import { ComputeManagementClient, type ResourceSku } from '@azure/arm-compute';
import { NetworkManagementClient } from '@azure/arm-network';
import { type RegionConfig } from '../config/region-config.ts';
import { asking, type Connection, statusOf } from '../connection/index.ts';
import { type ServiceName, serviceNames } from '../services.ts';
import { type ScaleSet } from './region.ts';

/** Addresses of each subnet that Azure keeps for itself ("virtual network FAQ"). */
const kept = 5;
const zones = ['1', '2', '3'];

/** How many machines a service has yet to be given room for: a release runs old and new side by side. */
type Growth = Readonly<Record<ServiceName, number>>;

/**
 * Whether the region has room for twice the instances of every service: the sizes and their features, quota of cores,
 * addresses of the subnets. What is there already counts.
 * @returns what is not enough, and what cannot be known by whoever may read groups alone
 */
export async function findCapacityFaults(
  config: RegionConfig,
  connection: Connection,
  scaleSets: readonly ScaleSet[],
): Promise<{ faults: string[]; unknown: string[] }> {
  const { credential, arm } = connection;
  const options = { endpoint: arm.endpoint, credentials: { scopes: [arm.scope] } };
  const compute = new ComputeManagementClient(credential, config.subscriptionId, options);
  const network = new NetworkManagementClient(credential, config.subscriptionId, options);
  const growth = Object.fromEntries(
    serviceNames.map((service) => {
      const there = scaleSets.filter((one) => one.service === service).reduce((sum, { capacity }) => sum + capacity, 0);
      return [service, Math.max(0, 2 * config.services[service].instances - there)];
    }),
  ) as Growth;
  const faults = await subnetFaults(config, network, growth);
  try {
    return { faults: [...(await coreFaults(config, compute, growth)), ...faults], unknown: [] };
  } catch (error) {
    if (statusOf((error as Error).cause) !== 403) throw error;
    return { faults, unknown: [(error as Error).message] };
  }
}

async function coreFaults(config: RegionConfig, compute: ComputeManagementClient, growth: Growth): Promise<string[]> {
  const { location } = config;
  const skus = await asking(`sizes of ${location}`, async () => {
    const found = new Map<string, ResourceSku>();
    for await (const one of compute.resourceSkus.list({ filter: `location eq '${location}'` }))
      if (one.resourceType === 'virtualMachines' && one.name) found.set(one.name, one);
    return found;
  });
  const faults: string[] = [];
  const wanted = new Map<string, number>();
  for (const service of serviceNames) {
    const { machineSize } = config.services[service];
    const sku = skus.get(machineSize);
    faults.push(...sizeFaults(machineSize, sku, location).map((fault) => `${service}: ${fault}`));
    const cores = growth[service] * Number(capabilityOf(sku, 'vCPUs') ?? 0);
    for (const name of [sku?.family ?? '', 'cores']) wanted.set(name, (wanted.get(name) ?? 0) + cores);
  }
  const usages = await asking(`quota of ${location}`, async () => {
    const found = new Map<string, { used: number; limit: number }>();
    for await (const { name, currentValue: used, limit } of compute.usage.list(location))
      found.set((name.value ?? '').toLowerCase(), { used, limit });
    return found;
  });
  for (const [name, cores] of wanted) {
    const usage = usages.get(name.toLowerCase());
    if (usage && usage.used + cores > usage.limit)
      faults.push(
        `quota ${name} of ${location}: ${usage.used} of ${usage.limit} cores are used, and ${cores} more are needed for twice the machines`,
      );
  }
  return faults;
}

/** What the templates ask of a machine's size. */
function sizeFaults(size: string, sku: ResourceSku | undefined, location: string): string[] {
  if (!sku) return [`${location} has no size ${size}`];
  const restricted = sku.restrictions?.find(({ type }) => type === 'Location');
  const info = sku.locationInfo?.find((one) => one.location?.toLowerCase() === location);
  const missing = info?.zones === undefined ? [] : zones.filter((zone) => !info.zones?.includes(zone));
  return [
    ...(restricted ? [`${size} is not for this subscription in ${location} (${restricted.reasonCode})`] : []),
    ...(missing.length > 0 ? [`${size} is not in zone ${missing.join(', ')} of ${location}`] : []),
    ...(capabilityOf(sku, 'EncryptionAtHostSupported') === 'False' ? [`${size} has no encryption at host`] : []),
  ];
}

const capabilityOf = (sku: ResourceSku | undefined, wanted: string): string | undefined =>
  sku?.capabilities?.find(({ name }) => name?.toLowerCase() === wanted.toLowerCase())?.value;

/** A subnet that is not there yet will be as large as the template makes it, which is enough. */
async function subnetFaults(config: RegionConfig, network: NetworkManagementClient, growth: Growth): Promise<string[]> {
  const faults = await Promise.all(
    serviceNames.map((service) =>
      asking(`subnet ${service}`, async () => {
        try {
          const { addressPrefix = '', ipConfigurations = [] } = await network.subnets.get(
            config.group,
            'services',
            service,
          );
          const size = 2 ** (32 - Number(addressPrefix.split('/')[1] ?? 32)) - kept;
          const room = size - ipConfigurations.length;
          return room >= growth[service]
            ? []
            : [
                `subnet ${service}: ${room} addresses are free, and ${growth[service]} are needed for twice the machines`,
              ];
        } catch (error) {
          if (statusOf(error) === 404) return [];
          throw error;
        }
      }),
    ),
  );
  return faults.flat();
}
