import { apiVersions, resourceNames } from '../names.ts';
import { type BaseInput } from './base.ts';
import { idOf, type TemplateResource, types } from './template.ts';

/** The cluster's own names inside the customer's network. The cluster adds `*.apps` itself. */
export function privateZone({ infraId, domain, virtualNetworkId }: BaseInput): TemplateResource[] {
  const balancer = idOf(types.loadBalancer, resourceNames(infraId).internalLoadBalancer);
  const zone = idOf(types.privateZone, domain);
  const addressOfBalancer = `[reference(resourceId('${types.loadBalancer}', '${resourceNames(infraId).internalLoadBalancer}'), '${apiVersions.network}').frontendIPConfigurations[0].properties.privateIPAddress]`;
  return [
    { type: types.privateZone, apiVersion: apiVersions.privateDns, name: domain, location: 'global' },
    ...['api', 'api-int'].map((name) => ({
      type: types.privateAddressRecord,
      apiVersion: apiVersions.privateDns,
      name: `${domain}/${name}`,
      dependsOn: [zone, balancer],
      properties: { ttl: 300, aRecords: [{ ipv4Address: addressOfBalancer }] },
    })),
    {
      type: types.zoneLink,
      apiVersion: apiVersions.privateDns,
      name: `${domain}/${infraId}-network-link`,
      location: 'global',
      dependsOn: [zone],
      properties: { registrationEnabled: false, virtualNetwork: { id: virtualNetworkId } },
    },
  ];
}
