import { asList, asObject, isText, type Json } from '../../../json.ts';
import { type Resource } from '../../../resource.ts';

/** The notice that an instance gets before it is taken away (scheduled events, `Terminate`). */
export interface Termination {
  eventId: string;
  /** ISO 8601. It goes then, whether or not the machine has approved; absent: at once. */
  notBefore?: string;
}

/** `virtualMachineProfile`, with what GET hides. */
export const profileOf = (scaleSet: { properties: Json }): Json =>
  asObject(scaleSet.properties['virtualMachineProfile']);

/** The profile that an instance was made with; it keeps that whatever happens to its scale set. */
export const modelOf = (instance: Resource): Json => asObject(instance.properties['model']);

export const numberOf = (instance: Resource): string => String(instance.envelope['instanceId']);

export const terminationOf = (instance: Resource): Termination | undefined => {
  const { eventId, notBefore } = asObject(instance.properties['termination']);
  if (!isText(eventId)) return undefined;
  return { eventId, ...(isText(notBefore) ? { notBefore } : {}) };
};

/** Whoever ran it has nothing left of it; it waits for its deletion's end. */
export const isGone = (instance: Resource): boolean => instance.properties['gone'] === true;

/** How many instances there are to be. */
export const capacityOf = (envelope: Json): number => Number(asObject(envelope['sku'])['capacity'] ?? 0);

export interface HealthProbe {
  protocol: 'http' | 'https' | 'tcp';
  port: number;
  requestPath: string;
  /** The answer tells the state (version 2.0, "Rich Health States"); else whether there is one of 200 does. */
  isRich: boolean;
  /** Seconds. */
  intervalInSeconds: number;
  numberOfProbes: number;
  /** Seconds. */
  gracePeriod: number;
}

const healthTypes = ['applicationhealthlinux', 'applicationhealthwindows'];

/** Settings of the Application Health extension, or an empty object when there is none. */
export function healthSettings(profile: Json): Json | undefined {
  const found = healthExtension(profile);
  return found && asObject(found['settings']);
}

function healthExtension(profile: Json): Json | undefined {
  const extensions = asList(asObject(profile['extensionProfile'])['extensions']).map(asObject);
  return extensions
    .map((one) => asObject(one['properties']))
    .find(({ type }) => healthTypes.includes(String(type).toLowerCase()));
}

/** How an instance is asked for its health, with the extension's own defaults (version 2.0). */
export function healthProbeOf(profile: Json): HealthProbe | undefined {
  const settings = healthSettings(profile);
  if (!settings) return undefined;
  const protocol = String(settings['protocol']).toLowerCase() as HealthProbe['protocol'];
  const numberOfProbes = Number(settings['numberOfProbes'] ?? 1);
  const intervalInSeconds = Number(settings['intervalInSeconds'] ?? 5);
  return {
    protocol,
    isRich: String(healthExtension(profile)?.['typeHandlerVersion']).startsWith('2'),
    port: Number(settings['port'] ?? (protocol === 'https' ? 443 : 80)),
    requestPath: isText(settings['requestPath']) ? settings['requestPath'] : '/',
    intervalInSeconds,
    numberOfProbes,
    gracePeriod: Number(settings['gracePeriod'] ?? intervalInSeconds * numberOfProbes),
  };
}

/** Minutes of a duration such as `PT5M`; undefined when it is none of whole minutes. */
export function minutesOf(duration: unknown): number | undefined {
  const match = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(String(duration));
  if (!match || (match[1] === undefined && match[2] === undefined)) return undefined;
  return Number(match[1] ?? 0) * 60 + Number(match[2] ?? 0);
}

/** Minutes of notice that machines get; undefined when they get none. */
export function noticeOf(profile: Json): number | undefined {
  const { enable, notBeforeTimeout } = asObject(
    asObject(profile['scheduledEventsProfile'])['terminateNotificationProfile'],
  );
  return enable === true ? (minutesOf(notBeforeTimeout ?? 'PT5M') ?? 5) : undefined;
}
