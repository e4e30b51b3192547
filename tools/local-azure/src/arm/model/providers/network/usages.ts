import { type Json } from '../../json.ts';
import { type ResourceView } from '../../resource.ts';
import { type NetworkLimits } from './limits.ts';
import { networkTypes } from './type-names.ts';

/** What a subscription has in a region. @param type with its namespace */
export const countIn = (view: ResourceView, subscriptionId: string | undefined, location: string, type: string) =>
  view.ofType(subscriptionId, type).filter((one) => one.location === location).length;

/**
 * `value` of GET .../providers/Microsoft.Network/locations/LOCATION/usages, with what has a limit here ("Usages - List").
 * Azure counts public addresses as a whole and by their kind.
 */
export function showNetworkUsages(
  limits: NetworkLimits,
  view: ResourceView,
  subscriptionId: string,
  location: string,
): Json[] {
  const count = (type: string) => countIn(view, subscriptionId, location, type);
  const entry = (value: string, localizedValue: string, currentValue: number, limit: number): Json => ({
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.Network/locations/${location}/usages/${value}`,
    limit,
    unit: 'Count',
    currentValue,
    name: { value, localizedValue },
  });
  const addresses = count(networkTypes.publicIpAddress);
  return [
    entry('PublicIPAddresses', 'Public IP Addresses', addresses, limits.publicIpAddresses),
    entry('StaticPublicIPAddresses', 'Static Public IP Addresses', addresses, limits.publicIpAddresses),
    entry('StandardSkuPublicIpAddresses', 'Public IPv4 Addresses - Standard', addresses, limits.publicIpAddresses),
    entry(
      'PrivateEndpoints',
      'Private Endpoints',
      count(networkTypes.privateEndpoint),
      limits.privateEndpointsPerSubscription,
    ),
  ];
}
