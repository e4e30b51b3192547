import { isDeepStrictEqual } from 'node:util';
import { isObject, type Json, type JsonObject } from './source.ts';

/** One thing that a client could notice. `undefined` is what is not there. */
export interface Difference {
  /** In our document; where ours has nothing, where it would have it. */
  readonly pointer: string;
  readonly ours: Json | undefined;
  readonly published: Json | undefined;
}

const prose = new Set(['description', 'summary', 'title']);
/** Lists whose order says nothing. */
const sets = new Set(['enum', 'required', 'x-ms-mutability', 'schemes', 'consumes', 'produces', 'tags']);

/** Without what only people read, and with sets in one order. */
function canonical(value: Json, name = ''): Json {
  if (Array.isArray(value)) {
    const list = (value as readonly Json[]).map((each) => canonical(each));
    return sets.has(name) ? list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : list;
  }
  if (!isObject(value)) return value;
  if (name === 'scopes') return Object.keys(value).toSorted();
  const members = Object.entries(value).filter(([key, each]) => !(prose.has(key) && typeof each === 'string'));
  return Object.fromEntries(members.map(([key, each]): [string, Json] => [key, canonical(each, key)]));
}

/** Of the members that are not told apart further. */
export function differencesOf(
  pointer: string,
  ours: JsonObject,
  published: JsonObject,
  apart: ReadonlySet<string>,
): Difference[] {
  const names = new Set([...Object.keys(ours), ...Object.keys(published)]);
  return [...names]
    .filter((name) => !apart.has(name) && !prose.has(name))
    .map((name) => ({ pointer: `${pointer}/${name}`, ours: ours[name], published: published[name], name }))
    .filter(({ ours: a, published: b, name }) => {
      if (a === undefined || b === undefined) return true;
      return !isDeepStrictEqual(canonical(a, name), canonical(b, name));
    })
    .map(({ name: _, ...difference }) => difference);
}
