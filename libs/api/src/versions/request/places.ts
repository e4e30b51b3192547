import { storedEntry } from '../schema/entries.ts';
import { elementPath, entryPath, memberPath } from '../schema/path.ts';
import { type ListMember, type MapMember, type Shape, type Wire } from '../schema/shape.ts';

/** One object of the cluster that a request asks for, beside what is stored of it. */
export interface Place {
  readonly shape: Shape;
  readonly next: Wire;
  /** As GET shows it; undefined when the object is new. */
  readonly stored: Wire | undefined;
  /** The wire path of the object; empty for the body. */
  readonly path: string;
}

/** Elements of a list are found again by their name. */
export const sameElement = (member: ListMember, element: Wire) => (other: Wire) =>
  other[member.key] === element[member.key];

/**
 * The place and all places in it, outer ones first. What is stored and not asked for any more is no place, and what is
 * in a list that is read-only has nothing of its own.
 */
export function placesIn(place: Place): Place[] {
  const places = [place];
  for (const member of place.shape.members) {
    const value = place.next[member.wire] as Wire | Wire[] | undefined;
    if (value === undefined || !('of' in member)) continue;
    const path = memberPath(place.path, member.wire);
    const before = place.stored?.[member.wire];
    if (member.kind === 'object') {
      places.push(...placesIn({ shape: member.of, next: value as Wire, stored: before as Wire | undefined, path }));
    } else if (member.kind === 'map') {
      places.push(...entriesOf(member, value as Record<string, Wire>, (before ?? {}) as Record<string, Wire>, path));
    } else if (member.access !== 'read-only') {
      places.push(...elementsOf(member, value as Wire[], (before ?? []) as Wire[], path));
    }
  }
  return places;
}

const entriesOf = (
  member: MapMember,
  values: Record<string, Wire>,
  before: Record<string, Wire>,
  path: string,
): Place[] =>
  Object.entries(values).flatMap(([key, next]) =>
    placesIn({
      shape: member.of,
      next,
      stored: storedEntry(member, before, key, next)?.[1],
      path: entryPath(path, key),
    }),
  );

const elementsOf = (member: ListMember, values: Wire[], before: Wire[], path: string): Place[] =>
  values.flatMap((next, index) =>
    placesIn({
      shape: member.of,
      next,
      stored: before.find(sameElement(member, next)),
      path: elementPath(path, next[member.key], index),
    }),
  );
