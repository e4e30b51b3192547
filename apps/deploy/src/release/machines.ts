import { createDefaultHttpClient, createPipelineFromOptions, createPipelineRequest } from '@azure/core-rest-pipeline';
import { groupId } from '../azure/index.ts';
import { type RegionConfig } from '../config/index.ts';
import { type Connection } from '../connection/index.ts';

const apiVersion = 'api-version=2024-03-01';
/** Of a log that may be megabytes. */
const tailLines = 15;

interface ShownInstance {
  id?: string;
  properties?: {
    instanceView?: { extensions?: { substatuses?: { displayStatus?: string; message?: string }[] }[] };
  };
}

/** What instances tell of what runs on them. */
export interface Machines {
  /** How often it has begun anew, by instance id in lower case; what is not told is left out. */
  restarts(scaleSet: string): Promise<ReadonlyMap<string, number>>;
  /** The end of its serial console, oldest first; nothing when it has none. Never throws. @param instance its id */
  lastLines(instance: string): Promise<string[]>;
}

export function createMachines({ subscriptionId, group }: RegionConfig, { arm }: Connection): Machines {
  const setOf = (name: string) =>
    `${groupId(subscriptionId, group)}/providers/Microsoft.Compute/virtualMachineScaleSets/${name}`;

  const readLines = async (instance: string): Promise<string[]> => {
    // "Virtual Machine Scale Set VMs - Retrieve Boot Diagnostics Data": the address carries its own right to be read.
    const { body } = await arm.send('POST', `${instance}/retrieveBootDiagnosticsData?${apiVersion}`);
    const url = body['serialConsoleLogBlobUri'];
    if (typeof url !== 'string') return [];
    const answer = await createPipelineFromOptions({}).sendRequest(
      createDefaultHttpClient(),
      createPipelineRequest({ url, method: 'GET' }),
    );
    if (answer.status >= 400) return [];
    const lines = (answer.bodyAsText ?? '').split(/\r?\n/).filter((line) => line.trim() !== '');
    return lines.slice(-tailLines);
  };

  return {
    async restarts(scaleSet) {
      const path = `${setOf(scaleSet)}/virtualMachines?$expand=instanceView&${apiVersion}`;
      const shown = (await arm.list(path)) as ShownInstance[];
      return new Map(
        shown.flatMap(({ id = '', properties }) => {
          const statuses = (properties?.instanceView?.extensions ?? []).flatMap(({ substatuses = [] }) => substatuses);
          const told = statuses.find(({ displayStatus }) => displayStatus === 'Restarts')?.message;
          return told === undefined || !/^\d+$/.test(told) ? [] : [[id.toLowerCase(), Number(told)] as const];
        }),
      );
    },
    lastLines: (instance) => readLines(instance).catch(() => []),
  };
}
