import { type CloudError, combine } from '@aro-rp/api';
import { isUnresolved } from './template-resource.ts';

/** For each step of a wire path the ways in which it can be told: an element of a list by its index or its name. */
type Place = readonly (readonly string[])[];

/**
 * What is left of a refusal when nothing is said of values that are not known yet: undefined when nothing is left.
 * Of a value that would stand inside of an unresolved one nothing is said either.
 */
export function tolerate(error: CloudError, body: unknown): CloudError | undefined {
  const unresolved = unresolvedPlaces(body);
  if (unresolved.length === 0) return error;
  const isKnown = ({ target = '' }: { target?: string }) => !unresolved.some((place) => covers(place, target));
  const { details } = error.body;
  if (details === undefined) return isKnown(error.body) ? error : undefined;
  const left = details.filter(isKnown);
  return left.length === 0 ? undefined : combine(left.map((one) => ({ ...one, target: one.target ?? '' })));
}

function unresolvedPlaces(value: unknown, place: Place = []): Place[] {
  if (isUnresolved(value)) return [place];
  if (typeof value !== 'object' || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    unresolvedPlaces(inner, [...place, isList ? [key, ...nameOf(inner)] : [key]]),
  );
}

function nameOf(element: unknown): string[] {
  const name = typeof element === 'object' && element !== null ? (element as { name?: unknown }).name : undefined;
  return typeof name === 'string' ? [name] : [];
}

function covers(place: Place, target: string): boolean {
  const steps = stepsOf(target);
  return place.length <= steps.length && place.every((ways, index) => ways.includes(steps[index] ?? ''));
}

/** `a.b['c d'][0]` as `a`, `b`, `c d`, `0`. */
const stepsOf = (path: string): string[] =>
  [...path.matchAll(/\['([^']*)'\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, key, index, member]) => key ?? index ?? member ?? '',
  );
