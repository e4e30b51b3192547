import { type Clock, type Duration, milliseconds } from '@aro-rp/time';

export interface Snapshot {
  images: { total: number; done: number; failed: number };
  /** Sent to the target since the beginning. */
  bytes: number;
  /** Bytes in a second, over the last ten. */
  rate: number;
  /** Until all images are done, if it goes on as until now; absent before the first is. */
  left?: Duration;
}

/** Counts what a run does. */
export interface Tally {
  /** So many images more are to be looked at. */
  expect(images: number): void;
  settle(how: 'done' | 'failed'): void;
  /** Negative when bytes have to be sent again. */
  add(bytes: number): void;
  snapshot(): Snapshot;
}

const window = 10_000;

export function createTally(clock: Clock): Tally {
  const images = { total: 0, done: 0, failed: 0 };
  let bytes = 0;
  let began: number | undefined;
  let samples: { at: number; bytes: number }[] = [];
  return {
    expect(count) {
      began ??= clock.monotonic();
      images.total += count;
    },
    settle(how) {
      images[how] += 1;
    },
    add(more) {
      bytes += more;
    },
    snapshot() {
      const now = clock.monotonic();
      samples.push({ at: now, bytes });
      const recent = samples.findLastIndex(({ at }) => at <= now - window);
      samples = samples.slice(Math.max(0, recent));
      const [first] = samples;
      const since = first && now > first.at ? first : { at: began ?? now, bytes: 0 };
      const settled = images.done + images.failed;
      const pace = settled / (now - (began ?? now));
      return {
        images: { ...images },
        bytes,
        rate: now > since.at ? Math.max(0, ((bytes - since.bytes) * 1_000) / (now - since.at)) : 0,
        ...(settled > 0 && pace > 0 && { left: milliseconds(Math.max(0, images.total - settled) / pace) }),
      };
    },
  };
}
