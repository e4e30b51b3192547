import { type Permission } from './actions.ts';

/** A role as its definition says. */
export interface Role {
  /** A GUID. */
  name: string;
  roleName: string;
  description: string;
  permissions: readonly Permission[];
}

const permission = (given: Partial<Permission>): readonly Permission[] => [
  { actions: [], notActions: [], dataActions: [], notDataActions: [], ...given },
];

/** What most of the narrow roles give beside their own. */
const common = [
  'Microsoft.Authorization/*/read',
  'Microsoft.Insights/alertRules/*',
  'Microsoft.ResourceHealth/availabilityStatuses/read',
  'Microsoft.Resources/deployments/*',
  'Microsoft.Resources/subscriptions/resourceGroups/read',
  'Microsoft.Support/*',
];
const containers = 'Microsoft.Storage/storageAccounts/blobServices/containers';
const busReads = [
  'Microsoft.ServiceBus/*/queues/read',
  'Microsoft.ServiceBus/*/topics/read',
  'Microsoft.ServiceBus/*/topics/subscriptions/read',
];
const delegationKey = 'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action';

/** Those of Azure that are of use here, with Azure's ids and actions ("Azure built-in roles"). */
export const roles = {
  owner: {
    name: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
    roleName: 'Owner',
    description: 'Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.',
    permissions: permission({ actions: ['*'] }),
  },
  contributor: {
    name: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
    roleName: 'Contributor',
    description: 'Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC.',
    permissions: permission({
      actions: ['*'],
      notActions: [
        'Microsoft.Authorization/*/Delete',
        'Microsoft.Authorization/*/Write',
        'Microsoft.Authorization/elevateAccess/Action',
        'Microsoft.Blueprint/blueprintAssignments/write',
        'Microsoft.Blueprint/blueprintAssignments/delete',
        'Microsoft.Compute/galleries/share/action',
        'Microsoft.Purview/consents/write',
        'Microsoft.Purview/consents/delete',
        'Microsoft.Resources/deploymentStacks/manageDenySetting/action',
      ],
    }),
  },
  reader: {
    name: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
    roleName: 'Reader',
    description: 'View all resources, but does not allow you to make any changes.',
    permissions: permission({ actions: ['*/read'] }),
  },
  userAccessAdministrator: {
    name: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
    roleName: 'User Access Administrator',
    description: 'Lets you manage user access to Azure resources.',
    permissions: permission({ actions: ['*/read', 'Microsoft.Authorization/*', 'Microsoft.Support/*'] }),
  },
  roleBasedAccessControlAdministrator: {
    name: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
    roleName: 'Role Based Access Control Administrator',
    description: 'Manage access to Azure resources by assigning roles using Azure RBAC.',
    permissions: permission({
      actions: [
        'Microsoft.Authorization/roleAssignments/write',
        'Microsoft.Authorization/roleAssignments/delete',
        '*/read',
        'Microsoft.Support/*',
      ],
    }),
  },
  networkContributor: {
    name: '4d97b98b-1d4f-4787-a291-c67834d212e7',
    roleName: 'Network Contributor',
    description: 'Lets you manage networks, but not access to them.',
    permissions: permission({ actions: [...common, 'Microsoft.Network/*'] }),
  },
  dnsZoneContributor: {
    name: 'befefa01-2a29-4197-83a8-272ff33ce314',
    roleName: 'DNS Zone Contributor',
    description: 'Lets you manage DNS zones and record sets in Azure DNS.',
    permissions: permission({ actions: [...common, 'Microsoft.Network/dnsZones/*'] }),
  },
  privateDnsZoneContributor: {
    name: 'b12aa53e-6015-4669-85d0-8515ebb3ae7f',
    roleName: 'Private DNS Zone Contributor',
    description: 'Lets you manage private DNS zone resources, but not the virtual networks they are linked to.',
    permissions: permission({
      actions: [
        ...common,
        'Microsoft.Network/privateDnsZones/*',
        'Microsoft.Network/privateDnsOperationResults/*',
        'Microsoft.Network/privateDnsOperationStatuses/*',
        'Microsoft.Network/virtualNetworks/read',
        'Microsoft.Network/virtualNetworks/join/action',
      ],
    }),
  },
  virtualMachineContributor: {
    name: '9980e02c-c2be-4d73-94e8-173b1dc7cf3c',
    roleName: 'Virtual Machine Contributor',
    description: 'Create and manage virtual machines, manage disks, but not manage access to them.',
    permissions: permission({
      actions: [
        ...common,
        'Microsoft.Compute/availabilitySets/*',
        'Microsoft.Compute/locations/*',
        'Microsoft.Compute/virtualMachines/*',
        'Microsoft.Compute/virtualMachineScaleSets/*',
        'Microsoft.Compute/cloudServices/*',
        'Microsoft.Compute/disks/write',
        'Microsoft.Compute/disks/read',
        'Microsoft.Compute/disks/delete',
        'Microsoft.Network/loadBalancers/backendAddressPools/join/action',
        'Microsoft.Network/loadBalancers/inboundNatRules/join/action',
        'Microsoft.Network/loadBalancers/probes/join/action',
        'Microsoft.Network/loadBalancers/read',
        'Microsoft.Network/locations/*',
        'Microsoft.Network/networkInterfaces/*',
        'Microsoft.Network/networkSecurityGroups/join/action',
        'Microsoft.Network/networkSecurityGroups/read',
        'Microsoft.Network/publicIPAddresses/join/action',
        'Microsoft.Network/publicIPAddresses/read',
        'Microsoft.Network/virtualNetworks/read',
        'Microsoft.Network/virtualNetworks/subnets/join/action',
        'Microsoft.Storage/storageAccounts/listKeys/action',
        'Microsoft.Storage/storageAccounts/read',
      ],
    }),
  },
  storageAccountContributor: {
    name: '17d1049b-9a84-46fb-8f53-869881c3d3ab',
    roleName: 'Storage Account Contributor',
    description: 'Lets you manage storage accounts, including accessing storage account keys.',
    permissions: permission({
      actions: [
        ...common,
        'Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action',
        'Microsoft.Storage/storageAccounts/*',
      ],
    }),
  },
  storageBlobDataOwner: {
    name: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
    roleName: 'Storage Blob Data Owner',
    description: 'Allows for full access to Azure Storage blob containers and data.',
    permissions: permission({
      actions: [`${containers}/*`, delegationKey],
      dataActions: [`${containers}/blobs/*`],
    }),
  },
  storageBlobDataContributor: {
    name: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
    roleName: 'Storage Blob Data Contributor',
    description: 'Allows for read, write and delete access to Azure Storage blob containers and data.',
    permissions: permission({
      actions: [`${containers}/delete`, `${containers}/read`, `${containers}/write`, delegationKey],
      dataActions: [
        `${containers}/blobs/delete`,
        `${containers}/blobs/read`,
        `${containers}/blobs/write`,
        `${containers}/blobs/move/action`,
        `${containers}/blobs/add/action`,
      ],
    }),
  },
  storageBlobDataReader: {
    name: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
    roleName: 'Storage Blob Data Reader',
    description: 'Allows for read access to Azure Storage blob containers and data.',
    permissions: permission({
      actions: [`${containers}/read`, delegationKey],
      dataActions: [`${containers}/blobs/read`],
    }),
  },
  storageBlobDelegator: {
    name: 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a',
    roleName: 'Storage Blob Delegator',
    description: 'Allows for generation of a user delegation key which can be used to sign SAS tokens.',
    permissions: permission({ actions: [delegationKey] }),
  },
  acrPull: {
    name: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
    roleName: 'AcrPull',
    description: 'acr pull',
    permissions: permission({ actions: ['Microsoft.ContainerRegistry/registries/pull/read'] }),
  },
  acrPush: {
    name: '8311e382-0749-4cb8-b61a-304f252e45ec',
    roleName: 'AcrPush',
    description: 'acr push',
    permissions: permission({
      actions: [
        'Microsoft.ContainerRegistry/registries/pull/read',
        'Microsoft.ContainerRegistry/registries/push/write',
      ],
    }),
  },
  managedIdentityOperator: {
    name: 'f1a07417-d97a-45cb-824c-7a7467783830',
    roleName: 'Managed Identity Operator',
    description: 'Read and Assign User Assigned Identity',
    permissions: permission({
      actions: [
        ...common,
        'Microsoft.ManagedIdentity/userAssignedIdentities/*/read',
        'Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action',
      ],
    }),
  },
  managedIdentityContributor: {
    name: 'e40ec5ca-96e0-45a2-b4ff-59039f2c2b59',
    roleName: 'Managed Identity Contributor',
    description: 'Create, Read, Update, and Delete User Assigned Identity',
    permissions: permission({
      actions: [
        ...common,
        'Microsoft.ManagedIdentity/userAssignedIdentities/read',
        'Microsoft.ManagedIdentity/userAssignedIdentities/write',
        'Microsoft.ManagedIdentity/userAssignedIdentities/delete',
      ],
    }),
  },
  monitoringMetricsPublisher: {
    name: '3913510d-42f4-4e42-8a64-420c390055eb',
    roleName: 'Monitoring Metrics Publisher',
    description: 'Enables publishing metrics against Azure resources',
    permissions: permission({
      actions: [
        'Microsoft.Insights/Register/Action',
        'Microsoft.Support/*',
        'Microsoft.Resources/subscriptions/resourceGroups/read',
      ],
      dataActions: ['Microsoft.Insights/Metrics/Write', 'Microsoft.Insights/Telemetry/Write'],
    }),
  },
  serviceBusDataOwner: {
    name: '090c5cfd-751d-490a-894a-3ce6f1109419',
    roleName: 'Azure Service Bus Data Owner',
    description: 'Allows for full access to Azure Service Bus resources.',
    permissions: permission({ actions: ['Microsoft.ServiceBus/*'], dataActions: ['Microsoft.ServiceBus/*'] }),
  },
  serviceBusDataReceiver: {
    name: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0',
    roleName: 'Azure Service Bus Data Receiver',
    description: 'Allows for receive access to Azure Service Bus resources.',
    permissions: permission({
      actions: busReads,
      dataActions: ['Microsoft.ServiceBus/*/receive/action'],
    }),
  },
  serviceBusDataSender: {
    name: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39',
    roleName: 'Azure Service Bus Data Sender',
    description: 'Allows for send access to Azure Service Bus resources.',
    permissions: permission({
      actions: busReads,
      dataActions: ['Microsoft.ServiceBus/*/send/action'],
    }),
  },
  keyVaultContributor: {
    name: 'f25e0fa2-a7c8-4377-a976-54943a77a395',
    roleName: 'Key Vault Contributor',
    description: 'Lets you manage key vaults, but not access to them.',
    permissions: permission({
      actions: [...common, 'Microsoft.KeyVault/*'],
      notActions: ['Microsoft.KeyVault/locations/deletedVaults/purge/action', 'Microsoft.KeyVault/hsmPools/*'],
    }),
  },
  keyVaultAdministrator: {
    name: '00482a5a-887f-4fb3-b363-3b7fe8e74483',
    roleName: 'Key Vault Administrator',
    description: 'Perform all data plane operations on a key vault and all objects in it.',
    permissions: permission({ actions: [...common, '*/vaults/read'], dataActions: ['Microsoft.KeyVault/vaults/*'] }),
  },
  keyVaultCertificatesOfficer: {
    name: 'a4417e6f-fecd-4de8-b567-7b0420556985',
    roleName: 'Key Vault Certificates Officer',
    description: 'Perform any action on the certificates of a key vault, except manage permissions.',
    permissions: permission({
      actions: [...common, 'Microsoft.KeyVault/vaults/read'],
      dataActions: [
        'Microsoft.KeyVault/vaults/certificatecas/*',
        'Microsoft.KeyVault/vaults/certificates/*',
        'Microsoft.KeyVault/vaults/certificatecontacts/write',
      ],
    }),
  },
  keyVaultReader: {
    name: '21090545-7ca7-4776-b22c-e363652d74d2',
    roleName: 'Key Vault Reader',
    description: 'Read metadata of key vaults and its certificates, keys, and secrets. Cannot read sensitive values.',
    permissions: permission({
      actions: [...common, 'Microsoft.KeyVault/vaults/read', 'Microsoft.KeyVault/deletedVaults/read'],
      dataActions: ['Microsoft.KeyVault/vaults/*/read', 'Microsoft.KeyVault/vaults/secrets/readMetadata/action'],
    }),
  },
  keyVaultSecretsOfficer: {
    name: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
    roleName: 'Key Vault Secrets Officer',
    description: 'Perform any action on the secrets of a key vault, except manage permissions.',
    permissions: permission({
      actions: [...common, 'Microsoft.KeyVault/vaults/read'],
      dataActions: ['Microsoft.KeyVault/vaults/secrets/*'],
    }),
  },
  keyVaultSecretsUser: {
    name: '4633458b-17de-408a-b874-0445c86b69e6',
    roleName: 'Key Vault Secrets User',
    description: 'Read secret contents.',
    permissions: permission({
      dataActions: [
        'Microsoft.KeyVault/vaults/secrets/getSecret/action',
        'Microsoft.KeyVault/vaults/secrets/readMetadata/action',
      ],
    }),
  },
} as const satisfies Record<string, Role>;
