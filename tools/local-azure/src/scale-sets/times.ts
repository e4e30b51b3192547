import { type Duration, milliseconds, minutes, seconds } from '@aro-rp/time';

/** How long machines take for things; Azure's and the templates' own times, divided by one number. */
export interface Times {
  /** What `duration` of Azure is here. */
  of(duration: Duration): Duration;
  /** How often a machine looks for scheduled events. */
  watchEvery: Duration;
  /** How often a machine's figures are read and published. */
  publishEvery: Duration;
  /** How often it looks for newer secrets. */
  secretsEvery: Duration;
}

/** @param speed how many times as fast as in Azure */
export function createTimes(speed: number): Times {
  const of = (duration: Duration) => milliseconds(Math.max(1, Math.round(duration / speed)));
  return { of, watchEvery: of(seconds(5)), publishEvery: of(minutes(1)), secretsEvery: of(minutes(15)) };
}
