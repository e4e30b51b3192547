import { type Json } from '../../arm/model/json.ts';
import { groupIdPath } from '../../arm/model/resource-id.ts';
import { at, type KubeObject, textAt } from '../kubernetes/object.ts';
import { type Manifest } from './assets.ts';

/** `spec.providerSpec.value` of every Machine, MachineSet and of the ControlPlaneMachineSet, with the name of its owner. */
export function providerSpecs(manifests: Manifest[]): { owner: string; value: Json }[] {
  const specs = (object: KubeObject): unknown[] => {
    if (object.kind === 'Machine') return [object.spec];
    if (object.kind === 'MachineSet') return [at(object.spec, 'template', 'spec')];
    if (object.kind === 'ControlPlaneMachineSet')
      return [at(object.spec, 'template', 'machines_v1beta1_machine_openshift_io', 'spec')];
    return [];
  };
  return manifests.flatMap(({ object }) =>
    specs(object).map((spec) => ({
      owner: `${object.kind} ${object.metadata.name}`,
      value: (at(spec, 'providerSpec', 'value') ?? {}) as Json,
    })),
  );
}

/** The id of the virtual network that a provider spec names. */
export const networkOf = (subscriptionId: string, value: Json): string =>
  `${groupIdPath(subscriptionId, textAt(value, 'networkResourceGroup'))}/providers/Microsoft.Network/virtualNetworks/${textAt(value, 'vnet')}`;

export const subnetOf = (subscriptionId: string, value: Json): string =>
  `${networkOf(subscriptionId, value)}/subnets/${textAt(value, 'subnet')}`;

/** The id of the disk encryption set; empty when disks are encrypted with Azure's own keys. */
export const encryptionSetOf = (value: Json): string =>
  textAt(value, 'osDisk', 'managedDisk', 'diskEncryptionSet', 'id');
