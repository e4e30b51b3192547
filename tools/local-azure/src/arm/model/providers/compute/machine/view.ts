import { asObject, isText, type Json } from '../../../json.ts';
import { type Resource } from '../../../resource.ts';
import { diskEntriesOf } from '../attachments.ts';
import { findImage, readImageReference } from '../images.ts';
import { showOs } from './os.ts';

/** Kept in `properties.powerState`, which GET does not show. */
export type PowerState = 'running' | 'stopped' | 'deallocated';

export const powerStateOf = (machine: Resource): PowerState => {
  const state = machine.properties['powerState'];
  return state === 'stopped' || state === 'deallocated' ? state : 'running';
};

/** `properties` of GET: secrets stay here, the instance view comes only when it is asked for. */
export function showMachine(machine: Resource, expand?: string): Json {
  const { powerState: _power, userData, osProfile, ...shown } = machine.properties;
  const wanted = (expand ?? '').toLowerCase().split(',');
  return {
    ...shown,
    ...(osProfile === undefined ? {} : { osProfile: showOs(asObject(osProfile)) }),
    ...(wanted.includes('userdata') && userData !== undefined ? { userData } : {}),
    ...(wanted.includes('instanceview') ? { instanceView: instanceView(machine) } : {}),
    timeCreated: machine.createdTime,
  };
}

/**
 * Virtual Machines - Instance View. What runs here reports itself as Red Hat CoreOS does: it tells Azure that it is
 * provisioned, and has no agent that goes on talking.
 */
export function instanceView(machine: Resource): Json {
  const power = powerStateOf(machine);
  const image = readImageReference(asObject(machine.properties['storageProfile'])['imageReference']);
  const { computerName } = asObject(machine.properties['osProfile']);
  return {
    ...(isText(computerName) && power === 'running' ? { computerName, osName: 'rhcos' } : {}),
    ...(power === 'running' ? { vmAgent: agent(machine.changedTime) } : {}),
    disks: diskEntriesOf(machine.properties).map(({ name }) => ({
      name,
      statuses: [status('ProvisioningState/succeeded', 'Provisioning succeeded', machine.createdTime)],
    })),
    bootDiagnostics: {},
    hyperVGeneration: (image && findImage(image)?.image.generation) ?? 'V1',
    statuses: [
      ...(machine.provisioningState === 'Succeeded'
        ? [status('ProvisioningState/succeeded', 'Provisioning succeeded', machine.changedTime)]
        : [status(`ProvisioningState/${machine.provisioningState.toLowerCase()}`, machine.provisioningState)]),
      status(`PowerState/${power}`, `VM ${power}`),
    ],
  };
}

const agent = (time: string): Json => ({
  vmAgentVersion: 'Unknown',
  statuses: [
    {
      ...status('ProvisioningState/Unavailable', 'Not Ready', time),
      level: 'Warning',
      message: 'VM status blob is found but not yet populated.',
    },
  ],
});

const status = (code: string, displayStatus: string, time?: string): Json => ({
  code,
  level: 'Info',
  displayStatus,
  ...(time === undefined ? {} : { time }),
});
