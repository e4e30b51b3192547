import { type Consumer } from './message.ts';

/** Those who wait for a message, with their credit, served in turn. */
export class Consumers {
  /** The first in order is served next. */
  readonly #credit = new Map<Consumer, number>();

  get any(): boolean {
    return this.#credit.size > 0;
  }

  add(consumer: Consumer, credit: number): void {
    if (credit > 0) this.#credit.set(consumer, (this.#credit.get(consumer) ?? 0) + credit);
  }

  remove(consumer: Consumer): void {
    this.#credit.delete(consumer);
  }

  /** Uses one credit of the next in turn, who goes to the end of the line. */
  take(): Consumer | undefined {
    const next = this.#credit.entries().next();
    if (next.done) return undefined;
    const [consumer, credit] = next.value;
    this.#credit.delete(consumer);
    if (credit > 1) this.#credit.set(consumer, credit - 1);
    return consumer;
  }
}
