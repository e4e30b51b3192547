import { milliseconds } from '@aro-rp/time';
import { type AddedProperties, type Consumer, type Delivery, type Settlement } from '../model/message.ts';
import { type Queue } from '../model/queue.ts';
import { type Typed } from './amqp.ts';
import { type ClientConnection } from './connection.ts';
import { faultError } from './faults.ts';
import { fromTag, toTag } from './lock-token.ts';
import { writeMessage } from './outgoing.ts';
import { accepted, type OutgoingDelivery, rejected, type SendingLink, settle } from './rhea.ts';

const deadLetterReason = 'DeadLetterReason';
const deadLetterDescription = 'DeadLetterErrorDescription';

/** A link on which a client receives from a queue: hands out messages while there is credit, and takes outcomes. */
export class ConsumingLink implements Consumer {
  readonly deletes: boolean;
  /** Credit ever granted (AMQP 1.0 2.6.7: delivery-count + link-credit of the last flow). */
  #granted = 0;
  /** Credit ever used: deliveries begun, whether or not `rhea` has written them, and what a drain gave back. */
  #used = 0;
  /** Begun and not handed to `rhea` yet. */
  #underWay = 0;
  #closed = false;

  constructor(
    private readonly client: ClientConnection,
    private readonly link: SendingLink,
    private readonly queue: Queue,
  ) {
    this.deletes = link.snd_settle_mode === 1;
    link.local.attach.snd_settle_mode = link.snd_settle_mode;
    link.local.attach.rcv_settle_mode = link.rcv_settle_mode;
    link._get_drain = () => this.#giveBackCredit();
    link.on('sender_flow', () => this.#onFlow());
    const on = (name: string, take: (delivery: OutgoingDelivery) => void) =>
      link.on(name, (context: { delivery: OutgoingDelivery }) => take(context.delivery));
    on('accepted', (delivery) => this.#settle(delivery, { kind: 'complete' }));
    on('released', (delivery) => this.#answer(delivery, 'release', () => this.queue.release(fromTag(delivery.tag))));
    on('modified', (delivery) => {
      const kind = delivery.remote_state.undeliverable_here ? 'defer' : 'abandon';
      this.#settle(delivery, { kind, added: readAdded(delivery.remote_state.value[2]) });
    });
    on('rejected', (delivery) => this.#settle(delivery, readRejection(delivery)));
  }

  /** The link is gone: what was not transferred is given back, the rest is left to its locks. */
  close(): void {
    this.#closed = true;
    this.queue.withdraw(this);
  }

  deliver(delivery: Delivery): void {
    this.#used++;
    this.#underWay++;
    const { broker } = this.client;
    void this.#transfer(delivery)
      .catch((error: unknown) => {
        if (!broker.stopped.aborted) broker.log(`a delivery from ${this.queue.address} failed: ${String(error)}`);
      })
      .finally(() => {
        this.#underWay--;
        this.#answerDrain();
      });
  }

  async #transfer(delivery: Delivery): Promise<void> {
    const { broker } = this.client;
    const token = delivery.message.lock?.token;
    // A failed store ends the broker; nothing is handed out then.
    if (
      !(await broker.store.durable().then(
        () => true,
        () => false,
      ))
    )
      return;
    const fault = broker.faults.strike('service-bus', 'receive', this.queue.address);
    if (fault?.kind === 'delay') await broker.clock.sleep(milliseconds(fault.ms), broker.stopped);
    if (this.#closed) return void (token && this.queue.release(token));
    switch (fault?.kind) {
      case 'drop':
      case 'lose-answer':
        return this.client.cut();
      case 'hang':
        return;
      case 'status':
        this.close();
        if (token) this.queue.release(token);
        return this.link.close(faultError(fault));
      case 'lose-lock':
        if (token) this.queue.loseLock(token);
    }
    this.link.send(writeMessage(delivery), token ? toTag(token) : undefined, 0);
  }

  #onFlow(): void {
    this.#granted = this.link.delivery_count + this.link.credit;
    this.queue.withdraw(this);
    this.queue.request(this, this.#granted - this.#used);
    this.#answerDrain();
  }

  #answerDrain(): void {
    if (!this.link._draining || this.#underWay > 0 || this.#closed) return;
    this.queue.withdraw(this);
    this.#used = this.#granted;
    this.link.issue_flow = true;
    this.link.connection._register();
  }

  /** Asked by `rhea` when it writes the flow, after the transfers before it. @returns whether the flow ends a drain */
  #giveBackCredit(): boolean {
    if (!this.link._draining) return false;
    this.link.delivery_count += this.link.credit;
    this.link.credit = 0;
    this.link._draining = false;
    return true;
  }

  #settle(delivery: OutgoingDelivery, settlement: Settlement): void {
    this.#answer(delivery, settlement.kind, () => this.queue.settle(fromTag(delivery.tag), settlement));
  }

  #answer(delivery: OutgoingDelivery, operation: string, work: () => void): void {
    void this.client.answer({
      operation,
      entity: this.queue.address,
      work,
      // Always accepted: the SDK takes a rejection that comes back, as for a dead letter, for a refusal.
      succeeded: () => settle(this.link, 'sender', delivery, accepted()),
      refused: (error) => settle(this.link, 'sender', delivery, rejected(error.condition, error.description)),
    });
  }
}

/** A rejection with Azure's condition and its reasons, and any other one as a dead letter too (Service Bus). */
function readRejection(delivery: OutgoingDelivery): Settlement {
  const error = delivery.remote_state.error;
  const { [deadLetterReason]: reason, [deadLetterDescription]: description, ...added } = readAdded(error?.value[2]);
  return {
    kind: 'dead-letter',
    ...(reason === undefined ? {} : { reason: String(reason) }),
    ...(description === undefined ? {} : { description: String(description) }),
    added,
  };
}

/** A map of AMQP values as application properties; what is neither text, number nor boolean becomes text. */
function readAdded(map: Typed | undefined): AddedProperties {
  const items = Array.isArray(map?.value) ? (map.value as Typed[]) : [];
  const added: AddedProperties = {};
  for (let at = 0; at + 1 < items.length; at += 2) {
    const value = items[at + 1]?.value ?? null;
    const plain = value === null || ['string', 'number', 'boolean'].includes(typeof value);
    added[String(items[at]?.value)] = plain ? (value as string | number | boolean | null) : String(value);
  }
  return added;
}
