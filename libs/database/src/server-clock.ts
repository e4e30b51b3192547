import { type Clock, type Duration, seconds } from '@aro-rp/time';
import { StoreError } from './errors.ts';
import { type ServerClock } from './stores.ts';

/** An answer of Cosmos DB, timed by the own clocks. */
export interface TimedAnswer {
  /** Monotonic, in milliseconds: when the request was sent and when its answer had come. */
  sentAt: number;
  receivedAt: number;
  /** The answer's `Date` header: whole seconds, cut off (RFC 9110 5.6.7). */
  date: string | undefined;
}

export interface ObservedServerClock extends ServerClock {
  /** Takes in what an answer says of the server's time. An answer without a readable `Date` says nothing. */
  observe(answer: TimedAnswer): void;
}

/** T1: a larger change of the offset is a jump. */
const jump: Duration = seconds(5);
/** Answers in a row that must agree with the new offset after a jump. */
const settledBy = 3;

/**
 * T1: server time is the monotonic clock plus an offset, so that setting the machine's wall clock moves nothing.
 *
 * An answer proves that the offset lay between `Date` minus the time of receipt and `Date` plus one second minus the
 * time of sending. The offset begins at what the machine's own clock says and is moved into each such interval by as
 * little as possible: a good clock is never disturbed by the header's coarseness, a wrong one is corrected to within
 * a second by the first answer.
 */
export function createServerClock(clock: Clock): ObservedServerClock {
  let offset: number | undefined;
  let unsettled = 0;

  const isKnown = () => offset !== undefined && unsettled === 0;
  return {
    isKnown,
    now() {
      if (offset === undefined || !isKnown()) {
        throw new StoreError('clock-unknown', offset === undefined ? 'no answer yet' : 'the offset has jumped');
      }
      return Math.round(clock.monotonic() + offset);
    },
    observe({ sentAt, receivedAt, date }) {
      const second = date === undefined ? Number.NaN : Date.parse(date);
      if (Number.isNaN(second)) return;
      const earliest = second - receivedAt;
      const latest = second + 999 - sentAt;

      const before = offset ?? clock.now() - clock.monotonic();
      const after = Math.min(Math.max(before, earliest), latest);
      if (offset !== undefined && Math.abs(after - before) > jump) unsettled = settledBy;
      else if (unsettled > 0) unsettled -= 1;
      offset = after;
    },
  };
}
