import { apiVersions, internalFrontend, publicFrontend, resourceNames } from '../names.ts';
import { type BaseInput } from './base.ts';
import { idOf, type TemplateResource, types } from './template.ts';

const idleMinutes = 30;
/** A machine is out after two probes without an answer, 10 s. */
const probing = { intervalInSeconds: 5, numberOfProbes: 2, protocol: 'Https' };

/**
 * The way out of the machines, and the way in of a public API. The cloud provider adds a frontend and rules for each
 * Service of type LoadBalancer later; its pool has to be the first.
 */
export function publicLoadBalancer({ infraId, location, api }: BaseInput): TemplateResource {
  const { publicLoadBalancer: name, pool, apiAddress: address } = resourceNames(infraId);
  const isPublic = api === 'Public';
  return {
    type: types.loadBalancer,
    apiVersion: apiVersions.network,
    name,
    location,
    sku: { name: 'Standard' },
    dependsOn: [idOf(types.publicAddress, address)],
    properties: {
      frontendIPConfigurations: [
        { name: publicFrontend, properties: { publicIPAddress: { id: idOf(types.publicAddress, address) } } },
      ],
      backendAddressPools: [{ name: pool }],
      ...(isPublic && {
        loadBalancingRules: [
          {
            name: 'api-internal-v4',
            properties: {
              ...rule(name, publicFrontend, pool, 'api-internal-probe'),
              frontendPort: 6443,
              backendPort: 6443,
              disableOutboundSnat: true,
            },
          },
        ],
        probes: [{ name: 'api-internal-probe', properties: { ...probing, port: 6443, requestPath: '/readyz' } }],
      }),
      outboundRules: [
        {
          name: 'outbound-rule-v4',
          properties: {
            protocol: 'All',
            idleTimeoutInMinutes: idleMinutes,
            frontendIPConfigurations: [{ id: idOf(types.frontend, name, publicFrontend) }],
            backendAddressPool: { id: idOf(types.pool, name, pool) },
          },
        },
      ],
    },
  };
}

/** `api-int`: the API server, and the machine configuration that new machines fetch. */
export function internalLoadBalancer({ infraId, location, masterSubnetId }: BaseInput): TemplateResource {
  const { internalLoadBalancer: name, pool } = resourceNames(infraId);
  return {
    type: types.loadBalancer,
    apiVersion: apiVersions.network,
    name,
    location,
    sku: { name: 'Standard' },
    properties: {
      frontendIPConfigurations: [
        {
          name: internalFrontend,
          properties: {
            subnet: { id: masterSubnetId },
            privateIPAllocationMethod: 'Dynamic',
            privateIPAddressVersion: 'IPv4',
          },
        },
      ],
      backendAddressPools: [{ name: pool }],
      loadBalancingRules: [
        {
          name: 'api-internal-v4',
          properties: {
            ...rule(name, internalFrontend, pool, 'api-internal-probe'),
            frontendPort: 6443,
            backendPort: 6443,
            disableOutboundSnat: true,
          },
        },
        {
          name: 'sint-v4',
          properties: {
            ...rule(name, internalFrontend, pool, 'sint-probe'),
            frontendPort: 22623,
            backendPort: 22623,
          },
        },
      ],
      probes: [
        { name: 'api-internal-probe', properties: { ...probing, port: 6443, requestPath: '/readyz' } },
        { name: 'sint-probe', properties: { ...probing, port: 22623, requestPath: '/healthz' } },
      ],
    },
  };
}

const rule = (balancer: string, frontend: string, pool: string, probe: string) => ({
  protocol: 'Tcp',
  loadDistribution: 'Default',
  idleTimeoutInMinutes: idleMinutes,
  frontendIPConfiguration: { id: idOf(types.frontend, balancer, frontend) },
  backendAddressPool: { id: idOf(types.pool, balancer, pool) },
  probe: { id: idOf(types.probe, balancer, probe) },
});
