import { type Table } from '../../store.ts';
import { keyOf } from '../resource-id.ts';

/** Without a slash at the end, in lower case; the root is empty. */
export const scopeKey = (scope: string): string => keyOf(scope).replace(/\/+$/, '');

/** The scope itself and all that enclose it, innermost first, the root last. Ids have pairs of segments, so scopes have too. */
export function enclosing(scope: string): string[] {
  const segments = scopeKey(scope).split('/').slice(1);
  const found = [scopeKey(scope)];
  for (let length = segments.length - 1; length > 0; length--)
    if (length % 2 === 0) found.push(`/${segments.slice(0, length).join('/')}`);
  return found.at(-1) === '' ? found : [...found, ''];
}

/** Whether what is assigned at `outer` reaches `scope`. */
export const encloses = (outer: string, scope: string): boolean =>
  `${scopeKey(scope)}/`.startsWith(`${scopeKey(outer)}/`);

/** What is assigned at scopes, found from where it is and from where it reaches. Names compare ignoring case. */
export interface Scoped<T> {
  get(scope: string, name: string): T | undefined;
  put(scope: string, name: string, value: T): void;
  /** @returns whether there was one */
  remove(scope: string, name: string): boolean;
  at(scope: string): T[];
  /** At the scope and at all that enclose it, innermost first. */
  reaching(scope: string): T[];
  /** Strictly below. */
  below(scope: string): T[];
  /** Forgets what is at the scope and below. */
  forget(scope: string): void;
}

/** Keys are `SCOPE|NAME`, so that those at one scope, and those below it, stand together. */
export function scoped<T extends { scope: string; name: string }>(table: Table<T>): Scoped<T> {
  const key = (scope: string, name: string) => `${scopeKey(scope)}|${keyOf(name)}`;
  const at = (scope: string) => table.within(`${scopeKey(scope)}|`);
  const below = (scope: string) => table.within(`${scopeKey(scope)}/`);
  return {
    get: (scope, name) => table.get(key(scope, name)),
    put: (scope, name, value) => table.put(key(scope, name), value),
    remove: (scope, name) => table.remove(key(scope, name)),
    at,
    reaching: (scope) => enclosing(scope).flatMap(at),
    below,
    forget(scope) {
      for (const { scope: where, name } of [...at(scope), ...below(scope)]) table.remove(key(where, name));
    },
  };
}
