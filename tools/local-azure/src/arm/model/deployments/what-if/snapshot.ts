import { type PlannedResource } from '../../../template/index.ts';
import { hasUnresolved, Unresolved } from '../../../template/preview.ts';
import { isObject, type Json } from '../../json.ts';
import { keyOf } from '../../resource-id.ts';

/** Members that say when, by whom and in which state, not what: they differ after a write that changes nothing. */
const passing = new Set(
  [
    ...[
      'etag',
      '_etag',
      '_ts',
      'provisioningState',
      'systemData',
      'instanceView',
      'updatedOn',
      'updatedBy',
      'updatedAt',
    ],
    ...['lastModifiedTime', 'lastModifiedAt', 'lastModifiedBy', 'lastUpdatedTime', 'changedTime'],
  ].map((one) => one.toLowerCase()),
);

function lasting(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lasting);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      passing.has(name.toLowerCase()) ? [] : [[name, lasting(member)]],
    ),
  );
}

/** What GET showed, as far as it tells what the resource is. */
export const snapshotOf = ({ apiVersion }: PlannedResource, shown: Json): Json => ({
  apiVersion,
  ...(lasting(shown) as Json),
});

/** What is put for a new one. @param wanted with its unresolved expressions */
export const snapshotOfNew = ({ id, type, name, apiVersion }: PlannedResource, wanted: Json): Json => ({
  apiVersion,
  id,
  name,
  type,
  ...(plain(wanted) as Json),
});

/** With the text of each unresolved expression. */
export const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

/** `shown` with the expressions of `wanted` in place of what a rehearsal found for them. */
export function withExpressions(shown: unknown, wanted: unknown): unknown {
  if (!hasUnresolved(wanted)) return shown;
  if (isObject(shown) && isObject(wanted) && !(wanted instanceof Unresolved)) {
    const replaced = Object.entries(wanted).map(([name, member]) => [name, withExpressions(shown[name], member)]);
    return { ...shown, ...Object.fromEntries(replaced.filter(([name]) => (name as string) in shown)) };
  }
  if (Array.isArray(shown) && Array.isArray(wanted) && shown.length === wanted.length)
    return shown.map((one: unknown, index) => withExpressions(one, wanted[index]));
  return plain(wanted);
}

/** `shown` with all that `wanted` says otherwise, where no rehearsal could tell. */
export function overlay(shown: unknown, wanted: unknown): unknown {
  if (wanted instanceof Unresolved) return wanted.text;
  if (isObject(shown) && isObject(wanted)) {
    const laid = Object.entries(wanted).map(([name, member]) => [name, overlay(shown[name], member)]);
    return { ...shown, ...(Object.fromEntries(laid) as Json) };
  }
  if (Array.isArray(shown) && Array.isArray(wanted) && shown.length === wanted.length)
    return shown.map((one: unknown, index) => overlay(one, wanted[index]));
  if (typeof shown === 'string' && typeof wanted === 'string' && keyOf(shown) === keyOf(wanted)) return shown;
  return wanted === undefined ? shown : plain(wanted);
}
