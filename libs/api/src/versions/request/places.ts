import { elementPath, memberPath } from '../schema/path.ts';
import { type ListMember, type Shape, type Wire } from '../schema/shape.ts';

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

/** The place and all places in it, outer ones first. What is stored and not asked for any more is no place. */
export function placesIn(place: Place): Place[] {
  const places = [place];
  for (const member of place.shape.members) {
    const value = place.next[member.wire];
    if (value === undefined || (member.kind !== 'object' && member.kind !== 'list')) continue;
    const path = memberPath(place.path, member.wire);
    const before = place.stored?.[member.wire];
    if (member.kind === 'object') {
      places.push(...placesIn({ shape: member.of, next: value as Wire, stored: before as Wire | undefined, path }));
    } else {
      places.push(...elementsOf(member, value as Wire[], (before ?? []) as Wire[], path));
    }
  }
  return places;
}

const elementsOf = (member: ListMember, values: Wire[], before: Wire[], path: string): Place[] =>
  values.flatMap((next, index) =>
    placesIn({
      shape: member.of,
      next,
      stored: before.find(sameElement(member, next)),
      path: elementPath(path, next[member.key], index),
    }),
  );
