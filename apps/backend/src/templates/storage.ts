import { apiVersions } from '../names.ts';
import { idOf, type TemplateResource, types } from './template.ts';

interface StorageInput {
  name: string;
  location: string;
  /** Who may reach it; nobody else. */
  subnets: readonly string[];
  containers: readonly string[];
}

/** An account that only the named subnets reach, and its containers. */
export const storageAccount = ({ name, location, subnets, containers }: StorageInput): TemplateResource[] => [
  {
    type: types.storageAccount,
    apiVersion: apiVersions.storage,
    name,
    location,
    kind: 'StorageV2',
    sku: { name: 'Standard_LRS' },
    properties: {
      allowBlobPublicAccess: false,
      minimumTlsVersion: 'TLS1_2',
      supportsHttpsTrafficOnly: true,
      networkAcls: {
        bypass: 'AzureServices',
        defaultAction: 'Deny',
        virtualNetworkRules: subnets.map((id) => ({ id, action: 'Allow' })),
      },
    },
  },
  ...containers.map((container) => ({
    type: types.container,
    apiVersion: apiVersions.storage,
    name: `${name}/default/${container}`,
    dependsOn: [idOf(types.storageAccount, name)],
    properties: {},
  })),
];
