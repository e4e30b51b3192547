import { refusals } from '../model/errors.ts';
import { type Model } from '../model/index.ts';
import { machineApiVersions } from '../model/providers/compute/api-versions.ts';
import { type HardwareSlot } from '../model/providers/compute/scale-sets/hardware.ts';
import { instanceIdOf, scaleSetType } from '../model/providers/compute/scale-sets/names.ts';
import { showInstanceView, showSetView } from '../model/providers/compute/scale-sets/view.ts';
import { groupIdPath } from '../model/resource-id.ts';
import { type Resource } from '../model/resource.ts';
import { requireApiVersion } from './call.ts';
import { type LocalHandler, type Parameters } from './dispatch.ts';
import { type LocalRoutes } from './routes.ts';

const path = `/subscriptions/:subscriptionId/resourceGroups/:group/providers/${scaleSetType}/:name`;

/** The instance views of scale sets, which are no resources; the caller's right to read them is judged by their path. */
export function scaleSetRoutes(model: Model, hardware: HardwareSlot): LocalRoutes {
  const { resources, groups, registrations } = model;
  const get = (
    type: string,
    idOf: (scaleSetId: string, parameters: Parameters) => string,
    show: (resource: Resource) => unknown,
  ): LocalRoutes[string] => {
    const work: LocalHandler = (call, parameters) => {
      const { subscriptionId = '', group = '', name = '', instance = name } = parameters;
      registrations.require(subscriptionId, 'Microsoft.Compute');
      const version = requireApiVersion(call);
      if (!machineApiVersions.some((one) => one === version))
        throw refusals.unsupportedApiVersion(type, 'global', version, machineApiVersions);
      groups.require(subscriptionId, group);
      const found = resources.view.get(
        idOf(`${groupIdPath(subscriptionId, group)}/providers/${scaleSetType}/${name}`, parameters),
      );
      if (!found) throw refusals.resourceNotFound(type, instance, group);
      return { status: 200, body: show(found) };
    };
    return { get: work };
  };

  return {
    [`${path}/instanceView`]: get(
      scaleSetType,
      (id) => id,
      (set) => showSetView(set, resources.view, hardware),
    ),
    [`${path}/virtualMachines/:instance/instanceView`]: get(
      `${scaleSetType}/virtualMachines`,
      (id, { instance = '' }) => instanceIdOf(id, instance),
      (instance) => showInstanceView(instance, resources.view, hardware),
    ),
  };
}
