import { type Expression, resourceId } from '../language/expression.ts';
import { type Resource } from '../language/template.ts';
import { apiVersions, frontendPort, names, types } from '../names.ts';

const part = (kind: string, name: string) => ({
  id: resourceId(`${types.loadBalancer}/${kind}`, names.loadBalancer, name),
});
const frontend = names.loadBalancer;

/**
 * Takes 443 straight to the frontend's processes, which end TLS themselves: ARM shows them its certificate. Both versions
 * are in one pool while they overlap.
 */
export const loadBalancer = (location: Expression): Resource[] => [
  {
    type: types.publicAddress,
    apiVersion: apiVersions.network,
    name: frontend,
    location,
    zones: ['1', '2', '3'],
    sku: { name: 'Standard' },
    properties: { publicIPAllocationMethod: 'Static', publicIPAddressVersion: 'IPv4' },
  },
  {
    type: types.loadBalancer,
    apiVersion: apiVersions.network,
    name: frontend,
    location,
    sku: { name: 'Standard' },
    dependsOn: [resourceId(types.publicAddress, frontend)],
    properties: {
      frontendIPConfigurations: [
        { name: frontend, properties: { publicIPAddress: { id: resourceId(types.publicAddress, frontend) } } },
      ],
      backendAddressPools: [{ name: names.loadBalancerPool }],
      probes: [
        {
          name: 'ready',
          properties: {
            protocol: 'Https',
            port: frontendPort,
            requestPath: '/healthz/ready',
            intervalInSeconds: 5,
            numberOfProbes: 2,
          },
        },
      ],
      loadBalancingRules: [
        {
          name: 'https',
          properties: {
            protocol: 'Tcp',
            frontendPort: 443,
            backendPort: frontendPort,
            idleTimeoutInMinutes: 4,
            enableTcpReset: true,
            disableOutboundSnat: true,
            frontendIPConfiguration: part('frontendIPConfigurations', frontend),
            backendAddressPool: part('backendAddressPools', names.loadBalancerPool),
            probe: part('probes', 'ready'),
          },
        },
      ],
    },
  },
];
