import { refuse } from './errors.ts';

/** What `$filter` may name of a resource type. */
export interface Filterable<T> {
  texts: Readonly<Record<string, (item: T) => string>>;
  collections: Readonly<Record<string, (item: T) => readonly string[]>>;
}

const text = "'((?:[^']|'')*)'";
const clauses = new RegExp(
  [
    `\\s*(?:(?<property>\\w+)\\s+eq\\s+${text.replace('(', '(?<equals>')}`,
    `startswith\\(\\s*(?<start>\\w+)\\s*,\\s*${text.replace('(', '(?<prefix>')}\\s*\\)`,
    `(?<collection>\\w+)/any\\(\\s*(?<item>\\w+)\\s*:\\s*\\k<item>\\s+eq\\s+${text.replace('(', '(?<member>')}\\s*\\))\\s*`,
  ].join('|'),
  'iy',
);
const and = /and\s/iy;

/**
 * Reads `PROPERTY eq 'TEXT'`, `startswith(PROPERTY,'TEXT')` and `COLLECTION/any(c:c eq 'TEXT')`, joined by `and`
 * (Graph REST, filter query parameter). Texts compare ignoring case. @throws GraphError for anything else
 */
export function parseFilter<T>(filter: string | null, filterable: Filterable<T>): (item: T) => boolean {
  if (filter === null || filter.trim() === '') return () => true;
  const tests: ((item: T) => boolean)[] = [];
  for (let at = 0; at < filter.length;) {
    if (tests.length > 0) at = after(and, filter, at) ?? fail(filter);
    clauses.lastIndex = at;
    const groups = clauses.exec(filter)?.groups ?? fail(filter);
    tests.push(testOf(groups, filterable));
    at = clauses.lastIndex;
  }
  return (item) => tests.every((test) => test(item));
}

function testOf<T>(groups: Record<string, string | undefined>, { texts, collections }: Filterable<T>) {
  const { property, equals, start, prefix, collection, member } = groups;
  if (property !== undefined) {
    const read = named(texts, property);
    return (item: T) => lower(read(item)) === plain(equals);
  }
  if (start !== undefined) {
    const read = named(texts, start);
    return (item: T) => lower(read(item)).startsWith(plain(prefix));
  }
  const read = named(collections, collection ?? '');
  return (item: T) => read(item).some((one) => lower(one) === plain(member));
}

function named<V>(members: Readonly<Record<string, V>>, name: string): V {
  const found = Object.hasOwn(members, name) ? members[name] : undefined;
  return found ?? fail(`there is no property '${name}' to filter by`);
}

function after(pattern: RegExp, filter: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(filter) ? pattern.lastIndex : undefined;
}

function fail(what: string): never {
  throw refuse.filter(what);
}

const lower = (value: string) => value.toLowerCase();
/** A quote inside a text is written twice (OData 4.01 part 2, 5.1.1.11). */
const plain = (value: string | undefined) => lower((value ?? '').replaceAll("''", "'"));
