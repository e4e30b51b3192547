import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { milliseconds } from '@aro-rp/time';
import fc from 'fast-check';
import { Store } from '../store.ts';
import { BrokerError } from './errors.ts';
import { type Delivery, type Settlement } from './message.ts';
import { Namespace } from './namespace.ts';

const [lockDuration, window, maxDeliveryCount] = [30_000, 100_000, 2];
const definition = {
  name: 'work',
  lockDuration: 'PT30S',
  maxDeliveryCount,
  requiresDuplicateDetection: true,
  duplicateDetectionHistoryTimeWindow: 'PT1M40S',
};
const start = Date.parse('2026-01-01T00:00:00Z');

/** A queue as a list: slow, and plainly right. */
class ReferenceQueue {
  messages: {
    body: string;
    dueAt: number;
    deliveries: number;
    lock?: { token: string; until: number };
    dead: boolean;
  }[] = [];
  history = new Map<string, number>();

  constructor(private readonly clock: FakeClock) {}

  send(messageId: string, body: string, delay: number): void {
    const now = this.clock.now();
    if ((this.history.get(messageId) ?? -1) > now) return;
    this.history.set(messageId, now + window);
    this.messages.push({ body, dueAt: now + delay, deliveries: 0, dead: false });
  }

  settle(): void {
    for (const message of this.messages) {
      if (message.lock && message.lock.until <= this.clock.now()) delete message.lock;
      if (!message.lock && message.deliveries >= maxDeliveryCount) message.dead = true;
    }
  }

  ready() {
    return this.messages.filter((one) => !one.dead && !one.lock && one.dueAt <= this.clock.now());
  }

  counts() {
    const scheduled = this.messages.filter((one) => one.dueAt > this.clock.now()).length;
    const locked = this.messages.filter((one) => one.lock).length;
    const dead = this.messages.filter((one) => one.dead).length;
    return { active: this.ready().length, scheduled, locked, deadLetters: dead };
  }
}

type Action =
  | { do: 'send'; id: number; delay: number }
  | { do: 'receive' }
  | { do: 'settle'; which: number; kind: 'complete' | 'abandon' | 'dead-letter' }
  | { do: 'renew'; which: number }
  | { do: 'advance'; by: number }
  | { do: 'restart' };

const actions: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      id: fc.nat(8),
      delay: fc.constantFrom(0, 0, 20_000, 90_000),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ do: 'receive' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      which: fc.nat(20),
      kind: fc.constantFrom('complete' as const, 'abandon' as const, 'dead-letter' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('renew' as const), which: fc.nat(20) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('advance' as const),
      by: fc.constantFrom(1, 10_000, 20_000, 30_000, 100_000),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
);

/** The queue under test, on a file, so that it can be closed and opened again at any moment. */
class Subject {
  #tokens = 0;
  #store!: Store;
  #namespace!: Namespace;

  constructor(
    private readonly file: string,
    private readonly clock: FakeClock,
  ) {
    this.#open();
  }

  get queue() {
    return this.#namespace.queue('work');
  }

  status() {
    const { active, scheduled, locked, deadLetters } = this.#namespace.status()['work'] ?? {};
    return { active, scheduled, locked, deadLetters };
  }

  receive(): Delivery | undefined {
    let delivery: Delivery | undefined;
    const consumer = { deletes: false, deliver: (one: Delivery) => void (delivery = one) };
    this.queue.request(consumer, 1);
    this.queue.withdraw(consumer);
    return delivery;
  }

  async restart(): Promise<void> {
    await this.close();
    this.#open();
    await this.clock.advance(milliseconds(0));
  }

  async close(): Promise<void> {
    this.#namespace.stop();
    await this.#store.close();
  }

  #open(): void {
    this.#store = new Store(this.file, (error) => {
      throw error;
    });
    const newToken = () => `00000000-0000-4000-8000-${String(++this.#tokens).padStart(12, '0')}`;
    this.#namespace = new Namespace([definition], { clock: this.clock, store: this.#store, newToken });
  }
}

/** Whether it was refused because the lock is gone. */
function refused(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    if (error instanceof BrokerError && error.condition === 'com.microsoft:message-lock-lost') return true;
    throw error;
  }
}

async function play(subject: Subject, reference: ReferenceQueue, clock: FakeClock, script: Action[]): Promise<void> {
  const tokens: string[] = [];
  // Mostly a recent one, whose lock may still hold.
  const tokenOf = (which: number) => tokens.at(-1 - (which % 4));
  for (const [step, action] of script.entries()) {
    switch (action.do) {
      case 'send': {
        const [messageId, body] = [`id-${action.id}`, `body-${step}`];
        const content = {
          annotations: null,
          properties: Buffer.from('p'),
          applicationProperties: null,
          body: Buffer.from(body),
        };
        subject.queue.send([{ messageId, content, scheduledFor: clock.now() + action.delay }]);
        reference.send(messageId, body, action.delay);
        break;
      }
      case 'receive': {
        const delivery = subject.receive();
        const body = delivery && Buffer.from(delivery.content.body).toString();
        const expected = reference.ready().find((one) => one.body === body);
        // Nothing that another holds, nothing before its time, nothing twice; and something whenever there is something.
        expect(body === undefined ? reference.ready() : expected && [expected]).toEqual(expected ? [expected] : []);
        if (!delivery?.message.lock || !expected) break;
        expected.deliveries++;
        expected.lock = { ...delivery.message.lock };
        tokens.push(delivery.message.lock.token);
        expect(delivery.message.deliveries).toBe(expected.deliveries);
        expect(expected.lock.until).toBe(clock.now() + lockDuration);
        break;
      }
      case 'settle': {
        const token = tokenOf(action.which);
        if (token === undefined) break;
        const holder = reference.messages.find((one) => one.lock?.token === token);
        const lost = refused(() => subject.queue.settle(token, { kind: action.kind } as Settlement));
        expect(lost).toBe(holder === undefined);
        if (!holder) break;
        delete holder.lock;
        if (action.kind === 'complete') reference.messages = reference.messages.filter((one) => one !== holder);
        if (action.kind === 'dead-letter') holder.dead = true;
        break;
      }
      case 'renew': {
        const token = tokenOf(action.which);
        if (token === undefined) break;
        const holder = reference.messages.find((one) => one.lock?.token === token);
        expect(refused(() => subject.queue.renew(token))).toBe(holder === undefined);
        if (holder?.lock) holder.lock.until = clock.now() + lockDuration;
        break;
      }
      case 'advance':
        await clock.advance(milliseconds(action.by));
        break;
      case 'restart':
        await subject.restart();
        break;
    }
    reference.settle();
    expect(subject.status()).toEqual(reference.counts());
  }
}

test('behaves like a list of messages, whatever is done to it in whatever order, restarts included', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(actions, { minLength: 5, maxLength: 60 }), async (script) => {
      const folder = mkdtempSync(join(tmpdir(), 'queue-'));
      const clock = createFakeClock(start);
      const subject = new Subject(join(folder, 'queue.db'), clock);
      try {
        await play(subject, new ReferenceQueue(clock), clock, script);
      } finally {
        await subject.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 200 },
  );
});
