import { resourceNames } from '../names.ts';
import { type BaseInput, baseTemplate } from '../templates/base.ts';
import { type MachinesInput, machinesTemplate } from '../templates/machines.ts';
import { type Template } from '../templates/template.ts';

export const infraId = 'demo-x7k2p';
export const names = resourceNames(infraId);

const network =
  '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/vnet-rg/providers/Microsoft.Network/virtualNetworks/vnet';

export const baseInput: BaseInput = {
  infraId,
  location: 'eastus',
  domain: 'demo.example.com',
  storageSuffix: 'b4c5d6f7g8',
  virtualNetworkId: network,
  masterSubnetId: `${network}/subnets/master`,
  workerSubnetId: `${network}/subnets/worker`,
  serviceSubnetIds: [`${network.replace('vnet-rg', 'service').replace(/vnet$/, 'rp-vnet')}/subnets/rp-subnet`],
  serviceSubscriptionId: '00000000-0000-4000-8000-0000000000d5',
  api: 'Public',
  ingress: 'Public',
  zones: ['1', '2', '3'],
  machineIdentity: true,
};

export const machinesInput: MachinesInput = {
  infraId,
  location: 'eastus',
  subnetId: baseInput.masterSubnetId,
  vmSize: 'Standard_D8s_v3',
  zones: ['1', '2', '3'],
  image: { publisher: 'azureopenshift', offer: 'aro4', sku: 'aro_416-v2', version: '416.94.20240701' },
  acceleratedNetworking: true,
  encryptionAtHost: false,
  sshPublicKey: 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7',
  masterIgnition: '{"ignition":{"version":"3.2.0","config":{"merge":[{"source":"https://api-int.demo.example.com"}]}}}',
  machineIdentity: true,
};

const diskEncryptionSetId =
  '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/des';

/** What a customer's choices and a version make of the templates, by the name of the snapshot. */
export const variants = {
  'base-public-4.16': baseTemplate(baseInput),
  'base-public-4.19': baseTemplate({ ...baseInput, machineIdentity: false }),
  'base-private-4.16': baseTemplate({ ...baseInput, api: 'Private', ingress: 'Private' }),
  'base-private-4.19-no-zones': baseTemplate({
    ...baseInput,
    ...{ api: 'Private', ingress: 'Private', machineIdentity: false, zones: [], serviceSubnetIds: [] },
  }),
  'machines-4.16': machinesTemplate(machinesInput),
  'machines-4.19-encrypted-no-zones': machinesTemplate({
    ...machinesInput,
    ...{ machineIdentity: false, zones: [], encryptionAtHost: true, diskEncryptionSetId },
  }),
} satisfies Record<string, Template>;
