import { ArmError } from '../model/errors.ts';
import { type Json } from '../model/json.ts';
import { type Call, queryOf } from './call.ts';

const pageSize = 1_000;

/**
 * `{value, nextLink?}`. The link repeats the request's query with `$skiptoken`, which names the last item shown, so that
 * what is added or deleted meanwhile neither repeats nor hides another item.
 * @param items in the order of `keyOf`
 */
export function page<T>(call: Call, items: T[], keyOf: (item: T) => string, show: (item: T) => Json): Json {
  const token = queryOf(call, '$skiptoken');
  const after = token === undefined ? undefined : readToken(token);
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > after);
  const shown = rest.slice(0, topOf(call));
  const last = shown.at(-1);
  const more = shown.length < rest.length && last !== undefined;
  return { value: shown.map(show), ...(more ? { nextLink: nextLink(call, keyOf(last)) } : {}) };
}

function topOf(call: Call): number {
  const text = queryOf(call, '$top');
  if (text === undefined || text === '') return pageSize;
  const top = Number(text);
  if (!Number.isInteger(top) || top < 1)
    throw new ArmError(400, 'InvalidTopParameter', `The $top query parameter '${text}' is invalid.`);
  return Math.min(top, pageSize);
}

function nextLink(call: Call, last: string): string {
  const query = new URLSearchParams(call.query);
  for (const name of [...query.keys()]) if (name.toLowerCase() === '$skiptoken') query.delete(name);
  query.set('$skiptoken', Buffer.from(`k:${last}`).toString('base64url'));
  return `${call.origin}${call.rawPath}?${query.toString()}`;
}

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (!text.startsWith('k:')) throw new ArmError(400, 'InvalidSkipToken', 'The $skiptoken query parameter is invalid.');
  return text.slice(2);
}
