declare const instantBrand: unique symbol;

/** A point in time as ISO 8601 in UTC with milliseconds (`2026-01-31T12:00:00.000Z`): sorts as text, reads as a date. */
export type Instant = string & { readonly [instantBrand]: 'instant' };

/** @param epochMilliseconds milliseconds since 1970 UTC. @throws RangeError when that is no date. */
export const toInstant = (epochMilliseconds: number): Instant => new Date(epochMilliseconds).toISOString() as Instant;

/** Milliseconds since 1970 UTC. NaN when what is stored is no date, or no text at all, which no comparison is true for. */
export const fromInstant = (instant: Instant): number => (typeof instant === 'string' ? Date.parse(instant) : NaN);
