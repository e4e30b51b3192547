import { type Clock, type Duration, milliseconds } from '@aro-rp/time';

export interface Oldest {
  saw(age: Duration): void;
  /** The largest that was seen within the time; 0 when there was none. */
  oldest(): Duration;
}

/** Remembers the largest of what it was told within a time, in memory that does not grow with how much it is told. */
export function createOldest(clock: Clock, within: Duration): Oldest {
  // From the largest to the smallest; each was seen after those before it, or would be of no use any more.
  let seen: { at: number; age: Duration }[] = [];
  const recent = () => (seen = seen.filter(({ at }) => clock.monotonic() - at < within));
  return {
    saw(age) {
      seen = [...recent().filter((one) => one.age > age), { at: clock.monotonic(), age }];
    },
    oldest: () => recent()[0]?.age ?? milliseconds(0),
  };
}
