import { isObject, isText, type Json } from '../../json.ts';
import { keyOf } from '../../resource-id.ts';
import { type PropertyChange } from './changes.ts';

/** What differs between two snapshots of a resource, in the order of the members of `after`. */
export const deltaOf = (before: Json, after: Json): PropertyChange[] => compareObjects(before, after, '');

const isId = (value: string): boolean => /^\/(subscriptions|providers)\//i.test(value);
/** Members whose casing says nothing. */
const caseless = /(^|\.)(id|name|type|location)$/i;

function sameText(path: string, before: string, after: string): boolean {
  if (before === after) return true;
  return (caseless.test(path) || (isId(before) && isId(after))) && keyOf(before) === keyOf(after);
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

function compareObjects(before: Json, after: Json, path: string): PropertyChange[] {
  const names = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...names].flatMap((name) =>
    compare(path === '' ? name : `${path}.${name}`, memberOf(before, name), memberOf(after, name)),
  );
}

/** Names of members that are ids are compared as ids: those of `userAssignedIdentities`. */
function memberOf(object: Json, name: string): unknown {
  if (Object.hasOwn(object, name) || !isId(name)) return object[name];
  const found = Object.keys(object).find((one) => keyOf(one) === keyOf(name));
  return found === undefined ? undefined : object[found];
}

function compare(path: string, before: unknown, after: unknown): PropertyChange[] {
  if (isAbsent(before) && isAbsent(after)) return [];
  if (isAbsent(before)) return [{ path, propertyChangeType: 'Create', after }];
  if (isAbsent(after)) return [{ path, propertyChangeType: 'Delete', before }];
  if (isObject(before) && isObject(after)) return compareObjects(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) {
    const children = compareLists(before as unknown[], after as unknown[]);
    return children.length === 0 ? [] : [{ path, propertyChangeType: 'Array', children }];
  }
  const isSame =
    typeof before === 'string' && typeof after === 'string' ? sameText(path, before, after) : before === after;
  return isSame ? [] : [{ path, propertyChangeType: 'Modify', before, after }];
}

const isSame = (one: unknown, other: unknown): boolean => compare('', one, other).length === 0;

interface Item {
  index: number;
  value: unknown;
}

/** Elements with names or ids are found by them; others by what they are, and what is left over by its place. */
function compareLists(before: unknown[], after: unknown[]): PropertyChange[] {
  const [gone, come] = [itemsOf(before), itemsOf(after)];
  const pairs: [Item, Item][] = [];
  const pairUp = (matches: (one: Item, other: Item) => boolean): void => {
    for (const other of [...come]) {
      const one = gone.find((candidate) => matches(candidate, other));
      if (!one) continue;
      pairs.push([one, other]);
      gone.splice(gone.indexOf(one), 1);
      come.splice(come.indexOf(other), 1);
    }
  };
  pairUp((one, other) => keyIn(one.value) !== undefined && keyIn(one.value) === keyIn(other.value));
  pairUp((one, other) => isSame(one.value, other.value));
  const isUnnamed = ({ value }: Item) => isObject(value) && keyIn(value) === undefined;
  pairUp((one, other) => isUnnamed(one) && isUnnamed(other));
  const changed = pairs.flatMap(([one, other]) => elementChange(one, other));
  const isReordered = changed.length + gone.length + come.length === 0 && pairs.some(moved);
  return [
    ...changed,
    ...gone.map(({ index, value }) => change(index, 'Delete', { before: value })),
    ...come.map(({ index, value }) => change(index, 'Create', { after: value })),
    ...(isReordered ? pairs.filter(moved).map(([, { index }]) => moveOf(index, before, after)) : []),
  ].sort((one, other) => Number(one.path) - Number(other.path));
}

const itemsOf = (list: unknown[]): Item[] => list.map((value, index) => ({ index, value }));

/** The order counts where elements have no names. */
const moved = ([one, other]: [Item, Item]): boolean => one.index !== other.index && keyIn(one.value) === undefined;

const moveOf = (index: number, before: unknown[], after: unknown[]): PropertyChange =>
  change(index, 'Modify', { before: before[index], after: after[index] });

const change = (
  index: number,
  propertyChangeType: PropertyChange['propertyChangeType'],
  rest: Partial<PropertyChange>,
): PropertyChange => ({ path: String(index), propertyChangeType, ...rest });

function elementChange(one: Item, other: Item): PropertyChange[] {
  const children = compare('', one.value, other.value).map((each) => ({ ...each, path: each.path.replace(/^\./, '') }));
  return children.length === 0 ? [] : [change(other.index, 'Modify', { children })];
}

function keyIn(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const key = [value['name'], value['id']].find(isText);
  return key === undefined ? undefined : keyOf(key);
}
