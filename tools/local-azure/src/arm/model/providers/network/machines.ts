import { asList, asObject } from '../../json.ts';
import { equalIds, parseResourcePath } from '../../resource-id.ts';
import { type ResourceView } from '../../resource.ts';

/** The virtual machine that has a network interface; both are in one subscription. */
export function machineOf(view: ResourceView, nicId: string): { id: string; isPrimary: boolean } | undefined {
  const subscriptionId = parseResourcePath(nicId)?.subscriptionId ?? '';
  for (const { id, properties } of view.ofType(subscriptionId, 'Microsoft.Compute/virtualMachines')) {
    const nics = asList(asObject(properties['networkProfile'])['networkInterfaces']).map(asObject);
    const found = nics.find((nic) => equalIds(String(nic['id']), nicId));
    if (found) return { id, isPrimary: nics.length === 1 || asObject(found['properties'])['primary'] === true };
  }
  return undefined;
}
