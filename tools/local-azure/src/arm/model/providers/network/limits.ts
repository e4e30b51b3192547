/** How many of something Azure gives; the limits of Azure's public page on them unless told. */
export interface NetworkLimits {
  /** Per subscription and region. */
  publicIpAddresses: number;
  privateEndpointsPerVirtualNetwork: number;
  privateEndpointsPerSubscription: number;
  privateLinkServicesPerSubscription: number;
  privateLinkServicesPerLoadBalancer: number;
}

export const defaultLimits: NetworkLimits = {
  publicIpAddresses: 1_000,
  privateEndpointsPerVirtualNetwork: 1_000,
  privateEndpointsPerSubscription: 64_000,
  privateLinkServicesPerSubscription: 800,
  privateLinkServicesPerLoadBalancer: 8,
};
