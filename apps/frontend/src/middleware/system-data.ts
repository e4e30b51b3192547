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

/** @returns undefined when the text is no JSON object or says none of what we know. */
export function parseSystemData(text: string): SystemData | undefined {
  try {
    const said = JSON.parse(text) as Record<string, unknown> | null;
    const known = members.flatMap((name) => (typeof said?.[name] === 'string' ? [[name, said[name]] as const] : []));
    return known.length === 0 ? undefined : Object.fromEntries(known);
  } catch {
    return undefined;
  }
}
