import { type Clock } from '@aro-rp/time';
import { type Store } from '../store.ts';
import { Consumers } from './consumers.ts';
import { count, type QueueCounts } from './counts.ts';
import { type Deadlines } from './deadlines.ts';
import { type Duplicates } from './duplicates.ts';
import { entityNotFound, lockLost, messageNotFound } from './errors.ts';
import { Heap } from './heap.ts';
import { type Consumer, type Delivery, type NewMessage, type Settlement, type StoredMessage } from './message.ts';
import { type QueueSettings } from './topology.ts';
import { activate, arrive, die } from './transitions.ts';

export interface QueueParts {
  clock: Clock;
  store: Store;
  deadlines: Deadlines;
  /** A UUID. */
  newToken: () => string;
  duplicates?: Duplicates;
  /** Absent for a dead-letter queue itself. */
  deadLetters?: Queue;
  /** The next sequence number; shared between a queue and its dead-letter queue. */
  nextSequence: () => number;
}

/**
 * A queue with peek-lock, or the dead-letter queue of one. All methods are synchronous and change memory and the
 * store's open transaction together; acknowledge nothing before `store.durable()`.
 *
 * A message is with one consumer at a time until its lock's end; what is not completed by then comes back, in the order
 * of sequence numbers, and goes to the dead letters after `maxDeliveryCount` deliveries.
 */
