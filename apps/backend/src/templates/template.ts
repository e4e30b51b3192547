/** A deployment template (ARM template syntax). Strings that begin with a bracket are expressions of its language. */
export interface Template {
  $schema: string;
  contentVersion: string;
  parameters?: Record<string, { type: 'string' | 'secureString' }>;
  resources: TemplateResource[];
}

export interface TemplateResource {
  type: string;
  apiVersion: string;
  name: string;
  location?: string;
  zones?: string[];
  sku?: { name: string; tier?: string };
  kind?: string;
  plan?: { name: string; product: string; publisher: string };
  identity?: { type: string; userAssignedIdentities?: Record<string, object> };
  dependsOn?: string[];
  properties?: Record<string, unknown>;
}

export const template = (
  resources: (TemplateResource | undefined)[],
  parameters?: NonNullable<Template['parameters']>,
): Template => ({
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  contentVersion: '1.0.0.0',
  ...(parameters && { parameters }),
  resources: resources.filter((one) => one !== undefined),
});

/** The id of a resource in the deployment's own group, as an expression for `dependsOn` and for references. */
export const idOf = (type: string, ...names: string[]): string =>
  `[resourceId('${type}', ${names.map((name) => `'${name}'`).join(', ')})]`;

export const types = {
  storageAccount: 'Microsoft.Storage/storageAccounts',
  container: 'Microsoft.Storage/storageAccounts/blobServices/containers',
  networkSecurityGroup: 'Microsoft.Network/networkSecurityGroups',
  publicAddress: 'Microsoft.Network/publicIPAddresses',
  loadBalancer: 'Microsoft.Network/loadBalancers',
  frontend: 'Microsoft.Network/loadBalancers/frontendIPConfigurations',
  pool: 'Microsoft.Network/loadBalancers/backendAddressPools',
  probe: 'Microsoft.Network/loadBalancers/probes',
  privateLinkService: 'Microsoft.Network/privateLinkServices',
  privateZone: 'Microsoft.Network/privateDnsZones',
  privateAddressRecord: 'Microsoft.Network/privateDnsZones/A',
  zoneLink: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
  identity: 'Microsoft.ManagedIdentity/userAssignedIdentities',
  networkInterface: 'Microsoft.Network/networkInterfaces',
  machine: 'Microsoft.Compute/virtualMachines',
} as const;
