/** A value of JSON, or `undefined` for what is not there. */
export type Value = undefined | null | boolean | number | string | Value[] | { [name: string]: Value };

/** Kinds in the order in which `ORDER BY` puts them. */
const kinds = ['undefined', 'null', 'boolean', 'number', 'string', 'array', 'object'] as const;
export type ValueKind = (typeof kinds)[number];

export function kindOfValue(value: Value): ValueKind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as ValueKind;
}

/** By code points, which is the order of the UTF-8 bytes. */
export function compareText(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length;) {
    const x = a.codePointAt(i) ?? 0;
    const y = b.codePointAt(i) ?? 0;
    if (x !== y) return x - y;
    i += x > 0xffff ? 2 : 1;
  }
  return a.length - b.length;
}

/** For values of one kind. Arrays and objects have no order among themselves. */
function compareAlike(a: Value, b: Value): number {
  if (typeof a === 'string') return compareText(a, b as string);
  if (typeof a === 'number') return a - (b as number);
  if (typeof a === 'boolean') return Number(a) - Number(b);
  return 0;
}

/** The order of `ORDER BY`: first by kind, then by value. */
export function compareValues(a: Value, b: Value): number {
  const byKind = kinds.indexOf(kindOfValue(a)) - kinds.indexOf(kindOfValue(b));
  return byKind === 0 ? compareAlike(a, b) : byKind;
}

/** The outcome of `<` and its like: undefined for values of two kinds, for arrays and for objects. */
export function compareOrdered(a: Value, b: Value): number | undefined {
  const kind = kindOfValue(a);
  if (kind !== kindOfValue(b) || ['undefined', 'array', 'object'].includes(kind)) return undefined;
  return compareAlike(a, b);
}

/** Deep; members in any order. Neither may be undefined. */
export function areEqual(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every(
    (name) =>
      Object.hasOwn(b, name) && areEqual((a as Record<string, Value>)[name], (b as Record<string, Value>)[name]),
  );
}

/** The same text for equal values; undefined is a value of its own. */
export function canonical(value: Value): string {
  if (value === undefined) return 'undefined';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(',')}}`;
}
