declare const durationBrand: unique symbol;

/** A length of time in whole or fractional milliseconds, never a point in time. */
export type Duration = number & { readonly [durationBrand]: 'milliseconds' };

export const milliseconds = (n: number): Duration => n as Duration;
export const seconds = (n: number): Duration => (n * 1_000) as Duration;
export const minutes = (n: number): Duration => (n * 60_000) as Duration;
export const hours = (n: number): Duration => (n * 3_600_000) as Duration;
export const days = (n: number): Duration => (n * 86_400_000) as Duration;

const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads `250ms`, `10s`, `1.5m`, `2h` or `7d`.
 * @returns undefined when the text is anything else, so that the caller can name the setting at fault.
 */
export function parseDuration(text: string): Duration | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  const unit = match?.[2] === undefined ? undefined : units[match[2]];
  return match?.[1] === undefined || unit === undefined ? undefined : milliseconds(Number(match[1]) * unit);
}

/** The inverse of {@link parseDuration} for whole milliseconds, in the largest unit that loses nothing. */
export function formatDuration(duration: Duration): string {
  const unit = ['d', 'h', 'm', 's'].find((name) => duration !== 0 && duration % (units[name] ?? 1) === 0) ?? 'ms';
  return `${duration / (units[unit] ?? 1)}${unit}`;
}
