/** A scenario file that cannot be run; says which file and what in it. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/** Reads a value of a file; `place` says where it stands. @throws ScenarioError */
export type Read<T> = (value: unknown, place: string) => T;

const wrong = (place: string, what: string): never => {
  throw new ScenarioError(`${place} ${what}`);
};

export const anything: Read<unknown> = (value) => value;
export const text: Read<string> = (value, place) =>
  typeof value === 'string' ? value : wrong(place, 'must be a string');
export const count: Read<number> = (value, place) =>
  Number.isInteger(value) && (value as number) >= 0 ? (value as number) : wrong(place, 'must be a whole number');
export const yes: Read<true> = (value, place) => (value === true ? true : wrong(place, 'can only be true'));

export const oneOf =
  <T extends string>(...values: readonly T[]): Read<T> =>
  (value, place) =>
    values.find((one) => one === value) ?? wrong(place, `must be one of ${values.join(', ')}`);

/** `null` says that there is nothing. */
export const orNull =
  <T>(read: Read<T>): Read<T | null> =>
  (value, place) =>
    value === null ? null : read(value, place);

export const listOf =
  <T>(read: Read<T>): Read<T[]> =>
  (value, place) =>
    Array.isArray(value)
      ? value.map((element, index) => read(element, `${place}[${index + 1}]`))
      : wrong(place, 'must be a list');

export const mapOf =
  <T>(read: Read<T>): Read<Record<string, T>> =>
  (value, place) =>
    Object.fromEntries(
      Object.entries(mapping(value, place)).map(([name, member]) => [name, read(member, `${place}: ${name}`)]),
    );

type Reads = Record<string, Read<unknown>>;
type Members<R extends Reads> = { [K in keyof R]: ReturnType<R[K]> };
type OptionalMembers<R extends Reads> = { [K in keyof R]?: ReturnType<R[K]> };

/** A mapping with these keys and no other. */
export const record =
  <R extends Reads, O extends Reads = Record<never, never>>(
    required: R,
    optional?: O,
  ): Read<Members<R> & OptionalMembers<O>> =>
  (value, place) => {
    const members = mapping(value, place);
    const known: Reads = { ...required, ...optional };
    for (const name of Object.keys(members))
      if (!Object.hasOwn(known, name))
        wrong(place, `has the unknown key ${name}; known: ${Object.keys(known).join(', ')}`);
    for (const name of Object.keys(required)) if (!Object.hasOwn(members, name)) wrong(place, `has no ${name}`);
    return Object.fromEntries(
      Object.entries(members).map(([name, member]) => [name, known[name]?.(member, `${place}: ${name}`)]),
    ) as Members<R> & OptionalMembers<O>;
  };

export function mapping(value: unknown, place: string): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : wrong(place, 'must be a mapping');
}
