import { type SystemData } from '@aro-rp/api';
import { type IncomingMessage } from 'node:http';
import { type Log } from '@aro-rp/telemetry';
import { header } from '../http/call.ts';

const members = [
  'createdBy',
  'createdByType',
  'createdAt',
  'lastModifiedBy',
  'lastModifiedByType',
  'lastModifiedAt',
] as const satisfies (keyof SystemData)[];

/** What ARM says of who acts; a header that cannot be read is ignored, and never logged: it names people. */
export function systemDataOf(request: IncomingMessage, log: Log): SystemData | undefined {
  const text = header(request, 'x-ms-arm-resource-system-data');
  if (text === undefined) return undefined;
  const systemData = parseSystemData(text);
  if (!systemData) log.warn('the header with system data cannot be read');
  return systemData;
}

/** Every cluster document carries it, and leases rewrite those. */
const longest = 512;

/**
 * @param text as Node gives headers: each character is a byte
 * @returns undefined when the text is no JSON object or says none of what we know
 */
export function parseSystemData(text: string): SystemData | undefined {
  try {
    const said = JSON.parse(Buffer.from(text, 'latin1').toString()) as Record<string, unknown> | null;
    const known = members.flatMap((name) => {
      const value = said?.[name];
      if (typeof value !== 'string' || value.length > longest || !value.isWellFormed()) return [];
      return name.endsWith('At') && !isTime(value) ? [] : [[name, value]];
    });
    return known.length === 0 ? undefined : Object.fromEntries(known);
  } catch {
    return undefined;
  }
}

const rfc3339 = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** A `date-time` of RFC 3339, of a day that there is: what is shown later has that format in the published Swagger. */
function isTime(text: string): boolean {
  const [, day = ''] = rfc3339.exec(text) ?? [];
  const start = Date.parse(day);
  return !Number.isNaN(start) && new Date(start).toISOString().startsWith(day) && !Number.isNaN(Date.parse(text));
}
