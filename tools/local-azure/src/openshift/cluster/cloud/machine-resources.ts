import { randomBytes } from 'node:crypto';
import { asObject, isText, type Json } from '../../../arm/model/json.ts';
import { groupIdPath } from '../../../arm/model/resource-id.ts';
import { apiVersions } from '../../azure/api-versions.ts';
import { type AzureClient } from '../../azure/client.ts';
import { at, type KubeObject, listAt, textAt } from '../../kubernetes/object.ts';
import { types } from '../../network/wiring.ts';

/** The ids of what the machine API makes for a Machine, which all follow from its name. */
export function idsOf(groupId: string, name: string) {
  return {
    machine: `${groupId}/providers/${types.machine}/${name}`,
    nic: `${groupId}/providers/${types.nic}/${name}-nic`,
    disk: `${groupId}/providers/${types.disk}/${name}_OSDisk`,
  };
}

export interface MachineRequest {
  machine: KubeObject;
  groupId: string;
  subscriptionId: string;
  infraId: string;
  /** The ignition pointer of the role, base64. */
  userData: string;
}

/**
 * Makes the network interface and the virtual machine of a Machine, or finds them there.
 * @throws AzureRefusal
 */
export async function createMachine(azure: AzureClient, request: MachineRequest): Promise<void> {
  const { machine, groupId, subscriptionId, infraId } = request;
  const spec = asObject(at(machine.spec, 'providerSpec', 'value'));
  const { name } = machine.metadata;
  const ids = idsOf(groupId, name);
  const text = (member: string) => textAt(spec, member);
  const common = { location: text('location'), tags: { [`kubernetes.io-cluster-${infraId}`]: 'owned' } };
  const subnet = `${groupIdPath(subscriptionId, text('networkResourceGroup'))}/providers/Microsoft.Network/virtualNetworks/${text('vnet')}/subnets/${text('subnet')}`;
  const pools = await firstPools(azure, groupId, [text('publicLoadBalancer'), text('internalLoadBalancer')]);
  if (!(await azure.get(ids.nic, apiVersions.network)))
    await azure.put(ids.nic, apiVersions.network, {
      ...common,
      properties: {
        enableAcceleratedNetworking: spec['acceleratedNetworking'] === true,
        ipConfigurations: [
          {
            name: 'pipConfig',
            properties: {
              subnet: { id: subnet },
              privateIPAllocationMethod: 'Dynamic',
              primary: true,
              ...(pools.length === 0 ? {} : { loadBalancerBackendAddressPools: pools.map((id) => ({ id })) }),
            },
          },
        ],
      },
    });
  if (await azure.get(ids.machine, apiVersions.machine)) return;
  await azure.put(ids.machine, apiVersions.machine, { ...common, ...machineBody(request, spec, ids) });
}

/** The machine API takes the first pool of a balancer, whatever its name. */
async function firstPools(azure: AzureClient, groupId: string, balancers: string[]): Promise<string[]> {
  const pools: string[] = [];
  for (const balancer of balancers.filter((name) => name !== '')) {
    const found = await azure.get(`${groupId}/providers/${types.balancer}/${balancer}`, apiVersions.network);
    const pool = textAt(found, 'properties', 'backendAddressPools', 0, 'id');
    if (pool !== '') pools.push(pool);
  }
  return pools;
}

function machineBody({ machine, groupId, userData }: MachineRequest, spec: Json, ids: ReturnType<typeof idsOf>): Json {
  const { name } = machine.metadata;
  const { publisher, offer, sku, version } = asObject(spec['image']);
  const disk = asObject(spec['osDisk']);
  const set = textAt(disk, 'managedDisk', 'diskEncryptionSet', 'id');
  const zone = textAt(spec, 'zone');
  const identity = textAt(spec, 'managedIdentity');
  const identityId = `${groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity}`;
  return {
    ...(zone === '' ? {} : { zones: [zone] }),
    ...(identity === '' ? {} : { identity: { type: 'UserAssigned', userAssignedIdentities: { [identityId]: {} } } }),
    properties: {
      hardwareProfile: { vmSize: textAt(spec, 'vmSize') },
      storageProfile: {
        imageReference: { publisher, offer, sku, version },
        osDisk: {
          name: `${name}_OSDisk`,
          osType: 'Linux',
          createOption: 'FromImage',
          diskSizeGB: disk['diskSizeGB'],
          managedDisk: {
            storageAccountType: textAt(disk, 'managedDisk', 'storageAccountType'),
            ...(set === '' ? {} : { diskEncryptionSet: { id: set } }),
          },
        },
      },
      osProfile: {
        computerName: name,
        adminUsername: 'capi',
        // Nobody logs in with it: the image has no such user. Azure wants one.
        adminPassword: `Aa1!${randomBytes(16).toString('hex')}`,
        customData: userData,
        linuxConfiguration: { disablePasswordAuthentication: false },
      },
      networkProfile: { networkInterfaces: [{ id: ids.nic, properties: { primary: true } }] },
      ...(at(spec, 'securityProfile', 'encryptionAtHost') === true
        ? { securityProfile: { encryptionAtHost: true } }
        : {}),
      ...(at(spec, 'diagnostics', 'boot') === undefined
        ? {}
        : { diagnosticsProfile: { bootDiagnostics: { enabled: true } } }),
    },
  };
}

/** Removes what {@link createMachine} made. @throws AzureRefusal */
export async function deleteMachine(azure: AzureClient, groupId: string, name: string): Promise<void> {
  const ids = idsOf(groupId, name);
  // A master of the templates brought its interface along; it goes by the name that it has.
  const found = await azure.get(ids.machine, apiVersions.machine);
  const nics = listAt(found, 'properties', 'networkProfile', 'networkInterfaces').map((nic) => textAt(nic, 'id'));
  await azure.remove(ids.machine, apiVersions.machine);
  for (const nic of nics.length > 0 ? nics.filter(isText) : [ids.nic]) await azure.remove(nic, apiVersions.network);
  await azure.remove(ids.disk, apiVersions.disk);
}
