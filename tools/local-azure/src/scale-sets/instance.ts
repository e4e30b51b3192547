import { asList, asObject } from '../arm/model/json.ts';
import { healthProbeOf, minutesOf, modelOf } from '../arm/model/providers/compute/scale-sets/model.ts';
import { parseResourcePath } from '../arm/model/resource-id.ts';
import { type Resource, type ResourceView } from '../arm/model/resource.ts';
import { type MachineIdentity } from '../imds/index.ts';
import { type Instance } from './machine/machine.ts';

/** The machine that an instance of a scale set is. */
export function instanceOf(resource: Resource, set: Resource): Instance {
  const { subscriptionId = '', resourceGroup = '' } = parseResourcePath(resource.id) ?? {};
  const model = modelOf(resource);
  const probe = healthProbeOf(model);
  const name = String(resource.envelope['name']);
  const vmId = String(resource.properties['vmId']);
  return {
    ...{ id: resource.id, name, vmId },
    customData: String(asObject(model['osProfile'])['customData'] ?? ''),
    ...(probe && { probe }),
    metadata: {
      ...{ name, subscriptionId, vmId },
      location: set.location ?? '',
      resourceGroupName: resourceGroup,
      resourceId: resource.id,
      vmSize: String(asObject(resource.envelope['sku'])['name']),
      vmScaleSetName: set.name,
      zone: String(asList(resource.envelope['zones'])[0] ?? ''),
      tagsList: Object.entries(set.tags ?? {}).map(([tag, value]) => ({ name: tag, value })),
    },
  };
}

/** The user-assigned identities that a scale set has at this moment. */
export const identitiesOf = (set: Resource | undefined, view: ResourceView): MachineIdentity[] =>
  Object.keys(asObject(asObject(set?.envelope['identity'])['userAssignedIdentities'])).flatMap((resourceId) => {
    const { tenantId, clientId, principalId } = view.get(resourceId)?.properties ?? {};
    if (clientId === undefined) return [];
    const ids = { tenantId: String(tenantId), clientId: String(clientId), principalId: String(principalId) };
    return [{ ...ids, kind: 'user' as const, resourceId }];
  });

/** Minutes after which an instance that is not well is replaced; undefined when repairs are off. */
export function repairsAfter(set: Resource): number | undefined {
  const { enabled, gracePeriod } = asObject(set.properties['automaticRepairsPolicy']);
  if (enabled !== true) return undefined;
  return minutesOf(gracePeriod ?? 'PT10M') ?? 10;
}
