import { sameValue } from './sameness.ts';
import { type MapMember, type Wire } from './shape.ts';

/** The entry under a key, by the map's own measure of keys. */
export function entryAt<T>(
  { keys }: MapMember,
  map: Record<string, T>,
  key: string,
): [key: string, value: T] | undefined {
  if (keys === 'exact') return Object.hasOwn(map, key) ? [key, map[key] as T] : undefined;
  const wanted = key.toLowerCase();
  return Object.entries(map).find(([name]) => name.toLowerCase() === wanted);
}

/**
 * The stored entry that a request's entry goes on with: under the same key, and about the same thing. What it is about
 * has one name in the wire format and in the model, so that it finds entries of both.
 */
export function storedEntry(
  member: MapMember,
  stored: Record<string, Wire>,
  key: string,
  next: Wire,
): [key: string, value: Wire] | undefined {
  const found = entryAt(member, stored, key);
  const about = member.about === undefined ? undefined : member.of.named.get(member.about);
  if (found === undefined || about === undefined) return found;
  const [asked, known] = [next[about.wire] ?? undefined, found[1][about.wire]];
  const measure = about.kind === 'text' ? about : {};
  return asked === undefined || sameValue(measure, asked, known) ? found : undefined;
}
