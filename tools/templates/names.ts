import { databaseName } from '@aro-rp/database';
import { type Expression, expression, resourceId, text } from './language/expression.ts';
import { parameter } from './language/template.ts';

/** The one api-version of each resource type that the templates use. */
export const apiVersions = {
  actionGroup: '2023-01-01',
  authorization: '2022-04-01',
  autoscale: '2022-10-01',
  compute: '2024-03-01',
  cosmos: '2024-05-15',
  dns: '2018-05-01',
  identity: '2023-01-31',
  keyVault: '2023-07-01',
  metricAlert: '2018-03-01',
  network: '2023-11-01',
  privateDns: '2020-06-01',
  registry: '2023-07-01',
  serviceBus: '2024-01-01',
  storage: '2023-01-01',
} as const;

export const types = {
  actionGroup: 'Microsoft.Insights/actionGroups',
  addressRecord: 'Microsoft.Network/dnsZones/A',
  autoscale: 'Microsoft.Insights/autoscaleSettings',
  blobs: 'Microsoft.Storage/storageAccounts/blobServices',
  container: 'Microsoft.Storage/storageAccounts/blobServices/containers',
  cosmos: 'Microsoft.DocumentDB/databaseAccounts',
  cosmosAssignment: 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments',
  cosmosContainer: 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers',
  cosmosDatabase: 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases',
  cosmosDefinition: 'Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions',
  dnsZone: 'Microsoft.Network/dnsZones',
  identity: 'Microsoft.ManagedIdentity/userAssignedIdentities',
  keyVault: 'Microsoft.KeyVault/vaults',
  loadBalancer: 'Microsoft.Network/loadBalancers',
  metricAlert: 'Microsoft.Insights/metricAlerts',
  natGateway: 'Microsoft.Network/natGateways',
  nameServerRecord: 'Microsoft.Network/dnsZones/NS',
  networkSecurityGroup: 'Microsoft.Network/networkSecurityGroups',
  peering: 'Microsoft.Network/virtualNetworks/virtualNetworkPeerings',
  privateEndpoint: 'Microsoft.Network/privateEndpoints',
  privateZone: 'Microsoft.Network/privateDnsZones',
  privateZoneGroup: 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups',
  privateZoneLink: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
  publicAddress: 'Microsoft.Network/publicIPAddresses',
  queue: 'Microsoft.ServiceBus/namespaces/queues',
  registry: 'Microsoft.ContainerRegistry/registries',
  roleAssignment: 'Microsoft.Authorization/roleAssignments',
  roleDefinition: 'Microsoft.Authorization/roleDefinitions',
  scaleSet: 'Microsoft.Compute/virtualMachineScaleSets',
  serviceBus: 'Microsoft.ServiceBus/namespaces',
  storage: 'Microsoft.Storage/storageAccounts',
  subnet: 'Microsoft.Network/virtualNetworks/subnets',
  virtualNetwork: 'Microsoft.Network/virtualNetworks',
} as const;

export const services = ['frontend', 'change-feed', 'backend', 'mirror'] as const;
export type ServiceName = (typeof services)[number];

/** Identities of a region: one for each service, and one for the machines, which only pulls images. */
export const identities = [...services, 'host'] as const;
export type IdentityName = (typeof identities)[number];

/** Parameters that every template of a region has. */
export const regionParameters = {
  location: parameter.string('the Azure region', { defaultValue: expression('resourceGroup().location') }),
  prefix: parameter.string(
    'begins every name that must be the only one in all of Azure; lower-case letters and digits, one for each region',
    { minLength: 3, maxLength: 15 },
  ),
};

/** Names of resources that are found again from other templates. All of Azure's own name spaces begin with the prefix. */
export const names = {
  account: (prefix: Expression) => text`${prefix}-db`,
  database: databaseName,
  serviceBus: (prefix: Expression) => text`${prefix}-bus`,
  storage: (prefix: Expression) => text`${prefix}store`,
  /** The data keys and the frontend's certificate. */
  serviceVault: (prefix: Expression) => text`${prefix}-svc`,
  /** The certificate of the application that acts in customers' tenants. */
  applicationVault: (prefix: Expression) => text`${prefix}-app`,
  /** Credentials of the registries that are mirrored. */
  mirrorVault: (prefix: Expression) => text`${prefix}-mir`,
  network: 'services',
  shard: (index: Expression) => text`shard-${index}`,
  shardSubnet: 'endpoints',
  natGateway: 'way-out',
  loadBalancer: 'frontend',
  loadBalancerPool: 'frontend',
  actionGroup: 'service-health',
} as const;

/** What is read by name out of the vaults. */
export const secrets = {
  dataKey: 'data-key',
  serverCertificate: 'rp-server',
  applicationCertificate: 'rp-application',
  sourceRegistries: 'source-registries',
} as const;

export const containers = { installers: 'installers', installerOutput: 'installer-output' } as const;
/** Of the global storage account: what runs where, and the leases of releases. */
export const globalContainers = { versions: 'versions', releases: 'releases' } as const;

export const identityId = (name: IdentityName): Expression => resourceId(types.identity, name);
export const subnetId = (name: string): Expression => resourceId(types.subnet, names.network, name);

export const frontendPort = 8443;
export const healthPort = 8080;
