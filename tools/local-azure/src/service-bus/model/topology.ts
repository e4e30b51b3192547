import { readFileSync } from 'node:fs';

/** A queue as Azure describes it; durations are ISO 8601. Absent members have Azure's defaults. */
export interface QueueDefinition {
  name: string;
  /** PT1M unless told; at most PT5M. */
  lockDuration?: string;
  /** 10 unless told. */
  maxDeliveryCount?: number;
  requiresDuplicateDetection?: boolean;
  /** PT10M unless told. */
  duplicateDetectionHistoryTimeWindow?: string;
  /** For ever unless told. */
  defaultMessageTimeToLive?: string;
  deadLetteringOnMessageExpiration?: boolean;
  requiresSession?: boolean;
  /** Tells a queue from another that had its name before; absent where nobody makes and removes queues by name. */
  generation?: string;
}

/** The configuration file of Microsoft's Service Bus emulator, as far as it is read here. */
export interface EmulatorTopology {
  UserConfig: {
    Namespaces: {
      Name?: string;
      Queues?: { Name: string; Properties?: EmulatorQueueProperties }[];
      Topics?: unknown[];
    }[];
  };
}

export interface EmulatorQueueProperties {
  LockDuration?: string;
  MaxDeliveryCount?: number;
  RequiresDuplicateDetection?: boolean;
  DuplicateDetectionHistoryTimeWindow?: string;
  DefaultMessageTimeToLive?: string;
  DeadLetteringOnMessageExpiration?: boolean;
  RequiresSession?: boolean;
}

export type ServiceBusTopology = { queues: readonly QueueDefinition[] } | EmulatorTopology;

/** A queue's settings as the broker applies them; durations in milliseconds, Infinity for "for ever". */
export interface QueueSettings {
  lockDuration: number;
  maxDeliveryCount: number;
  duplicateWindow: number | undefined;
  timeToLive: number;
  deadLetterExpired: boolean;
}

/**
 * @param source the topology, or the path of a file in the layout of Microsoft's emulator
 * @throws Error that names the queue and the member at fault
 */
export function readTopology(source: ServiceBusTopology | string): QueueDefinition[] {
  const topology =
    typeof source === 'string' ? (JSON.parse(readFileSync(source, 'utf8')) as ServiceBusTopology) : source;
  const definitions = 'queues' in topology ? [...topology.queues] : fromEmulator(topology);
  for (const definition of definitions) toSettings(definition);
  return definitions;
}

function fromEmulator(topology: EmulatorTopology): QueueDefinition[] {
  const namespaces = topology.UserConfig?.Namespaces;
  if (!Array.isArray(namespaces)) throw new Error('topology: UserConfig.Namespaces is missing');
  return namespaces.flatMap((namespace) => {
    if (namespace.Topics?.length) throw new Error('topology: topics are not supported by this local Service Bus');
    return (namespace.Queues ?? []).map((queue) => {
      const properties = Object.entries(queue.Properties ?? {}).map(([name, value]) => [
        name.charAt(0).toLowerCase() + name.slice(1),
        value,
      ]);
      return { ...(Object.fromEntries(properties) as Omit<QueueDefinition, 'name'>), name: queue.Name };
    });
  });
}

/** @throws Error that names the queue and the member at fault */
export function toSettings(definition: QueueDefinition): QueueSettings {
  const { name } = definition;
  if (!/^[A-Za-z0-9](?:[\w./-]*[A-Za-z0-9])?$/.test(name ?? '')) throw new Error(`topology: no queue name: '${name}'`);
  const fault = (what: string) => new Error(`topology: queue '${name}': ${what}`);
  if (definition.requiresSession) throw fault('requiresSession is not supported by this local Service Bus');
  const duration = (member: keyof QueueDefinition, fallback: number) => {
    const text = definition[member];
    if (text === undefined) return fallback;
    const parsed = parseIsoDuration(String(text));
    if (parsed === undefined) throw fault(`${member}: '${String(text)}' is no ISO 8601 duration`);
    return parsed;
  };
  const lockDuration = duration('lockDuration', 60_000);
  if (lockDuration <= 0 || lockDuration > 300_000) throw fault('lockDuration must be above zero and at most PT5M');
  const maxDeliveryCount = definition.maxDeliveryCount ?? 10;
  if (!(maxDeliveryCount >= 1)) throw fault('maxDeliveryCount must be at least 1');
  const window = duration('duplicateDetectionHistoryTimeWindow', 600_000);
  return {
    lockDuration,
    maxDeliveryCount,
    duplicateWindow: definition.requiresDuplicateDetection ? window : undefined,
    timeToLive: duration('defaultMessageTimeToLive', Infinity),
    deadLetterExpired: definition.deadLetteringOnMessageExpiration ?? false,
  };
}

/** .NET's `TimeSpan.MaxValue`, which Azure shows for "never", and all beyond it. */
const never = 10_675_199 * 86_400_000;

/** Milliseconds; Infinity for Azure's "never". @returns undefined when the text is no ISO 8601 duration of days or less */
export function parseIsoDuration(text: string): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (!match || text === 'P') return undefined;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  const total = ((days * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000;
  return total >= never ? Infinity : total;
}
