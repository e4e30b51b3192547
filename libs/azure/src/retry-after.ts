/**
 * What an answer's headers ask for, in milliseconds from 0 up and without any limit; undefined when they ask for nothing.
 * Seconds or a date (RFC 9110 10.2.3), or Azure's own in milliseconds. A date is by the clock of whoever sent it, so it
 * counts from the answer's own `Date`; without one, from ours.
 */
export function retryAfter(header: (name: string) => string | undefined, now: number): number | undefined {
  const ms = Number(header('x-ms-retry-after-ms') ?? header('retry-after-ms') ?? NaN);
  if (ms >= 0) return ms;
  const text = header('retry-after');
  if (text === undefined || text === '') return undefined;
  const answeredAt = Date.parse(header('date') ?? '');
  const delay = /^\d+$/.test(text)
    ? Number(text) * 1_000
    : Date.parse(text) - (Number.isNaN(answeredAt) ? now : answeredAt);
  return Number.isNaN(delay) ? undefined : Math.max(0, delay);
}
