import { ComputeManagementClient } from '@azure/arm-compute';
import { type ArmOptions } from '../../../../options.ts';
import { type ArmUnderTest, startArm, subscriptionId } from '../../../../testing.ts';
import { type Json } from '../../../json.ts';

export const group = 'machines';
const groupId = `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
export const idIn = (type: string, name: string) => `${groupId}/providers/${type}/${name}`;
export const subnetId = `${idIn('Microsoft.Network/virtualNetworks', 'services')}/subnets/backend`;
export const poolId = `${idIn('Microsoft.Network/loadBalancers', 'frontend')}/backendAddressPools/frontend`;
export const identityIds = ['backend', 'host'].map((name) =>
  idIn('Microsoft.ManagedIdentity/userAssignedIdentities', name),
);

export interface ScaleSetsUnderTest extends ArmUnderTest {
  compute: ComputeManagementClient;
}

/** Azure Resource Manager with a network, identities and a load balancer, and the SDK that makes scale sets in it. */
export async function startForScaleSets(
  options: Partial<ArmOptions> = {},
  host: Parameters<typeof startArm>[1] = {},
): Promise<ScaleSetsUnderTest> {
  const arm = await startArm(options, host);
  await prepare(arm);
  const compute = new ComputeManagementClient(arm.credential, subscriptionId, {
    endpoint: arm.arm.endpoint,
    retryOptions: { maxRetries: 0 },
  });
  return { ...arm, compute };
}

/** Makes what scale sets of {@link scaleSetBody} refer to. */
async function prepare({ send, network }: ArmUnderTest): Promise<void> {
  await send('PUT', groupId, { body: { location: 'eastus' } });
  for (const namespace of ['Microsoft.Compute', 'Microsoft.Network', 'Microsoft.ManagedIdentity'])
    await send('POST', `/subscriptions/${subscriptionId}/providers/${namespace}/register`);
  for (const id of identityIds) await send('PUT', `${id}?api-version=2023-01-31`, { body: { location: 'eastus' } });
  await network.virtualNetworks.beginCreateOrUpdateAndWait(
    group,
    'services',
    {
      location: 'eastus',
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [{ name: 'backend', addressPrefix: '10.0.0.0/29' }],
    },
    { updateIntervalInMs: 5 },
  );
  await network.loadBalancers.beginCreateOrUpdateAndWait(
    group,
    'frontend',
    { location: 'eastus', sku: { name: 'Standard' }, backendAddressPools: [{ name: 'frontend' }] },
    { updateIntervalInMs: 5 },
  );
}

export interface Wanted {
  capacity?: number;
  size?: string;
  zones?: string[];
  properties?: Json;
  profile?: Json;
  customData?: string;
}

/** A scale set as the service's templates make it. */
export function scaleSetBody({ capacity = 2, size, zones, properties, profile, customData = '' }: Wanted = {}): Json {
  return {
    location: 'eastus',
    zones: zones ?? ['1', '2', '3'],
    sku: { name: size ?? 'Standard_D2s_v5', tier: 'Standard', capacity },
    identity: {
      type: 'UserAssigned',
      userAssignedIdentities: Object.fromEntries(identityIds.map((id) => [id, {}])),
    },
    tags: { service: 'backend', version: '1', release: 'a' },
    properties: {
      orchestrationMode: 'Uniform',
      overprovision: false,
      singlePlacementGroup: false,
      upgradePolicy: { mode: 'Manual' },
      automaticRepairsPolicy: { enabled: true, gracePeriod: 'PT30M', repairAction: 'Replace' },
      ...properties,
      virtualMachineProfile: {
        osProfile: {
          computerNamePrefix: 'backend',
          adminUsername: 'sre',
          customData: Buffer.from(customData).toString('base64'),
          linuxConfiguration: {
            disablePasswordAuthentication: true,
            ssh: { publicKeys: [{ path: '/home/sre/.ssh/authorized_keys', keyData: 'ssh-rsa A' }] },
          },
        },
        storageProfile: {
          imageReference: { publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server', version: 'latest' },
          osDisk: { createOption: 'FromImage', managedDisk: { storageAccountType: 'Premium_LRS' } },
        },
        securityProfile: { encryptionAtHost: true },
        diagnosticsProfile: { bootDiagnostics: { enabled: true } },
        networkProfile: {
          networkInterfaceConfigurations: [
            {
              name: 'backend',
              properties: {
                primary: true,
                ipConfigurations: [
                  {
                    name: 'backend',
                    properties: { subnet: { id: subnetId }, loadBalancerBackendAddressPools: [{ id: poolId }] },
                  },
                ],
              },
            },
          ],
        },
        extensionProfile: {
          extensions: [
            {
              name: 'health',
              properties: {
                publisher: 'Microsoft.ManagedServices',
                type: 'ApplicationHealthLinux',
                typeHandlerVersion: '2.0',
                settings: { protocol: 'http', port: 8080, requestPath: '/healthz/vm', numberOfProbes: 2 },
              },
            },
          ],
        },
        scheduledEventsProfile: { terminateNotificationProfile: { enable: true, notBeforeTimeout: 'PT5M' } },
        ...profile,
      },
    },
  };
}
