import { type ServiceConfig } from '../config/index.ts';
import { formatDuration, milliseconds } from '@aro-rp/time';

/** Of one scale set since the soak began. */
export interface Counts {
  requests: number;
  failures: number;
}

/** What is watched beside the instances. */
export interface Figures {
  next: Counts;
  /** Of the scale set that served, in the same time; absent: there was none. */
  serving?: Counts;
  /** The age of the oldest message or feed entry, as the new one sees it. Absent: it has none. */
  queueAgeSeconds?: number;
  /** In all queues of the region. */
  deadLettered: number;
}

export type Limits = Pick<ServiceConfig, 'maxFailures' | 'maxQueueAge'>;

/** One that is old at two looks in a row is no single slow message. */
const strikes = 2;

/**
 * Judges the figures of a soak, look by look.
 * @param deadLettered how many there were before
 * @returns a function that says why the release has failed, or undefined while all is well
 */
export function judgeFigures(limits: Limits, deadLettered: number): (figures: Figures) => string | undefined {
  let old = 0;
  return ({ next, serving, queueAgeSeconds = 0, ...now }) => {
    const failing = tooManyFailures(limits, next, serving);
    if (failing !== undefined) return failing;
    old = queueAgeSeconds * 1_000 > limits.maxQueueAge ? old + 1 : 0;
    if (old >= strikes)
      return `what waits is ${Math.round(queueAgeSeconds)}s old; ${formatDuration(limits.maxQueueAge)} is the limit`;
    const dead = now.deadLettered - deadLettered;
    return dead > 0 ? `${dead} messages more are dead letters` : undefined;
  };
}

/** What fails as often at the old one is not the new one's doing. */
function tooManyFailures({ maxFailures }: Limits, next: Counts, serving?: Counts): string | undefined {
  const rate = failureRate(next);
  if (rate <= maxFailures || (serving && rate <= failureRate(serving))) return undefined;
  const before = serving ? `, ${percent(failureRate(serving))} at the version before` : '';
  return `${next.failures} of ${Math.max(next.requests, next.failures)} failed (${percent(rate)}${before}; ${percent(maxFailures)} is the limit)`;
}

/** From 0 to 1. Failures without requests are work that has none. */
export const failureRate = ({ requests, failures }: Counts): number =>
  failures === 0 ? 0 : failures / Math.max(requests, failures);

const percent = (rate: number): string => `${Number((rate * 100).toFixed(2))} %`;

/** Such as `1042 requests, 0 failures, queue 1s`. */
export const figuresText = ({ next, queueAgeSeconds }: Figures): string =>
  [
    `${next.requests} requests`,
    `${next.failures} failures`,
    ...(queueAgeSeconds === undefined
      ? []
      : [`queue ${formatDuration(milliseconds(Math.round(queueAgeSeconds) * 1_000))}`]),
  ].join(', ');
