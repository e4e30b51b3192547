import { type SystemData } from '@aro-rp/api';
import { type RequestHandler } from 'express';
import { callOf, header } from '../http/call.ts';

const members = [
  'createdBy',
  'createdByType',
  'createdAt',
  'lastModifiedBy',
  'lastModifiedByType',
  'lastModifiedAt',
] as const satisfies (keyof SystemData)[];

/** Takes over what ARM says of who acts; a header that cannot be read is ignored, and never logged: it names people. */
export const readSystemData: RequestHandler = (request, _response, next) => {
  const text = header(request, 'x-ms-arm-resource-system-data');
  if (text !== undefined) {
    const call = callOf(request);
    call.systemData = parseSystemData(text);
    if (!call.systemData) call.log.warn('the header with system data cannot be read');
  }
  next();
};

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
      return typeof value === 'string' && value.length <= longest && value.isWellFormed() ? [[name, value]] : [];
    });
    return known.length === 0 ? undefined : Object.fromEntries(known);
  } catch {
    return undefined;
  }
}
