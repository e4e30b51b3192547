import { type Clock, hours, milliseconds } from '@aro-rp/time';
import { Heap } from './heap.ts';

interface Deadline {
  due: number;
  run: () => void;
}

/**
 * Everything that happens because time passes: one timer on the earliest due time, however many there are. A deadline
 * cannot be withdrawn; `run` looks whether it still applies. It never runs before its time on the wall clock, and runs
 * later only by the timer's own lateness, or by up to an hour when the wall clock is set back or forth meanwhile.
 */
export class Deadlines {
  readonly #heap = new Heap<Deadline>((deadline) => deadline.due);
  #timer: Disposable | undefined;
  #timerDue = Infinity;
  #stopped = false;

  constructor(private readonly clock: Clock) {}

  /** @param due milliseconds since 1970 */
  at(due: number, run: () => void): void {
    this.#heap.push({ due, run });
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
    while (!this.#stopped && (this.#heap.peek()?.due ?? Infinity) <= this.clock.now()) this.#heap.pop()?.run();
    this.#arm();
  }
}
