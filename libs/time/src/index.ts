export { type BackoffPolicy, backoff, type Random } from './backoff.ts';
export { type Clock, systemClock, TimeoutError, withTimeout } from './clock.ts';
export {
  type Duration,
  days,
  formatDuration,
  hours,
  milliseconds,
  minutes,
  parseDuration,
  seconds,
} from './duration.ts';
export { fromInstant, type Instant, toInstant } from './instant.ts';
