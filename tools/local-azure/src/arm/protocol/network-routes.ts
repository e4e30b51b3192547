import { refusals } from '../model/errors.ts';
import { type Model } from '../model/index.ts';
import { networkApiVersions } from '../model/providers/network/api-versions.ts';
import { defaultLimits, type NetworkLimits } from '../model/providers/network/limits.ts';
import { showNetworkUsages } from '../model/providers/network/usages.ts';
import { requireApiVersion } from './call.ts';
import { type LocalRoutes } from './routes.ts';

const namespace = 'Microsoft.Network';
const type = 'locations/usages';

/** What Microsoft.Network tells of a region. Dispatch has judged the caller. */
export function networkRoutes(
  { resources, registrations, locations }: Model,
  given: Partial<NetworkLimits> = {},
): LocalRoutes {
  return {
    [`/subscriptions/:subscriptionId/providers/${namespace}/locations/:location/usages`]: {
      get(call, { subscriptionId = '', location = '' }) {
        const version = requireApiVersion(call);
        registrations.require(subscriptionId, namespace);
        const versions: readonly string[] = networkApiVersions;
        if (!versions.includes(version)) throw refusals.unsupportedApiVersion(type, location, version, versions);
        const place = locations.forResource(location, `${namespace}/${type}`);
        const limits = { ...defaultLimits, ...given };
        return { status: 200, body: { value: showNetworkUsages(limits, resources.view, subscriptionId, place) } };
      },
    },
  };
}
