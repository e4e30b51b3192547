import {
  type Argument,
  call,
  copyIndex,
  type Expression,
  item,
  resourceId,
  text,
  variable,
} from '../language/expression.ts';
import { type Resource } from '../language/template.ts';
import { apiVersions, frontendPort, identityId, names, type ServiceName, services, subnetId, types } from '../names.ts';
import { assign } from '../roles.ts';

const subnets: Record<ServiceName | 'private-endpoints', string> = {
  frontend: '10.0.0.0/24',
  'change-feed': '10.0.1.0/24',
  backend: '10.0.2.0/24',
  mirror: '10.0.3.0/24',
  'private-endpoints': '10.0.8.0/24',
};
const addressSpace = '10.0.0.0/16';
const zones = ['1', '2', '3'];

/**
 * The services' network: a subnet for each, with a way out through a NAT gateway and no way in but the frontend's, by
 * {@link networkVariables}.
 */
export const serviceNetwork = (location: Expression): Resource[] => [
  ...natGateway(location),
  ...services.map((service) =>
    securityGroup(service, location, service === 'frontend' ? variable('frontendRules') : [nothingElse]),
  ),
  {
    type: types.virtualNetwork,
    apiVersion: apiVersions.network,
    name: names.network,
    location,
    dependsOn: [
      resourceId(types.natGateway, names.natGateway),
      ...services.map((service) => resourceId(types.networkSecurityGroup, service)),
    ],
    properties: {
      addressSpace: { addressPrefixes: [addressSpace] },
      subnets: [
        ...services.map((service) => ({
          name: service,
          properties: {
            addressPrefix: subnets[service],
            defaultOutboundAccess: false,
            natGateway: { id: resourceId(types.natGateway, names.natGateway) },
            networkSecurityGroup: { id: resourceId(types.networkSecurityGroup, service) },
            // Clusters' storage accounts let this subnet in by its endpoint.
            serviceEndpoints: service === 'backend' ? [{ service: 'Microsoft.Storage' }] : [],
          },
        })),
        {
          name: 'private-endpoints',
          properties: {
            addressPrefix: subnets['private-endpoints'],
            defaultOutboundAccess: false,
            privateEndpointNetworkPolicies: 'Disabled',
          },
        },
      ],
    },
  },
];

const natGateway = (location: Expression): Resource[] => [
  {
    type: types.publicAddress,
    apiVersion: apiVersions.network,
    name: names.natGateway,
    location,
    zones,
    sku: { name: 'Standard' },
    properties: { publicIPAllocationMethod: 'Static', publicIPAddressVersion: 'IPv4' },
  },
  {
    type: types.natGateway,
    apiVersion: apiVersions.network,
    name: names.natGateway,
    location,
    sku: { name: 'Standard' },
    dependsOn: [resourceId(types.publicAddress, names.natGateway)],
    properties: {
      idleTimeoutInMinutes: 10,
      publicIpAddresses: [{ id: resourceId(types.publicAddress, names.natGateway) }],
    },
  },
];

const securityGroup = (name: string, location: Expression, securityRules: unknown): Resource => ({
  type: types.networkSecurityGroup,
  apiVersion: apiVersions.network,
  name,
  location,
  properties: { securityRules },
});

const rule = (name: string | Expression, priority: number | Expression, access: 'Allow' | 'Deny', from: Argument) => ({
  name,
  properties: {
    priority,
    direction: 'Inbound',
    access,
    protocol: access === 'Allow' ? 'Tcp' : '*',
    sourceAddressPrefix: from,
    sourcePortRange: '*',
    destinationAddressPrefix: '*',
    destinationPortRange: access === 'Allow' ? String(frontendPort) : '*',
  },
});

/** Also what Azure's default rules let in: other subnets, and networks that are peered with this one. */
const nothingElse = rule('nothing-else-in', 4000, 'Deny', '*');

/**
 * The frontend's rules: one for each caller, since a service tag stands alone in a rule.
 * @param callers address ranges and service tags
 */
export function networkVariables(callers: Expression): Record<string, unknown> {
  const index = call('copyIndex', 'callerRules');
  return {
    copy: [
      {
        name: 'callerRules',
        count: call('length', callers),
        input: rule(text`caller-${index}-in`, call('add', 100, index), 'Allow', item(callers, index)),
      },
    ],
    otherRules: [rule('probe-in', 200, 'Allow', 'AzureLoadBalancer'), nothingElse],
    frontendRules: call('concat', variable('callerRules'), variable('otherRules')),
  };
}

