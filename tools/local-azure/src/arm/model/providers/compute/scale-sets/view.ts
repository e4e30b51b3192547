import { asList, asObject, type Json, sameJson } from '../../../json.ts';
import { type Resource, type ResourceView } from '../../../resource.ts';
import { showOs } from '../machine/os.ts';
import { type HardwareSlot } from './hardware.ts';
import { instancesOf } from './instances.ts';
import { healthSettings, modelOf, profileOf } from './model.ts';
import { scaleSetIdOf } from './names.ts';

/** `properties` of GET: what machines read only at their first boot stays here. */
export function showScaleSet(set: Resource): Json {
  const { nextInstance: _next, virtualMachineProfile: _profile, ...shown } = set.properties;
  return { ...shown, virtualMachineProfile: showProfile(profileOf(set)), timeCreated: set.createdTime };
}

const showProfile = (profile: Json): Json => ({
  ...profile,
  osProfile: { ...showOs(asObject(profile['osProfile'])), requireGuestProvisionSignal: true },
});

/** `properties` of GET of an instance; its provisioning state follows that of its scale set while it is made. */
export function showInstance(
  instance: Resource,
  view: ResourceView,
  hardware: HardwareSlot,
  expand: string | undefined,
): Json {
  const { model: _model, termination: _end, gone: _gone, computerName, vmId, networkProfile } = instance.properties;
  const set = view.get(scaleSetIdOf(instance.id));
  const model = modelOf(instance);
  const { computerNamePrefix: _prefix, ...osProfile } = showOs(asObject(model['osProfile']));
  const wanted = (expand ?? '').toLowerCase().split(',');
  return {
    provisioningState: provisioningStateOf(instance, set),
    latestModelApplied: set !== undefined && sameJson(profileOf(set), model),
    modelDefinitionApplied: 'VirtualMachineScaleSet',
    vmId,
    hardwareProfile: {},
    storageProfile: model['storageProfile'],
    securityProfile: model['securityProfile'],
    osProfile: { ...osProfile, computerName },
    networkProfile,
    networkProfileConfiguration: {
      networkInterfaceConfigurations: asList(asObject(model['networkProfile'])['networkInterfaceConfigurations']),
    },
    diagnosticsProfile: model['diagnosticsProfile'],
    timeCreated: instance.createdTime,
    ...(wanted.includes('instanceview') ? { instanceView: showInstanceView(instance, view, hardware) } : {}),
  };
}

function provisioningStateOf(instance: Resource, set: Resource | undefined): string {
  if (instance.properties['termination'] !== undefined || set?.provisioningState === 'Deleting') return 'Deleting';
  const isMaking = set?.provisioningState === 'Creating' || set?.provisioningState === 'Updating';
  return isMaking && instance.createdTime >= set.changedTime ? 'Creating' : 'Succeeded';
}

const healthWords = {
  healthy: 'The VM is reporting itself as healthy.',
  unhealthy: 'The VM is reporting itself as unhealthy or is unreachable.',
  unknown: 'The health of the VM is not known.',
} as const;

/**
 * Virtual Machine Scale Set VMs - Get Instance View. Restarts of what the machine runs are told as a substatus of the
 * health extension, where a machine's own reports are shown.
 */
export function showInstanceView(instance: Resource, view: ResourceView, hardware: HardwareSlot): Json {
  const model = modelOf(instance);
  const state = provisioningStateOf(instance, view.get(scaleSetIdOf(instance.id)));
  const { health, isRunning, restarts } = hardware.current()?.stateOf(instance.id) ?? {
    ...{ health: 'unknown' as const, isRunning: false, restarts: 0 },
  };
  const power = hardware.current() === undefined || isRunning ? 'running' : 'starting';
  const probed = healthSettings(model) !== undefined;
  return {
    computerName: instance.properties['computerName'],
    osName: 'ubuntu',
    hyperVGeneration: 'V2',
    vmAgent: { vmAgentVersion: '2.12.0.4', statuses: [status('ProvisioningState/succeeded', 'Ready')] },
    ...(probed
      ? {
          vmHealth: {
            status: { ...status(`HealthState/${health}`, healthWords[health]), level: levelOf(health) },
          },
          extensions: [
            {
              name: 'health',
              type: 'Microsoft.ManagedServices.ApplicationHealthLinux',
              typeHandlerVersion: '2.0.14',
              statuses: [status('ProvisioningState/succeeded', 'Provisioning succeeded')],
              substatuses: [{ ...status('ComponentStatus/Restarts/succeeded', 'Restarts'), message: String(restarts) }],
            },
          ],
        }
      : {}),
    statuses: [
      status(`ProvisioningState/${state.toLowerCase()}`, `Provisioning ${state.toLowerCase()}`, instance.changedTime),
      status(`PowerState/${power}`, `VM ${power}`),
    ],
  };
}

const levelOf = (health: keyof typeof healthWords) => (health === 'healthy' ? 'Info' : 'Warning');

/** Virtual Machine Scale Sets - Get Instance View: how many instances are in which state. */
export function showSetView(set: Resource, view: ResourceView, hardware: HardwareSlot): Json {
  const codes = instancesOf(view, set.id).flatMap((one) =>
    asList(showInstanceView(one, view, hardware)['statuses']).map((entry) => String(asObject(entry)['code'])),
  );
  const counts = [...new Set(codes)].map((code) => ({ code, count: codes.filter((one) => one === code).length }));
  const state = set.provisioningState;
  return {
    virtualMachine: { statusesSummary: counts },
    statuses: [
      status(`ProvisioningState/${state.toLowerCase()}`, `Provisioning ${state.toLowerCase()}`, set.changedTime),
    ],
  };
}

const status = (code: string, displayStatus: string, time?: string): Json => ({
  code,
  level: 'Info',
  displayStatus,
  ...(time === undefined ? {} : { time }),
});
