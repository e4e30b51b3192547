import { type Duration, formatDuration, parseDuration } from '@aro-rp/time';
import { Secret } from '@aro-rp/telemetry';

/** One environment variable: its name, what it means, how to read it. */
export interface Setting<T> {
  name: string;
  describe: string;
  /** What is allowed, in words. */
  allowed: string;
  /** Shown by `--help`. */
  defaultText?: string;
  /** Used when the variable is absent or empty. Without it the variable is required. */
  fallback?: { value: T };
  /** @returns undefined when `text` is not allowed. */
  read(text: string): T | undefined;
}

export type Settings = Record<string, Setting<unknown>>;
export type SettingsOf<S extends Settings> = { readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never };

interface Kind<T> {
  allowed: string;
  read(text: string): T | undefined;
  print?(value: T): string;
}

const kinds = {
  text: { allowed: 'any text', read: (text) => text } as Kind<string>,
  secret: { allowed: 'any text', read: (text) => new Secret(text), print: () => '***' } as Kind<Secret>,
  url: {
    allowed: 'an http or https URL',
    read: (text) => (/^https?:$/.test(URL.parse(text)?.protocol ?? '') ? text.replace(/\/+$/, '') : undefined),
  } as Kind<string>,
  uuid: {
    allowed: 'a UUID',
    read: (text) => (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : undefined),
  } as Kind<string>,
  list: {
    allowed: 'a list with commas',
    read: (text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    print: (values) => (values.length === 0 ? 'none' : values.join()),
  } as Kind<readonly string[]>,
  port: { allowed: 'a port, 0 to 65535', read: (text) => whole(text, 0, 65_535), print: String } as Kind<number>,
  count: { allowed: 'a whole number from 1', read: (text) => whole(text, 1, 1_000_000), print: String } as Kind<number>,
  duration: {
    allowed: 'a duration such as 250ms, 10s, 5m, 2h',
    read: parseDuration,
    print: formatDuration,
  } as Kind<Duration>,
} as const;

function whole(text: string, least: number, most: number): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return value >= least && value <= most ? value : undefined;
}

const make =
  <T>(kind: Kind<T>) =>
  (name: string, describe: string, fallback?: T): Setting<T> => ({
    name,
    describe,
    allowed: kind.allowed,
    read: (text) => kind.read(text),
    ...(fallback !== undefined && {
      fallback: { value: fallback },
      defaultText: kind.print ? kind.print(fallback) : String(fallback),
    }),
  });

export const setting = {
  text: make(kinds.text),
  secret: make(kinds.secret),
  url: make(kinds.url),
  uuid: make(kinds.uuid),
  list: make(kinds.list),
  port: make(kinds.port),
  count: make(kinds.count),
  duration: make(kinds.duration),
  /** One of a list of words. */
  oneOf: <const T extends string>(words: readonly T[], name: string, describe: string, fallback?: T): Setting<T> =>
    make<T>({ allowed: words.join(', '), read: (text) => words.find((word) => word === text) })(
      name,
      describe,
      fallback,
    ),
  /** Makes any setting optional: undefined when the variable is absent or empty. */
  optional: <T>(inner: Setting<T>): Setting<T | undefined> => ({ ...inner, fallback: { value: undefined } }),
};

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads all settings, or refuses all: the faults name every variable that is missing or wrong, what is allowed, and
 * never the value of a secret.
 */
export function readSettings<S extends Settings>(
  settings: S,
  environment: Environment,
): { kind: 'read'; values: SettingsOf<S> } | { kind: 'refused'; faults: string[] } {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, one] of Object.entries(settings)) {
    const text = environment[one.name];
    if (text === undefined || text === '') {
      if (one.fallback) values[key] = one.fallback.value;
      else faults.push(`${one.name} is missing: ${one.describe} (${one.allowed})`);
      continue;
    }
    const value = one.read(text);
    if (value === undefined) faults.push(`${one.name} is not allowed: expected ${one.allowed}, for ${one.describe}`);
    else values[key] = value;
  }
  return faults.length > 0 ? { kind: 'refused', faults } : { kind: 'read', values: values as SettingsOf<S> };
}

/** The lines of `--help` about the environment. */
export function describeSettings(settings: Settings): string {
  const required = (one: Setting<unknown>) =>
    one.fallback ? (one.defaultText === undefined ? 'optional' : `default ${one.defaultText}`) : 'required';
  return Object.values(settings)
    .map((one) => `  ${one.name}\n      ${one.describe}; ${one.allowed} (${required(one)})`)
    .join('\n');
}
