import { readdirSync, readFileSync } from 'node:fs';

/** Something that nobody may see, by a name that may be told. */
export interface Canary {
  name: string;
  value: string;
}

/** What is searched, by where it was found. */
export interface Collection {
  add(place: string, text: string): void;
  /** How many texts there are of the place. */
  count(place: string): number;
  texts(place: string): readonly string[];
  /** Which of them sings where: name, place and the text around it without the value itself. */
  find(canaries: readonly Canary[]): string[];
}

export function createCollection(): Collection {
  const places = new Map<string, Set<string>>();
  const texts = (place: string) => [...(places.get(place) ?? [])];
  return {
    texts,
    add(place, text) {
      const all = places.get(place) ?? new Set();
      places.set(place, all.add(text));
    },
    count: (place) => texts(place).length,
    find: (canaries) =>
      canaries.flatMap(({ name, value }) => {
        const forms = formsOf(value);
        return [...places].flatMap(([place, all]) =>
          [...all].flatMap((text) => {
            const form = forms.find((one) => text.includes(one));
            if (form === undefined) return [];
            const at = text.indexOf(form);
            return [`${name} in ${place}: …${text.slice(Math.max(0, at - 80), at)}***`];
          }),
        );
      }),
  };
}

/** A shorter one might be part of anything. */
const shortest = 12;

/**
 * A secret as it may stand in a text: as it is, in JSON, in JSON in JSON, in a URL, in hexadecimal, and in base64 of
 * something longer, which has three forms by where in the longer text it begins.
 * @throws Error when it is too short to be searched for
 */
export function formsOf(value: string): string[] {
  if (value.length < shortest) throw new Error(`a canary of ${value.length} characters says nothing`);
  const inJson = JSON.stringify(value).slice(1, -1);
  const base64 = [0, 1, 2].map((before) => base64Of(value, before));
  return [
    ...new Set([
      value,
      inJson,
      JSON.stringify(inJson).slice(1, -1),
      encodeURIComponent(value),
      Buffer.from(value).toString('hex'),
      ...base64,
      ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    ]),
  ];
}

/** The characters of base64 that follow from the value alone, when `before` bytes (modulo 3) are in front of it. */
function base64Of(value: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
  const first = Math.ceil((before * 8) / 6);
  return bytes.toString('base64').slice(first, Math.floor((bytes.length * 8) / 6));
}

/**
 * The parts of a stored secret that are secret: passwords as they are, of PEM texts and kubeconfigs the private keys,
 * of pull secrets the entries and what they decode to.
 */
export function canariesIn(name: string, secret: string): Canary[] {
  const named = (values: readonly string[]) => values.map((value) => ({ name, value }));
  const encodedKeys = [...secret.matchAll(/client-key-data"?: *"?([A-Za-z0-9+/=]+)/g)].map(([, key = '']) => key);
  if (encodedKeys.length > 0)
    return encodedKeys.flatMap((key) => canariesIn(name, Buffer.from(key, 'base64').toString()));
  const keys = [...secret.matchAll(/-----BEGIN [A-Z ]*PRIVATE KEY-----\s([\s\S]+?)\s-----END/g)];
  // A line of its last half: the first half of an RSA key is the public key's too.
  if (keys.length > 0) return named(keys.map(([, body = '']) => secretLine(body)));
  const auths = [...secret.matchAll(/"auth": ?"([^"]+)"/g)].map(([, auth = '']) => auth);
  const decoded = auths.map((auth) =>
    Buffer.from(auth, 'base64')
      .toString()
      .replace(/^[^:]*:/, ''),
  );
  return named(auths.length > 0 ? [...auths, ...decoded] : [secret]);
}

function secretLine(body: string): string {
  const lines = body.split('\n');
  return lines[Math.floor((lines.length * 2) / 3)] ?? '';
}

/**
 * Command lines and environments of the processes that this one starts, and its own command line, as anybody on the
 * machine may list them.
 */
export function watchProcesses(collection: Pick<Collection, 'add'>): Disposable {
  collection.add('cmdline', read(`/proc/${process.pid}/cmdline`));
  const known = new Set(readdirSync('/proc'));
  return often(() => {
    for (const pid of readdirSync('/proc')) {
      if (known.has(pid) || !/^\d+$/.test(pid)) continue;
      const parent = /\) \S (\d+)/.exec(read(`/proc/${pid}/stat`))?.[1];
      if (parent === undefined) continue;
      if (Number(parent) !== process.pid) known.add(pid);
      else for (const file of ['cmdline', 'environ']) collection.add(file, read(`/proc/${pid}/${file}`));
    }
  });
}

/** What a process is at first, before it becomes what it was started for, is its parent's command line. */
const looksAtEach = 20;

/** Command lines of every process on the machine. */
export function watchCommandLines(collection: Pick<Collection, 'add'>): Disposable {
  const looks = new Map<string, number>();
  return often(() => {
    for (const pid of readdirSync('/proc')) {
      const before = looks.get(pid) ?? 0;
      if (before >= looksAtEach || !/^\d+$/.test(pid)) continue;
      looks.set(pid, before + 1);
      collection.add('cmdline', read(`/proc/${pid}/cmdline`));
    }
  });
}

function often(look: () => void): Disposable {
  look();
  const timer = setInterval(look, 5);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Empty when the process has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').replaceAll('\0', '\n');
  } catch {
    return '';
  }
}
