import { apiVersions, resourceNames } from '../names.ts';
import { idOf, type Template, template, type TemplateResource, types } from './template.ts';

export interface MachineImage {
  publisher: string;
  offer: string;
  sku: string;
  version: string;
}

export interface MachinesInput {
  infraId: string;
  location: string;
  subnetId: string;
  vmSize: string;
  /** One per master, or none at all where the size has none. */
  zones: readonly string[];
  image: MachineImage;
  acceleratedNetworking: boolean;
  encryptionAtHost: boolean;
  diskEncryptionSetId?: string;
  /** OpenSSH's one line. Azure asks for one; the machine takes its users from Ignition. */
  sshPublicKey: string;
  /** The contents of `master.ign`, which hold nothing that must be hidden. */
  masterIgnition: string;
  /** True up to 4.18. */
  machineIdentity: boolean;
}

/** The template's parameter: the bootstrap machine's custom data, which opens `bootstrap.ign` to whoever has it. */
export const bootstrapCustomData = 'bootstrapCustomData';

const bootstrapDiskGB = 100;
const masterDiskGB = 1024;

/** The bootstrap machine and the three masters; takes the parameter {@link bootstrapCustomData}. */
export function machinesTemplate(input: MachinesInput): Template {
  const { bootstrap, masters } = resourceNames(input.infraId);
  const master = Buffer.from(input.masterIgnition).toString('base64');
  return template(
    [
      networkInterface(input, bootstrap.networkInterface, 'bootstrap-nic-ip-v4'),
      ...masters.map(({ networkInterface: name }) => networkInterface(input, name, 'pipConfig')),
      machine(input, bootstrap, {
        customData: `[parameters('${bootstrapCustomData}')]`,
        diskSizeGB: bootstrapDiskGB,
        zone: input.zones[0],
      }),
      ...masters.map((names, index) =>
        machine(input, names, { customData: master, diskSizeGB: masterDiskGB, zone: input.zones[index] }),
      ),
    ],
    { [bootstrapCustomData]: { type: 'secureString' } },
  );
}

/** In both pools from its first moment: a machine has no other way out. */
function networkInterface(
  { infraId, location, subnetId, acceleratedNetworking }: MachinesInput,
  name: string,
  configuration: string,
): TemplateResource {
  const { internalLoadBalancer, publicLoadBalancer, pool } = resourceNames(infraId);
  return {
    type: types.networkInterface,
    apiVersion: apiVersions.network,
    name,
    location,
    properties: {
      enableAcceleratedNetworking: acceleratedNetworking,
      ipConfigurations: [
        {
          name: configuration,
          properties: {
            primary: true,
            privateIPAllocationMethod: 'Dynamic',
            subnet: { id: subnetId },
            loadBalancerBackendAddressPools: [
              { id: idOf(types.pool, publicLoadBalancer, pool) },
              { id: idOf(types.pool, internalLoadBalancer, pool) },
            ],
          },
        },
      ],
    },
  };
}

function machine(
  input: MachinesInput,
  names: { machine: string; networkInterface: string; disk: string },
  { customData, diskSizeGB, zone }: { customData: string; diskSizeGB: number; zone: string | undefined },
): TemplateResource {
  const { infraId, location, vmSize, image, encryptionAtHost, diskEncryptionSetId, machineIdentity } = input;
  const { publisher, offer, sku, version } = image;
  const managedDisk = {
    storageAccountType: 'Premium_LRS',
    ...(diskEncryptionSetId !== undefined && { diskEncryptionSet: { id: diskEncryptionSetId } }),
  };
  const { identity } = resourceNames(infraId);
  return {
    type: types.machine,
    apiVersion: apiVersions.compute,
    name: names.machine,
    location,
    ...(zone !== undefined && { zones: [zone] }),
    ...(machineIdentity && {
      identity: { type: 'UserAssigned', userAssignedIdentities: { [idOf(types.identity, identity)]: {} } },
    }),
    dependsOn: [idOf(types.networkInterface, names.networkInterface)],
    properties: {
      hardwareProfile: { vmSize },
      osProfile: {
        computerName: names.machine,
        adminUsername: 'core',
        customData,
        linuxConfiguration: {
          disablePasswordAuthentication: true,
          ssh: { publicKeys: [{ path: '/home/core/.ssh/authorized_keys', keyData: input.sshPublicKey }] },
        },
      },
      storageProfile: {
        imageReference: { publisher, offer, sku, version },
        osDisk: {
          name: names.disk,
          osType: 'Linux',
          createOption: 'FromImage',
          caching: 'ReadOnly',
          diskSizeGB,
          managedDisk,
        },
      },
      networkProfile: { networkInterfaces: [{ id: idOf(types.networkInterface, names.networkInterface) }] },
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
      ...(encryptionAtHost && { securityProfile: { encryptionAtHost: true } }),
    },
  };
}
