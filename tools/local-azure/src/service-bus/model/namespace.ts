import { type Clock } from '@aro-rp/time';
import { type Store } from '../store.ts';
import { Deadlines } from './deadlines.ts';
import { Duplicates } from './duplicates.ts';
import { entityNotFound } from './errors.ts';
import { Queue } from './queue.ts';
import { type QueueDefinition, type QueueSettings, toSettings } from './topology.ts';

export const deadLetterSuffix = '/$DeadLetterQueue';

export interface QueueStatus {
  /** Waiting to be received, without locked ones. */
  active: number;
  scheduled: number;
  locked: number;
  deferred: number;
  deadLetters: number;
  /** Milliseconds that the oldest active or locked message has been in the queue; absent when there is none. */
  oldestAgeMs?: number;
}

export interface NamespaceParts {
  clock: Clock;
  store: Store;
  /** A UUID; for lock tokens. */
  newToken: () => string;
}

/** The queues of a Service Bus namespace by address; addresses compare without regard to case. */
export class Namespace {
  readonly #queues = new Map<string, Queue>();
  readonly #definitions = new Map<string, QueueDefinition>();
  readonly #counters: Map<string, number>;
  readonly #deadlines: Deadlines;
  readonly #duplicates = new Map<string, Duplicates>();

  /** Takes up whatever the store holds, then declares `definitions`. */
  constructor(
    definitions: readonly QueueDefinition[],
    private readonly parts: NamespaceParts,
  ) {
    this.#deadlines = new Deadlines(parts.clock);
    const loaded = parts.store.load();
    this.#counters = loaded.counters;
    for (const definition of loaded.queues) {
      this.#create(definition);
      this.#definitions.set(definition.name.toLowerCase(), definition);
    }
    this.declare(definitions);
    for (const { queue, messageId, until } of loaded.duplicates) {
      this.#duplicates.get(queue.toLowerCase())?.restore(messageId, until);
    }
    for (const { queue, message } of loaded.messages) this.#queues.get(queue.toLowerCase())?.restore(message);
  }

  /** Creates queues, and changes the settings of those that exist; one of another generation is made anew. Removes none. */
  declare(definitions: readonly QueueDefinition[]): void {
    for (const definition of definitions) {
      const settings = toSettings(definition);
      const before = this.#definitions.get(definition.name.toLowerCase());
      if (before && before.generation !== definition.generation) this.remove(definition.name);
      const existing = this.#queues.get(definition.name.toLowerCase());
      if (existing) existing.settings = settings;
      else this.#create(definition);
      this.#definitions.set(definition.name.toLowerCase(), definition);
      this.parts.store.saveQueue(definition);
    }
  }

  /** As they were declared. */
  definitions(): QueueDefinition[] {
    return [...this.#definitions.values()];
  }

  /** Removes a queue with all that is in it, its dead letters and its duplicate history. One that is not there is fine. */
  remove(name: string): void {
    const key = name.toLowerCase();
    const definition = this.#definitions.get(key);
    if (!definition) return;
    this.#definitions.delete(key);
    for (const address of [key, (name + deadLetterSuffix).toLowerCase()]) {
      this.#queues.get(address)?.remove();
      this.#queues.delete(address);
    }
    this.#duplicates.get(key)?.clear();
    this.#duplicates.delete(key);
    this.#counters.delete(definition.name);
    this.parts.store.removeQueue(definition.name);
  }

  /** @throws BrokerError `amqp:not-found` */
  queue(address: string): Queue {
    const queue = this.#queues.get(address.toLowerCase());
    if (!queue) throw entityNotFound(address);
    return queue;
  }

  status(): Record<string, QueueStatus> {
    const status: Record<string, QueueStatus> = {};
    for (const queue of this.#queues.values()) {
      const dead = this.#queues.get((queue.address + deadLetterSuffix).toLowerCase());
      if (!dead) continue;
      const { oldestActive, ...counts } = queue.counts();
      const letters = dead.counts();
      status[queue.address] = {
        ...counts,
        deadLetters: letters.active + letters.locked + letters.deferred,
        ...(oldestActive === undefined ? {} : { oldestAgeMs: this.parts.clock.now() - oldestActive }),
      };
    }
    return status;
  }

  /** Stops time: nothing falls due any more. */
  stop(): void {
    this.#deadlines.stop();
  }

  #create(definition: QueueDefinition): void {
    const { name } = definition;
    const settings = toSettings(definition);
    const duplicates = new Duplicates(name, this.parts.store, this.#deadlines);
    const shared = { ...this.parts, deadlines: this.#deadlines, nextSequence: () => this.#nextSequence(name) };
    const deadSettings: QueueSettings = {
      ...settings,
      maxDeliveryCount: Infinity,
      duplicateWindow: undefined,
      timeToLive: Infinity,
    };
    const deadLetters = new Queue(name + deadLetterSuffix, deadSettings, shared);
    const queue = new Queue(name, settings, { ...shared, duplicates, deadLetters });
    this.#duplicates.set(name.toLowerCase(), duplicates);
    for (const one of [queue, deadLetters]) this.#queues.set(one.address.toLowerCase(), one);
  }

  #nextSequence(name: string): number {
    const next = this.#counters.get(name) ?? 1;
    this.#counters.set(name, next + 1);
    this.parts.store.saveCounter(name, next + 1);
    return next;
  }
}
