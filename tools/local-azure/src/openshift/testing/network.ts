/** What stands around the machines of a cluster, as ARM takes it: paths below the subscription, and bodies. */
export interface Body {
  path: string;
  apiVersion: string;
  body: Record<string, unknown>;
}

export const network = '2023-11-01';
const location = 'eastus';

export interface Names {
  /** `/subscriptions/S/resourceGroups/managed` */
  groupId: string;
  networkId: string;
  infraId: string;
  domain: string;
  serviceSubscriptionId: string;
}

const ruleTo = (balancer: string, frontend: string, pool: string, port: number, probe: string, name: string) => ({
  name,
  properties: {
    protocol: 'Tcp',
    frontendPort: port,
    backendPort: port,
    disableOutboundSnat: true,
    idleTimeoutInMinutes: 30,
    frontendIPConfiguration: { id: `${balancer}/frontendIPConfigurations/${frontend}` },
    backendAddressPool: { id: `${balancer}/backendAddressPools/${pool}` },
    probe: { id: `${balancer}/probes/${probe}` },
  },
});

const probe = (name: string, port: number, requestPath: string) => ({
  name,
  properties: { protocol: 'Https', port, requestPath, intervalInSeconds: 5, numberOfProbes: 2 },
});

/** In the order in which they can be made; the private zone's records come later, when the address is known. */
export function baseNetwork({ groupId, networkId, infraId, domain, serviceSubscriptionId }: Names): Body[] {
  const at = (type: string, name: string) => `${groupId}/providers/Microsoft.Network/${type}/${name}`;
  const publicBalancer = at('loadBalancers', infraId);
  const internal = at('loadBalancers', `${infraId}-internal`);
  const addresses = [`${infraId}-pip-v4`, `${infraId}-default-v4`].map((name): Body => ({
    path: at('publicIPAddresses', name),
    apiVersion: network,
    body: { location, sku: { name: 'Standard' }, properties: { publicIPAllocationMethod: 'Static' } },
  }));
  return [
    { path: at('networkSecurityGroups', `${infraId}-nsg`), apiVersion: network, body: { location, properties: {} } },
    ...addresses,
    {
      path: publicBalancer,
      apiVersion: network,
      body: {
        location,
        sku: { name: 'Standard' },
        properties: {
          frontendIPConfigurations: [
            {
              name: 'public-lb-ip-v4',
              properties: { publicIPAddress: { id: at('publicIPAddresses', `${infraId}-pip-v4`) } },
            },
          ],
          backendAddressPools: [{ name: infraId }],
          loadBalancingRules: [ruleTo(publicBalancer, 'public-lb-ip-v4', infraId, 6443, 'api', 'api-internal-v4')],
          probes: [probe('api', 6443, '/readyz')],
          outboundRules: [
            {
              name: 'outbound-rule-v4',
              properties: {
                protocol: 'All',
                idleTimeoutInMinutes: 30,
                frontendIPConfigurations: [{ id: `${publicBalancer}/frontendIPConfigurations/public-lb-ip-v4` }],
                backendAddressPool: { id: `${publicBalancer}/backendAddressPools/${infraId}` },
              },
            },
          ],
        },
      },
    },
    {
      path: internal,
      apiVersion: network,
      body: {
        location,
        sku: { name: 'Standard' },
        properties: {
          frontendIPConfigurations: [
            { name: 'internal-lb-ip-v4', properties: { subnet: { id: `${networkId}/subnets/master` } } },
          ],
          backendAddressPools: [{ name: infraId }],
          loadBalancingRules: [
            ruleTo(internal, 'internal-lb-ip-v4', infraId, 6443, 'api', 'api-internal-v4'),
            ruleTo(internal, 'internal-lb-ip-v4', infraId, 22623, 'sint', 'sint-v4'),
          ],
          probes: [probe('api', 6443, '/readyz'), probe('sint', 22623, '/healthz')],
        },
      },
    },
    {
      path: at('privateLinkServices', `${infraId}-pls`),
      apiVersion: network,
      body: {
        location,
        properties: {
          loadBalancerFrontendIpConfigurations: [{ id: `${internal}/frontendIPConfigurations/internal-lb-ip-v4` }],
          ipConfigurations: [
            { name: 'nic', properties: { primary: true, subnet: { id: `${networkId}/subnets/master` } } },
          ],
          visibility: { subscriptions: [serviceSubscriptionId] },
          autoApproval: { subscriptions: [serviceSubscriptionId] },
        },
      },
    },
    { path: at('privateDnsZones', domain), apiVersion: '2020-06-01', body: { location: 'global', properties: {} } },
    {
      path: `${at('privateDnsZones', domain)}/virtualNetworkLinks/link`,
      apiVersion: '2020-06-01',
      body: { location: 'global', properties: { registrationEnabled: false, virtualNetwork: { id: networkId } } },
    },
  ];
}

/** A network interface in both pools, and a machine with it. */
export function machine(
  { groupId, networkId, infraId }: Names,
  name: string,
  customData: string,
  zone: string,
): Body[] {
  const at = (type: string, what: string) => `${groupId}/providers/Microsoft.${type}/${what}`;
  const nic = at('Network/networkInterfaces', `${name}-nic`);
  const pools = [infraId, `${infraId}-internal`].map((balancer) => ({
    id: `${at('Network/loadBalancers', balancer)}/backendAddressPools/${infraId}`,
  }));
  return [
    {
      path: nic,
      apiVersion: network,
      body: {
        location,
        properties: {
          enableAcceleratedNetworking: true,
          ipConfigurations: [
            {
              name: 'pipConfig',
              properties: {
                primary: true,
                subnet: { id: `${networkId}/subnets/master` },
                loadBalancerBackendAddressPools: pools,
              },
            },
          ],
        },
      },
    },
    {
      path: at('Compute/virtualMachines', name),
      apiVersion: '2024-03-01',
      body: {
        location,
        zones: [zone],
        properties: {
          hardwareProfile: { vmSize: 'Standard_D8s_v5' },
          storageProfile: {
            imageReference: {
              publisher: 'azureopenshift',
              offer: 'aro4',
              sku: 'aro_420-v2',
              version: '420.6.20251015',
            },
            osDisk: {
              name: `${name}_OSDisk`,
              createOption: 'FromImage',
              diskSizeGB: 1_024,
              managedDisk: { storageAccountType: 'Premium_LRS' },
            },
          },
          osProfile: {
            computerName: name,
            adminUsername: 'core',
            adminPassword: 'Aa1!aaaaaaaaaaaa',
            customData: Buffer.from(customData).toString('base64'),
          },
          networkProfile: { networkInterfaces: [{ id: nic }] },
          diagnosticsProfile: { bootDiagnostics: { enabled: true } },
        },
      },
    },
  ];
}
