import { ArmError } from '../../errors.ts';
import { isText, type Json } from '../../json.ts';
import { type ResourceType } from '../provider.ts';

export const badRequest = (message: string): ArmError => new ArmError(400, 'BadRequest', message);

/** Everything of Microsoft.Insights is finished when it is answered. */
export const insightsDefaults = {
  longRunning: { put: false, delete: false },
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
} as const satisfies Partial<ResourceType>;

const pattern = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** An ISO 8601 duration of days, hours, minutes and seconds in milliseconds; undefined when the text is none. */
export function durationOf(text: unknown): number | undefined {
  const match = isText(text) && text !== 'P' && !text.endsWith('T') ? pattern.exec(text) : null;
  if (!match) return undefined;
  const [days = 0, hours = 0, minutes = 0, secs = 0] = match.slice(1).map((one) => Number(one ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + secs) * 1_000;
}

/** @throws ArmError unless `properties[member]` is one of `allowed` */
export function requireOneOf(properties: Json, member: string, allowed: readonly unknown[]): void {
  const value = properties[member];
  if (!allowed.includes(value))
    throw badRequest(`The ${member} '${String(value)}' is invalid. It is one of ${allowed.join(', ')}.`);
}
