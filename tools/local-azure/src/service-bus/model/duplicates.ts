import { type Store } from '../store.ts';
import { type Deadlines } from './deadlines.ts';

/** The message ids that a queue has taken inside its duplicate window; outlives the messages and the process. */
export class Duplicates {
  readonly #until = new Map<string, number>();
  #sweepDue = false;

  constructor(
    private readonly queue: string,
    private readonly store: Store,
    private readonly deadlines: Deadlines,
  ) {}

  restore(messageId: string, until: number): void {
    this.#until.set(messageId, until);
    this.#schedule();
  }

  has(messageId: string, now: number): boolean {
    return (this.#until.get(messageId) ?? -Infinity) > now;
  }

  add(messageId: string, until: number): void {
    // Deleted first, so that the map stays in the order of the ends.
    this.#until.delete(messageId);
    this.#until.set(messageId, until);
    this.store.remember(this.queue, messageId, until);
    this.#schedule();
  }

  /** The queue is removed: what the store has of it is removed with it. */
  clear(): void {
    this.#until.clear();
  }

  /** One deadline at a time, on the oldest: the window is the same for all, so the map is in the order of the ends. */
  #schedule(): void {
    const oldest = this.#until.values().next();
    if (this.#sweepDue || oldest.done) return;
    this.#sweepDue = true;
    const due = oldest.value;
    this.deadlines.at(due, () => {
      this.#sweepDue = false;
      for (const [messageId, until] of this.#until) {
        if (until > due) break;
        this.#until.delete(messageId);
        this.store.forget(this.queue, messageId);
      }
      this.#schedule();
    });
  }
}
