import { type OtherChange, type ResourceType } from '../../provider.ts';
import { machineApiVersions } from '../api-versions.ts';
import { machineActions } from '../machine/actions.ts';
import { computeRefusals } from '../refusals.ts';
import { instancesOf, letGo } from './instances.ts';
import { isGone, modelOf } from './model.ts';
import { scaleSetIdOf } from './names.ts';
import { isRun, type ScaleSetOptions, stayingOf, withCapacity } from './scale-set.ts';
import { showInstance } from './view.ts';

/** Microsoft.Compute/virtualMachineScaleSets/virtualMachines: the instances, which only their scale set makes. */
export const scaleSetInstance = (options: ScaleSetOptions): ResourceType => ({
  name: 'virtualMachineScaleSets/virtualMachines',
  apiVersions: machineApiVersions,
  kind: 'child',
  longRunning: { put: true, delete: true },
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
  accept({ name, current }) {
    throw computeRefusals.notAllowed(
      current
        ? `Instance ${name} of a scale set cannot be changed here; its scale set can.`
        : `Instance ${name} cannot be made by itself. Change the capacity of its scale set.`,
    );
  },
  show: (instance, view, expand) => showInstance(instance, view, options.hardware, expand),
  actions: {
    retrievebootdiagnosticsdata: (request) => {
      const { resource } = request;
      const diagnosticsProfile = modelOf(resource)['diagnosticsProfile'];
      const machine = { ...resource, properties: { ...resource.properties, diagnosticsProfile } };
      const read = machineActions(options.compute)['retrievebootdiagnosticsdata'];
      return read?.({ ...request, resource: machine }) ?? {};
    },
  },
  // The scale set has one fewer from then on.
  onDelete(instance, view) {
    const set = view.get(scaleSetIdOf(instance.id));
    if (!set) return [];
    const staying = stayingOf(instancesOf(view, set.id));
    const wasStaying = staying.some(({ id }) => id === instance.id);
    const smaller: OtherChange = {
      ...{ kind: 'put', id: set.id, type: set.type, properties: set.properties },
      ...(set.location === undefined ? {} : { location: set.location }),
      envelope: withCapacity(set.envelope, staying.length - 1),
    };
    const notice = isRun(options) ? letGo([instance], true, options.clock.now()) : [];
    return wasStaying ? [smaller, ...notice] : [];
  },
  lingers: (instance) => isRun(options) && !isGone(instance),
});
