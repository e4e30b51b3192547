import { type Clock, type Duration } from '@aro-rp/time';

/** Ends an exchange on which nothing moves. Its signal aborts with {@link Stalled}, or with the caller's reason. */
export interface StallWatch extends Disposable {
  readonly signal: AbortSignal;
  /** Something moved: the limit counts from now. */
  touch(): void;
  /** Time does not count until the next {@link touch}: it is somebody else who is waited for. */
  rest(): void;
}

export class Stalled extends Error {
  override readonly name = 'Stalled';
}

/** Dispose it at the end of the exchange. */
export function watchStall(clock: Clock, limit: Duration, caller: AbortSignal): StallWatch {
  const controller = new AbortController();
  const pass = () => controller.abort(caller.reason);
  if (caller.aborted) pass();
  else caller.addEventListener('abort', pass, { once: true });
  let last = clock.monotonic();
  let counts = true;
  const check = () => {
    const left = counts ? last + limit - clock.monotonic() : limit;
    if (left <= 0) controller.abort(new Stalled(`no byte came or went for ${limit / 1_000} s`));
    else timer = clock.schedule(left as Duration, check);
  };
  let timer = clock.schedule(limit, check);
  return {
    signal: controller.signal,
    touch() {
      last = clock.monotonic();
      counts = true;
    },
    rest() {
      counts = false;
    },
    [Symbol.dispose]() {
      timer[Symbol.dispose]();
      caller.removeEventListener('abort', pass);
    },
  };
}
