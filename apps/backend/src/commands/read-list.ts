/** What a file of a list holds, or every fault of it. */
export type ReadList<T> = { contents: T[] } | { faults: string[] };
export type Json = Record<string, unknown>;

export interface ListShape<T> {
  /** For messages, such as `versions`. */
  what: string;
  /** @param where such as `[0]` */
  faultsOf(element: Json, where: string): string[];
  /** What is wrong with the list, whatever is wrong with its elements. */
  faultsBetween(list: readonly Json[]): string[];
  /** Without the members that nobody knows; asked for elements without faults only. */
  onlyKnown(element: T): T;
}

/** @returns the elements of the file, or every fault of it, those between elements too */
export function readList<T>(text: string, { what, faultsOf, faultsBetween, onlyKnown }: ListShape<T>): ReadList<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { faults: [`it is no JSON: ${(error as Error).message}`] };
  }
  if (!Array.isArray(value)) return { faults: [`it is no list of ${what}`] };
  const list: unknown[] = value;
  const faults = [
    ...list.flatMap((one, index) => (isObject(one) ? faultsOf(one, `[${index}]`) : [`[${index}]: is no object`])),
    ...faultsBetween(list.filter(isObject)),
  ];
  return faults.length > 0 ? { faults } : { contents: (list as T[]).map(onlyKnown) };
}

export interface MemberCheck {
  name: string;
  isRight(member: unknown): boolean;
  /** What is: `..., is not ALLOWED`. */
  allowed: string;
}

/** @returns one line for each member of the object that is not right */
export const memberFaults = (holder: Json, where: string, checks: readonly MemberCheck[]): string[] =>
  checks.flatMap(({ name, isRight, allowed }) =>
    isRight(holder[name]) ? [] : [`${where}.${name}: ${shown(holder[name])} is not ${allowed}`],
  );

/** The names in the list, as far as they are texts. */
export const named = (list: readonly Json[], member: string): string[] =>
  list.map((one) => one[member]).filter((name) => typeof name === 'string');
/** Those that are there more than once, each once. */
export const repeated = (names: readonly string[]): string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
];

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
export const matching =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && pattern.test(value);
/** The object that a member is; an empty one where it is none, so that what it lacks is told. */
export const objectIn = (holder: Json, name: string): Json => (isObject(holder[name]) ? holder[name] : {});
const shown = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));
