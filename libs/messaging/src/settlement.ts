import { type Clock, type Duration, TimeoutError } from '@aro-rp/time';
import { type ServiceBusReceivedMessage, type ServiceBusReceiver } from '@azure/service-bus';

/**
 * Settles the messages of one receiver, one outcome per turn of the event loop: two that are settled in the same turn
 * are merged by the SDK into the first one's outcome, and one of the messages is lost without a word (W1).
 */
export class Settlement {
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly clock: Clock) {}

  /** Never rejects: false when the broker has not confirmed it within `limit` (W7). It may still do so later. */
  async complete(
    receiver: ServiceBusReceiver,
    message: ServiceBusReceivedMessage,
    limit: Duration,
    failed: (error: unknown) => void,
  ): Promise<boolean> {
    const late = Promise.withResolvers<never>();
    using _timer = this.clock.schedule(limit, () => late.reject(new TimeoutError(limit)));
    try {
      await Promise.race([this.#oneByOne(() => receiver.completeMessage(message)), late.promise]);
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  }

  /** @throws what the SDK throws */
  deadLetter(receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage, description: string): Promise<void> {
    return this.#oneByOne(() =>
      receiver.deadLetterMessage(message, {
        deadLetterReason: 'Unreadable',
        deadLetterErrorDescription: description,
      }),
    );
  }

  async #oneByOne(settle: () => Promise<void>): Promise<void> {
    const before = this.#turn;
    const started = Promise.withResolvers<void>();
    this.#turn = started.promise;
    await before;
    setImmediate(started.resolve);
    await settle();
  }
}
