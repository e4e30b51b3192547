import { asObject, isObject, isText, type Json } from '../../json.ts';
import { parseResourcePath } from '../../resource-id.ts';

/** Members that refer to another resource, or to several, and the action that the caller needs on each of them. */
const joins: Readonly<Record<string, string>> = {
  loadBalancerBackendAddressPools: 'Microsoft.Network/loadBalancers/backendAddressPools/join/action',
  loadBalancerFrontendIpConfigurations: 'Microsoft.Network/loadBalancers/frontendIPConfigurations/join/action',
  loadBalancerInboundNatRules: 'Microsoft.Network/loadBalancers/inboundNatRules/join/action',
  natGateway: 'Microsoft.Network/natGateways/join/action',
  networkSecurityGroup: 'Microsoft.Network/networkSecurityGroups/join/action',
  publicIPAddress: 'Microsoft.Network/publicIPAddresses/join/action',
  publicIpAddresses: 'Microsoft.Network/publicIPAddresses/join/action',
  routeTable: 'Microsoft.Network/routeTables/join/action',
  subnet: 'Microsoft.Network/virtualNetworks/subnets/join/action',
  virtualNetwork: 'Microsoft.Network/virtualNetworks/join/action',
};

export interface LinkedRight {
  id: string;
  action: string;
}

/**
 * What a caller needs besides `write`, wherever in the request a reference stands (Azure resource provider operations,
 * Microsoft.Network). Each pair once.
 */
export function linkedRights(properties: Json): LinkedRight[] {
  const found = new Map<string, LinkedRight>();
  const look = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) look(one);
    if (!isObject(value)) return;
    for (const [member, inner] of Object.entries(value)) {
      const action = joins[member];
      for (const { id } of action === undefined ? [] : [inner].flat().map(asObject))
        if (isText(id) && parseResourcePath(id))
          found.set(`${action} ${id.toLowerCase()}`, { id, action: action ?? '' });
      look(inner);
    }
  };
  look(properties);
  return [...found.values()];
}
