import { type ServiceBusClient, type ServiceBusReceiver } from '@azure/service-bus';
import { closeClient, type ConnectionTimes, openClient, type ServiceBusConnection } from './connection.ts';
import { type QueueName } from './messages.ts';

/** The way of one subscription to its queue, shared by its receivers. */
export class Link {
  #client: ServiceBusClient;
  #connected = false;

  constructor(
    private readonly connection: ServiceBusConnection,
    private readonly queue: QueueName,
    private readonly times: ConnectionTimes,
    private readonly onChange: (connected: boolean) => void,
  ) {
    this.#client = openClient(connection, times);
  }

  get isConnected(): boolean {
    return this.#connected;
  }

  /** A receiver that renews no locks (Q1). */
  receiver(): ServiceBusReceiver {
    return this.#client.createReceiver(this.queue, {
      receiveMode: 'peekLock',
      maxAutoLockRenewalDurationInMs: 0,
      skipParsingBodyAsJson: true,
    });
  }

  lost(): void {
    this.#set(false);
  }

  /**
   * Asks the queue for an answer, one caller at a time. After a failure the next question goes over a new connection:
   * the SDK's own may have got stuck.
   * @throws what the SDK throws
   */
  async probe(): Promise<void> {
    const receiver = this.receiver();
    try {
      await receiver.peekMessages(1);
      this.#set(true);
    } catch (error) {
      const stuck = this.#client;
      this.#client = openClient(this.connection, this.times);
      void closeClient(stuck);
      throw error;
    } finally {
      void receiver.close().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.#set(false);
    await closeClient(this.#client);
  }

  #set(connected: boolean): void {
    if (connected === this.#connected) return;
    this.#connected = connected;
    this.onChange(connected);
  }
}