export class Queue {
  readonly #messages = new Map<number, StoredMessage>();
  readonly #byToken = new Map<string, StoredMessage>();
  /** Those that can be handed out, and some that have gone meanwhile. */
  readonly #ready = new Heap<StoredMessage>(
    (message) => message.sequence,
    (message) => this.#isWaiting(message),
  );
  readonly #waiting = new Consumers();
  readonly #end = new AbortController();

  constructor(
    readonly address: string,
    public settings: QueueSettings,
    private readonly parts: QueueParts,
  ) {}

  /** Aborted when the queue is removed, by when nothing is in it any more. */
  get removed(): AbortSignal {
    return this.#end.signal;
  }

  /** Forgets everything and takes nothing more. */
  remove(): void {
    this.purge();
    this.#end.abort();
  }

  /**
   * @returns the sequence numbers; a duplicate is dropped and gets a number under which nothing exists
   * @throws BrokerError `amqp:not-found` when the queue was removed
   */
  send(messages: readonly NewMessage[]): number[] {
    if (this.removed.aborted) throw entityNotFound(this.address);
    const sequences = messages.map((message) => this.#enqueue(message));
    this.#serve();
    return sequences;
  }

  /** @throws BrokerError when one of them is not scheduled (any more); then none is cancelled */
  cancel(sequences: readonly number[]): void {
    const found = this.#all(sequences, 'scheduled');
    for (const message of found) this.#drop(message);
  }

  /** Adds credit; deliveries begin in the same turn. */
  request(consumer: Consumer, credit: number): void {
    this.#waiting.add(consumer, credit);
    this.#serve();
  }

  /** Takes back all credit. */
  withdraw(consumer: Consumer): void {
    this.#waiting.remove(consumer);
  }

  /** @throws BrokerError when the lock has ended or never was */
  settle(token: string, settlement: Settlement): void {
    const message = this.#locked(token);
    if ('added' in settlement) Object.assign(message.added, settlement.added);
    switch (settlement.kind) {
      case 'complete':
        this.#drop(message);
        break;
      case 'abandon':
        this.#unlock(message);
        break;
      case 'defer':
        message.state = 'deferred';
        this.#unlock(message);
        break;
      case 'dead-letter':
        this.#deadLetter(message, settlement.reason, settlement.description);
        break;
    }
    this.#serve();
  }

  /** Gives a message back that its consumer never saw: as if it had not been delivered. */
  release(token: string): void {
    const message = this.#byToken.get(token);
    if (!message) return;
    message.deliveries--;
    this.#unlock(message);
    this.#serve();
  }

  /** @returns the new end of the lock. @throws BrokerError when the lock has ended or never was */
  renew(token: string): number {
    const message = this.#locked(token);
    this.#lock(message, token);
    this.parts.store.update(this.address, message);
    return message.lock?.until ?? 0;
  }

  /** Ends the lock as if its time had passed. */
  loseLock(token: string): void {
    const message = this.#byToken.get(token);
    if (message) this.#unlock(message);
    this.#serve();
  }

  /** Without locking, in the order of sequence numbers, locked and scheduled ones included. */
  peek(from: number, count: number): Delivery[] {
    return [...this.#messages.values()]
      .filter((message) => message.sequence >= from)
      .sort((a, b) => a.sequence - b.sequence)
      .slice(0, count)
      .map((message) => this.#snapshot(message));
  }

  /** @throws BrokerError when one of them is not deferred, or locked; then none is given */
  receiveDeferred(sequences: readonly number[], deletes: boolean): Delivery[] {
    return this.#all(sequences, 'deferred').map((message) => this.#hand(message, deletes));
  }

  /** Forgets every message in whatever state, but not the duplicate history. @returns how many there were */
  purge(): number {
    const all = [...this.#messages.values()];
    for (const message of all) this.#drop(message);
    return all.length;
  }

  counts(): QueueCounts {
    return count(this.#messages.values());
  }

  /** Puts a message in place that the store holds already. */
  restore(message: StoredMessage): void {
    this.#place(message);
    const lock = message.lock;
    if (lock) {
      this.#byToken.set(lock.token, message);
      this.#watchLock(message, lock.until);
    }
  }

  #enqueue(sent: NewMessage): number {
    const { clock, duplicates, nextSequence, store } = this.parts;
    const now = clock.now();
    const sequence = nextSequence();
    if (duplicates && this.settings.duplicateWindow !== undefined) {
      if (duplicates.has(sent.messageId, now)) return sequence;
      duplicates.add(sent.messageId, now + this.settings.duplicateWindow);
    }
    const message = arrive(sent, sequence, now, this.settings);
    this.#place({ ...message, row: store.insert(this.address, message, sent.content) });
    return sequence;
  }

  #place(message: StoredMessage): void {
    this.#messages.set(message.sequence, message);
    if (message.state === 'active' && !message.lock) this.#ready.push(message);
    if (message.state === 'scheduled') {
      const isScheduled = () => this.#holds(message) && message.state === 'scheduled';
      this.parts.deadlines.at(message.scheduledFor ?? 0, () => this.#activate(message), isScheduled);
    }
    this.#watchExpiry(message);
  }

  #activate(message: StoredMessage): void {
    this.#messages.delete(message.sequence);
    activate(message, this.parts.nextSequence(), this.parts.clock.now());
    this.parts.store.update(this.address, message);
    this.#place(message);
    this.#serve();
  }

  #serve(): void {
    while (this.#waiting.any) {
      const message = this.#nextReady();
      const consumer = message && this.#waiting.take();
      if (!consumer) return;
      this.#ready.pop();
      consumer.deliver(this.#hand(message, consumer.deletes));
    }
  }

  /** Entries of messages that have gone meanwhile are left in the heap and passed over here. */
  #nextReady(): StoredMessage | undefined {
    for (;;) {
      const message = this.#ready.peek();
      if (!message) return undefined;
      if (this.#isWaiting(message) && !this.#expire(message)) return message;
      if (this.#ready.peek() === message) this.#ready.pop();
    }
  }

  #hand(message: StoredMessage, deletes: boolean): Delivery {
    message.deliveries++;
    if (!deletes) {
      this.#lock(message, this.parts.newToken());
      this.parts.store.update(this.address, message);
    }
    const delivery = this.#snapshot(message);
    if (deletes) this.#drop(message);
    return delivery;
  }

  #lock(message: StoredMessage, token: string): void {
    const until = this.parts.clock.now() + this.settings.lockDuration;
    message.lock = { token, until };
    this.#byToken.set(token, message);
    this.#watchLock(message, until);
  }

  #watchLock(message: StoredMessage, until: number): void {
    const token = message.lock?.token;
    const ends = () => {
      this.#unlock(message);
      this.#serve();
    };
    const isLocked = () => this.#holds(message) && message.lock?.token === token && message.lock?.until === until;
    this.parts.deadlines.at(until, ends, isLocked);
  }

  #unlock(message: StoredMessage): void {
    if (message.lock) this.#byToken.delete(message.lock.token);
    message.lock = null;
    const { deadLetters } = this.parts;
    if (message.state === 'active' && this.#expire(message)) return;
    if (message.state === 'active' && deadLetters && message.deliveries >= this.settings.maxDeliveryCount) {
      const most = this.settings.maxDeliveryCount;
      return this.#deadLetter(
        message,
        'MaxDeliveryCountExceeded',
        `Message could not be consumed after ${most} delivery attempts.`,
      );
    }
    if (message.state === 'active') this.#ready.push(message);
    this.parts.store.update(this.address, message);
  }

  #watchExpiry(message: StoredMessage): void {
    const due = message.expiresAt;
    if (due === null) return;
    const expire = () => {
      if (this.#isWaiting(message)) this.#expire(message);
    };
    this.parts.deadlines.at(due, expire, () => this.#holds(message));
  }

  /** @returns whether the message had outlived its time and is gone */
  #expire(message: StoredMessage): boolean {
    if (message.expiresAt === null || message.expiresAt > this.parts.clock.now()) return false;
    if (this.settings.deadLetterExpired && this.parts.deadLetters) {
      this.#deadLetter(message, 'TTLExpiredException', 'The message expired and was dead lettered.');
    } else this.#drop(message);
    return true;
  }

  #deadLetter(message: StoredMessage, reason?: string, description?: string): void {
    const { deadLetters } = this.parts;
    // A dead letter that is dead-lettered again stays where it is.
    if (!deadLetters) return this.#unlock(message);
    this.#forget(message);
    deadLetters.#adopt(die(message, this.address, reason, description));
  }

  #adopt(message: StoredMessage): void {
    this.parts.store.update(this.address, message);
    this.#place(message);
    this.#serve();
  }

  #locked(token: string): StoredMessage {
    const message = this.#byToken.get(token);
    if (!message?.lock) throw lockLost();
    if (message.lock.until <= this.parts.clock.now()) {
      // The timer is late: the lock has ended all the same.
      this.loseLock(token);
      throw lockLost();
    }
    return message;
  }

  #all(sequences: readonly number[], state: StoredMessage['state']): StoredMessage[] {
    const found = sequences.map((sequence) => this.#messages.get(sequence));
    if (found.some((message) => message?.state !== state || message.lock)) throw messageNotFound(sequences);
    return found as StoredMessage[];
  }

  #drop(message: StoredMessage): void {
    this.#forget(message);
    this.parts.store.remove(message.row);
  }

  #forget(message: StoredMessage): void {
    this.#messages.delete(message.sequence);
    if (message.lock) this.#byToken.delete(message.lock.token);
    message.lock = null;
  }

  #isWaiting(message: StoredMessage): boolean {
    return this.#holds(message) && message.state === 'active' && !message.lock;
  }

  #holds(message: StoredMessage): boolean {
    return this.#messages.get(message.sequence) === message;
  }

  #snapshot(message: StoredMessage): Delivery {
    return {
      message: { ...message, lock: message.lock && { ...message.lock }, added: { ...message.added } },
      content: this.parts.store.content(message.row),
    };
  }
}