/** Networks for the private endpoints to clusters: one network holds a thousand. `count` can be raised later. */
export function shards(location: Expression, count: Expression): Resource[] {
  const name = names.shard(copyIndex(1));
  const id = resourceId(types.virtualNetwork, name);
  const services = resourceId(types.virtualNetwork, names.network);
  const peering = (from: Expression | string, to: Expression | string): Resource => ({
    type: types.peering,
    apiVersion: apiVersions.network,
    name: text`${from}/${to}`,
    copy: { name: `from-${typeof from === 'string' ? from : 'shards'}`, count },
    dependsOn: [id, services],
    properties: {
      remoteVirtualNetwork: { id: resourceId(types.virtualNetwork, to) },
      allowVirtualNetworkAccess: true,
      allowForwardedTraffic: false,
      allowGatewayTransit: false,
      useRemoteGateways: false,
    },
  });
  return [
    {
      type: types.virtualNetwork,
      apiVersion: apiVersions.network,
      name,
      copy: { name: 'shards', count },
      location,
      properties: {
        addressSpace: { addressPrefixes: [text`10.${copyIndex(101)}.0.0/16`] },
        subnets: [
          {
            name: names.shardSubnet,
            properties: {
              addressPrefix: text`10.${copyIndex(101)}.0.0/16`,
              defaultOutboundAccess: false,
              privateEndpointNetworkPolicies: 'Disabled',
            },
          },
        ],
      },
    },
    peering(names.network, name),
    peering(name, names.network),
    {
      ...assign({
        role: 'networkShards',
        to: identityId('backend'),
        on: { type: types.virtualNetwork, names: [name] },
        dependsOn: [id],
      }),
      copy: { name: 'shard-roles', count },
    },
  ];
}

interface Private {
  /** The resource's own name, which the endpoint takes over. */
  name: Expression;
  type: string;
  /** What of it is reached (Private Link "sub-resource"). */
  part: keyof typeof privateZones;
}

/** The zones in which Azure's names are found at private addresses, in the public cloud ("private endpoint DNS"). */
const privateZones = {
  Sql: 'privatelink.documents.azure.com',
  namespace: 'privatelink.servicebus.windows.net',
  vault: 'privatelink.vaultcore.azure.net',
  blob: 'privatelink.blob.core.windows.net',
} as const;

/** A private endpoint for each, and the zones that lead the services to them. */
export function privateEndpoints(location: Expression, reached: readonly Private[]): Resource[] {
  const network = resourceId(types.virtualNetwork, names.network);
  return [
    ...Object.values(privateZones).flatMap((zone): Resource[] => [
      { type: types.privateZone, apiVersion: apiVersions.privateDns, name: zone, location: 'global' },
      {
        type: types.privateZoneLink,
        apiVersion: apiVersions.privateDns,
        name: `${zone}/${names.network}`,
        location: 'global',
        dependsOn: [resourceId(types.privateZone, zone), network],
        properties: { registrationEnabled: false, virtualNetwork: { id: network } },
      },
    ]),
    ...reached.flatMap((one) => privateEndpoint(location, one, network)),
  ];
}

function privateEndpoint(location: Expression, { name, type, part }: Private, network: Expression): Resource[] {
  const target = resourceId(type, name);
  const zone = resourceId(types.privateZone, privateZones[part]);
  return [
    {
      type: types.privateEndpoint,
      apiVersion: apiVersions.network,
      name,
      location,
      dependsOn: [target, network],
      properties: {
        subnet: { id: subnetId('private-endpoints') },
        privateLinkServiceConnections: [{ name: part, properties: { privateLinkServiceId: target, groupIds: [part] } }],
      },
    },
    {
      type: types.privateZoneGroup,
      apiVersion: apiVersions.network,
      name: text`${name}/default`,
      dependsOn: [resourceId(types.privateEndpoint, name), zone],
      properties: { privateDnsZoneConfigs: [{ name: part, properties: { privateDnsZoneId: zone } }] },
    },
  ];
}

/** Ids of the subnets that private endpoints are made in, as a list. */
export const shardSubnets = (count: Expression): Expression =>
  call(
    'map',
    call('range', 1, count),
    call('lambda', 'index', resourceId(types.subnet, names.shard(call('lambdaVariables', 'index')), names.shardSubnet)),
  );
