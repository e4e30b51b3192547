import { type Clock, hours, milliseconds } from '@aro-rp/time';
import { Heap } from './heap.ts';

interface Deadline {
  due: number;
  applies: () => boolean;
  run: () => void;
}

/**
 * Everything that happens because time passes: one timer on the earliest due time, however many there are. A deadline
 * is withdrawn by not applying any more; one that does not is forgotten, at its time at the latest. It never runs before its time on the wall clock, and runs
 * later only by the timer's own lateness, or by up to an hour when the wall clock is set back or forth meanwhile.
 */
export class Deadlines {
  readonly #heap = new Heap<Deadline>(
    ({ due }) => due,
    ({ applies }) => applies(),
  );
  #timer: Disposable | undefined;
  #timerDue = Infinity;
  #stopped = false;

  constructor(private readonly clock: Clock) {}

  /** How many are kept, some of which may not apply any more. */
  get size(): number {
    return this.#heap.size;
  }

  /** @param due milliseconds since 1970 */
  at(due: number, run: () => void, applies: () => boolean = () => true): void {
    this.#heap.push({ due, run, applies });
    this.#arm();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.[Symbol.dispose]();
  }

  #arm(): void {
    const due = this.#heap.peek()?.due ?? Infinity;
    if (this.#stopped || due >= this.#timerDue || due === Infinity) return;
    this.#timer?.[Symbol.dispose]();
    this.#timerDue = due;
    // A timer is capped at 2^31 ms by the platform and blind to a wall clock that is set; so it looks again hourly.
    const wait = Math.min(Math.max(0, due - this.clock.now()), hours(1));
    this.#timer = this.clock.schedule(milliseconds(Math.ceil(wait)), () => this.#fire());
  }

  #fire(): void {
    this.#timerDue = Infinity;
    this.#timer = undefined;
    while (!this.#stopped && (this.#heap.peek()?.due ?? Infinity) <= this.clock.now()) {
      const deadline = this.#heap.pop();
      if (deadline?.applies()) deadline.run();
    }
    this.#arm();
  }
}
