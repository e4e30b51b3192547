import { type Clock, systemClock } from '@aro-rp/time';

/** Real time, but nobody waits: every back-off is over at once. */
export const hurriedClock: Clock = {
  ...systemClock,
  async sleep(_duration, signal) {
    await new Promise((resolve) => setImmediate(resolve));
    signal?.throwIfAborted();
  },
};
