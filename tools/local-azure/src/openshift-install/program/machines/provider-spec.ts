import { type Credentials } from '../azure/auth-file.ts';
import { type MachineSize } from '../azure/facts.ts';
import { type AzurePlatform } from '../install-config/types.ts';
import { type MinorVersion } from '../minor-version.ts';
import { metadataOf } from '../manifests/manifest.ts';
import { type ResolvedPool } from './pools.ts';

export interface ProviderSpecInput {
  infraId: string;
  platform: AzurePlatform;
  pool: ResolvedPool;
  size: MachineSize;
  credentials: Credentials;
  minor: MinorVersion;
}

/** AzureMachineProviderSpec (openshift/installer, pkg/asset/machines/azure/machines.go). @param zone empty where there are none */
export function providerSpec(input: ProviderSpecInput, zone: string): Record<string, unknown> {
  const { infraId, platform, pool, size, minor } = input;
  const { role, machines } = pool;
  const group = platform.resourceGroupName ?? `${infraId}-rg`;
  const subnet = role === 'master' ? platform.controlPlaneSubnet : platform.computeSubnet;
  const accelerated = size.capabilities.get('AcceleratedNetworkingEnabled') === 'True';
  return {
    acceleratedNetworking:
      machines.vmNetworkingType === undefined ? accelerated : machines.vmNetworkingType === 'Accelerated',
    apiVersion: 'machine.openshift.io/v1beta1',
    credentialsSecret: { name: 'azure-cloud-credentials', namespace: 'openshift-machine-api' },
    diagnostics: { boot: { storageAccountType: 'AzureManaged' } },
    image: imageOf(input, group),
    ...(role === 'master' && { internalLoadBalancer: `${infraId}-internal` }),
    kind: 'AzureMachineProviderSpec',
    location: platform.region,
    managedIdentity: minor.knowsIdentity && machines.identity?.type === 'None' ? '' : `${infraId}-identity`,
    metadata: metadataOf(minor, {}),
    networkResourceGroup: platform.networkResourceGroupName ?? group,
    osDisk: {
      diskSettings: {},
      diskSizeGB: machines.osDisk.diskSizeGB,
      managedDisk: {
        ...diskEncryptionSet(input),
        securityProfile: { diskEncryptionSet: {} },
        storageAccountType: machines.osDisk.diskType,
      },
      osType: 'Linux',
    },
    publicIP: false,
    publicLoadBalancer: platform.outboundType === 'UserDefinedRouting' ? '' : infraId,
    resourceGroup: group,
    ...(machines.encryptionAtHost && { securityProfile: { encryptionAtHost: true, settings: {} } }),
    subnet: subnet ?? `${infraId}-${role}-subnet`,
    userDataSecret: { name: `${role}-user-data` },
    vmSize: machines.type,
    vnet: platform.virtualNetwork ?? `${infraId}-vnet`,
    zone,
  };
}

/** Without a marketplace image the binary would upload its own and name that. */
function imageOf({ pool, infraId }: ProviderSpecInput, group: string) {
  const { osImage } = pool.machines;
  if (osImage === undefined)
    return {
      offer: '',
      publisher: '',
      resourceID: `/resourceGroups/${group}/providers/Microsoft.Compute/galleries/gallery_${infraId.replaceAll('-', '_')}/images/${infraId}-gen2/versions/latest`,
      sku: '',
      version: '',
    };
  const { plan, publisher, offer, sku, version } = osImage;
  const type = plan === 'NoPurchasePlan' ? 'MarketplaceNoPlan' : 'MarketplaceWithPlan';
  return { offer, publisher, resourceID: '', sku, type, version };
}

function diskEncryptionSet({ pool, credentials }: ProviderSpecInput) {
  const set = pool.machines.osDisk.diskEncryptionSet;
  if (set === undefined) return {};
  const { subscriptionId = credentials.subscriptionId, resourceGroup, name } = set;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  return { diskEncryptionSet: { id: `${group}/providers/Microsoft.Compute/diskEncryptionSets/${name}` } };
}
