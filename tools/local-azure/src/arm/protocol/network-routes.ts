import { refusals } from '../model/errors.ts';
import { type Model } from '../model/index.ts';
import { showAvailability } from '../model/providers/network/address-availability.ts';
import { networkApiVersions } from '../model/providers/network/api-versions.ts';
import { defaultLimits, type NetworkLimits } from '../model/providers/network/limits.ts';
import { showNetworkUsages } from '../model/providers/network/usages.ts';
import { type Call, queryOf, requireApiVersion } from './call.ts';
import { type LocalRoutes } from './routes.ts';

const namespace = 'Microsoft.Network';

/** What Microsoft.Network tells of a region, and of the addresses in a network. Dispatch has judged the caller. */
export function networkRoutes(
  { resources, groups, registrations, locations }: Model,
  given: Partial<NetworkLimits> = {},
): LocalRoutes {
  const requireVersion = (call: Call, subscriptionId: string, type: string, location: string) => {
    const version = requireApiVersion(call);
    registrations.require(subscriptionId, namespace);
    const versions: readonly string[] = networkApiVersions;
    if (!versions.includes(version)) throw refusals.unsupportedApiVersion(type, location, version, versions);
  };
  return {
    [`/subscriptions/:subscriptionId/resourceGroups/:group/providers/${namespace}/virtualNetworks/:name/CheckIPAddressAvailability`]:
      {
        get(call, { subscriptionId = '', group = '', name = '' }) {
          requireVersion(call, subscriptionId, 'virtualNetworks', 'global');
          groups.require(subscriptionId, group);
          const network = resources.view.get(call.path.replace(/\/[^/]+$/, ''));
          if (!network) throw refusals.resourceNotFound(`${namespace}/virtualNetworks`, name, group);
          return { status: 200, body: showAvailability(resources.view, network, queryOf(call, 'ipAddress')) };
        },
      },
    [`/subscriptions/:subscriptionId/providers/${namespace}/locations/:location/usages`]: {
      get(call, { subscriptionId = '', location = '' }) {
        requireVersion(call, subscriptionId, 'locations/usages', location);
        const place = locations.forResource(location, `${namespace}/locations/usages`);
        const limits = { ...defaultLimits, ...given };
        return { status: 200, body: { value: showNetworkUsages(limits, resources.view, subscriptionId, place) } };
      },
    },
  };
}
