/** With their namespace, as `ResourceView.ofType` takes them. */
export const networkTypes = {
  /** Of an instance of a scale set. */
  instanceInterface: 'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/networkInterfaces',
  loadBalancer: 'Microsoft.Network/loadBalancers',
  natGateway: 'Microsoft.Network/natGateways',
  networkInterface: 'Microsoft.Network/networkInterfaces',
  privateDnsZone: 'Microsoft.Network/privateDnsZones',
  privateEndpoint: 'Microsoft.Network/privateEndpoints',
  privateLinkService: 'Microsoft.Network/privateLinkServices',
  publicIpAddress: 'Microsoft.Network/publicIPAddresses',
  subnet: 'Microsoft.Network/virtualNetworks/subnets',
  virtualNetworkPeering: 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings',
  virtualNetworkLink: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
} as const;
