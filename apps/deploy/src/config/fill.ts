import { parseDuration } from '@aro-rp/time';
import { type ServiceName, serviceNames } from '../services.ts';
import { type Field, regionFields, serviceFields } from './fields.ts';
import { type RegionConfig, type ServiceConfig } from './region-config.ts';

/** What the file says of one region, its defaults or one service; the shape has been checked. */
export type Given = Readonly<Record<string, unknown>>;
type GivenServices = Readonly<Record<string, Given | undefined>>;

/** As the templates have them. */
const machines: Record<ServiceName, { instances: number; machineSize: string }> = {
  frontend: { instances: 3, machineSize: 'Standard_D2s_v5' },
  'change-feed': { instances: 3, machineSize: 'Standard_D2s_v5' },
  backend: { instances: 2, machineSize: 'Standard_D4s_v5' },
  mirror: { instances: 2, machineSize: 'Standard_D2s_v5' },
};

/** @returns the region with every default filled in, or what is missing, each with the words about it */
export function fill(defaults: Given, region: Given): RegionConfig | { missing: { name: string; describe: string }[] } {
  const missing: { name: string; describe: string }[] = [];
  const complete = (fields: Readonly<Record<string, Field>>, given: Given, prefix = '') =>
    Object.fromEntries(
      Object.entries(fields).map(([name, { describe, fallback }]) => {
        if (given[name] === undefined && !fallback) missing.push({ name: `${prefix}${name}`, describe });
        return [name, given[name] ?? fallback?.value];
      }),
    );

  const own = complete(regionFields, { ...defaults, ...region });
  const services = Object.fromEntries(
    serviceNames.map((name) => {
      const layers = [defaults, region].flatMap(({ services = {} }) => {
        const { all, [name]: one } = services as GivenServices;
        return [all, one];
      });
      const given: Given = Object.assign({ ...machines[name] }, ...layers) as Given;
      return [name, serviceOf(complete(serviceFields, given, `services.${name}.`))];
    }),
  );
  if (missing.length > 0) return { missing };
  return withDerived(own, services as unknown as RegionConfig['services']);
}

/** Names that follow from others. */
function withDerived(own: Given, services: RegionConfig['services']): RegionConfig {
  const told = own as unknown as Omit<RegionConfig, 'services'>;
  const globalSubscriptionId = told.globalSubscriptionId ?? told.subscriptionId;
  const registry = `providers/Microsoft.ContainerRegistry/registries/${told.registryName}`;
  return {
    ...told,
    globalSubscriptionId,
    endpointsGroup: told.endpointsGroup ?? `${told.group}-endpoints`,
    dnsZone: told.dnsZone ?? `${told.location}.${told.parentZone}`,
    registryId:
      told.registryId ?? `/subscriptions/${globalSubscriptionId}/resourceGroups/${told.globalGroup}/${registry}`,
    services,
  };
}

const durations = ['healthyWithin', 'soak', 'goneWithin', 'maxQueueAge'] as const;

/** The schema has let durations through that can be read. */
const serviceOf = (given: Given): ServiceConfig =>
  ({
    ...given,
    ...Object.fromEntries(durations.map((name) => [name, parseDuration(String(given[name]))])),
  }) as unknown as ServiceConfig;
