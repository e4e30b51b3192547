import { gzipSync } from 'node:zlib';
import { junk, oddNames } from './junk.ts';
import { type Random } from './random.ts';

/** The value with one thing in it changed. Nothing is moved, so that a secret stays where secrets are. */
export function spoil(value: unknown, random: Random): unknown {
  if (Array.isArray(value)) return spoilList(value, random);
  if (typeof value === 'object' && value !== null) return spoilObject(Object.entries(value), random);
  return junk(random);
}

function spoilList(list: readonly unknown[], random: Random): unknown {
  const at = random.int(list.length);
  if (list.length > 0 && random.chance(0.7)) return list.map((each, n) => (n === at ? spoil(each, random) : each));
  return random.pick<() => unknown>([
    () => [...list, ...list],
    () => [...list, junk(random)],
    () => list.toSpliced(at, 1),
    () => junk(random),
    () => ({ 0: list[0] }),
  ])();
}

function spoilObject(entries: readonly (readonly [string, unknown])[], random: Random): unknown {
  const at = random.int(entries.length);
  const swap = (change: (entry: readonly [string, unknown]) => readonly [string, unknown]) =>
    Object.fromEntries(entries.map((entry, n) => (n === at ? change(entry) : entry)));
  if (entries.length > 0 && random.chance(0.75)) return swap(([name, value]) => [name, spoil(value, random)]);
  // Made by `fromEntries`, so that `__proto__` is a member like any other.
  return random.pick<() => unknown>([
    () => Object.fromEntries(entries.toSpliced(at, 1)),
    () => Object.fromEntries([...entries, [random.pick(oddNames), junk(random)]]),
    () => swap(([name, value]) => [name.toUpperCase(), value]),
    () => swap(([name, value]) => [name, [value]]),
    () => swap(([name, value]) => [name, { value }]),
    () => swap(([name]) => [name, null]),
    () => junk(random),
  ])();
}

/** Bytes, and the headers that say how to read them. */
export interface Content {
  bytes: Buffer;
  headers: Record<string, string>;
}

/** JSON that is broken, or that is not written as JSON usually is. */
export function spoilText(text: string, random: Random): Content {
  const plain = (changed: string | Buffer): Content => ({ bytes: Buffer.from(changed), headers: {} });
  return random.pick<() => Content>([
    () => plain(text.slice(0, random.int(text.length))),
    () => plain(`\ufeff${text}`),
    () => plain(` \t\r\n${text}\n\n`),
    () => plain(`${text}${text}`),
    () => plain(text.replace('{', '{"location":"eastus","location":"westus",')),
    () => plain(text.replace('{', '{"__proto__":{"location":"eastus"},')),
    () => plain(text.replace(/}$/, ',}')),
    () => plain(text.replaceAll('"', "'")),
    () => plain(random.pick(['', 'null', '[]', '"x"', '0', 'NaN', '{}', '{', '[['.repeat(50_000), '\u0000'])),
    () => plain(Buffer.from(text, 'utf16le')),
    () => plain(Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from('}')])),
    () => plain(`{"padding":"${'p'.repeat(random.pick([60_000, 1_048_560, 1_048_577]))}"}`),
    () => ({ bytes: gzipSync(text), headers: { 'content-encoding': 'gzip' } }),
    () => ({ bytes: gzipSync(Buffer.alloc(3_000_000, 32)), headers: { 'content-encoding': 'gzip' } }),
    () => ({ bytes: Buffer.from(text), headers: { 'content-encoding': random.pick(['gzip', 'br', 'deflate', 'x']) } }),
  ])();
}
