import { isDeepStrictEqual } from 'node:util';
import { normalizeLocation } from '../../ids/rules.ts';
import { type Sameness } from './field.ts';

const compare: Record<Sameness, (a: string, b: string) => boolean> = {
  exact: () => false,
  'ignoring-case': (a, b) => a.toLowerCase() === b.toLowerCase(),
  location: (a, b) => normalizeLocation(a) === normalizeLocation(b),
  instant: (a, b) => Date.parse(a) === Date.parse(b),
};

/** Whether two JSON values of a member are one value, by the member's own measure. */
export function sameValue({ same = 'exact' }: { same?: Sameness }, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a === 'string' && typeof b === 'string') return compare[same](a, b);
  return isDeepStrictEqual(a, b);
}
