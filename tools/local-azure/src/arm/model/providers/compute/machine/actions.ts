import { asObject } from '../../../json.ts';
import { type ResourceAction } from '../../provider.ts';
import { type ComputeOptions } from '../options.ts';
import { computeRefusals } from '../refusals.ts';
import { type PowerState } from './view.ts';

/** Long operations in Azure; here they are over when they are answered, which its clients take as well. */
const power =
  (powerState: PowerState): ResourceAction =>
  ({ resource }) => ({ properties: { ...resource.properties, powerState } });

/** POST .../virtualMachines/NAME/ACTION, by name in lower case. */
export const machineActions = (options: ComputeOptions): Readonly<Record<string, ResourceAction>> => ({
  start: power('running'),
  restart: ({ resource }) => {
    if (resource.properties['powerState'] === 'deallocated')
      throw computeRefusals.notAllowed(
        `Operation 'restart' is not allowed on VM '${resource.name}' since the VM is deallocated. Please start it first.`,
      );
    return { properties: { ...resource.properties, powerState: 'running' satisfies PowerState } };
  },
  poweroff: power('stopped'),
  deallocate: power('deallocated'),
  redeploy: power('running'),
  retrievebootdiagnosticsdata: ({ resource, query }) => {
    const { bootDiagnostics } = asObject(resource.properties['diagnosticsProfile']);
    if (asObject(bootDiagnostics)['enabled'] !== true)
      throw computeRefusals.notAllowed(`Boot diagnostics is not enabled for VM '${resource.name}'.`);
    const minutes = Number(query.get('sasUriExpirationTimeInMinutes') ?? 120);
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > 1_440)
      throw computeRefusals.invalidParameter(
        'sasUriExpirationTimeInMinutes',
        `The value '${query.get('sasUriExpirationTimeInMinutes') ?? ''}' of parameter 'sasUriExpirationTimeInMinutes' is out of range. Value must be between '1' and '1440', inclusive.`,
      );
    const url = options.consoleUrl?.(resource, minutes);
    return { body: url === undefined ? {} : { serialConsoleLogBlobUri: url } };
  },
});
