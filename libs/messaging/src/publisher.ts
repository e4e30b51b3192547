import { type Log } from '@aro-rp/telemetry';
import { type ServiceBusMessage, type ServiceBusSender } from '@azure/service-bus';
import { closeClient, type ConnectionTimes, openClient, type ServiceBusConnection } from './connection.ts';
import { BusError, toBusError } from './errors.ts';
import { toBrokerId } from './message-id.ts';
import { type OutgoingMessage, type Publisher, type QueueName } from './messages.ts';
import { encodeBody } from './work-message.ts';

export interface PublisherOptions extends ConnectionTimes {
  log: Log;
  /** For metrics: after the broker has confirmed `count` messages, dropped doubles included. */
  onPublished?: (queue: QueueName, count: number) => void;
}

/**
 * Publishes over one connection, which the SDK opens again when it breaks. Safe for concurrent use. Messages of one
 * call go in as few batches as the link's limit allows, in their order.
 */
export function createPublisher(connection: ServiceBusConnection, options: PublisherOptions): Publisher {
  const client = openClient(connection, options);
  const senders = new Map<QueueName, ServiceBusSender>();
  let closed = false;

  const senderOf = (queue: QueueName): ServiceBusSender => {
    let sender = senders.get(queue);
    // The SDK closes a sender for good when its link was refused.
    if (!sender || sender.isClosed) senders.set(queue, (sender = client.createSender(queue)));
    return sender;
  };

  return {
    async publish(queue, messages, { signal } = {}) {
      if (closed) throw new BusError('closed', 'The publisher is closed.');
      try {
        await send(senderOf(queue), messages.map(toServiceBus), signal);
      } catch (error) {
        signal?.throwIfAborted();
        const mapped = closed
          ? new BusError('closed', 'The publisher is closed.', { cause: error })
          : toBusError(error);
        options.log.warn('publishing failed', { queue, messages: messages.length, kind: mapped.kind, err: mapped });
        throw mapped;
      }
      options.onPublished?.(queue, messages.length);
    },

    async close() {
      closed = true;
      await closeClient(client);
    },
  };
}

async function send(
  sender: ServiceBusSender,
  messages: readonly ServiceBusMessage[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const call = signal ? { abortSignal: signal } : {};
  let next = 0;
  while (next < messages.length) {
    signal?.throwIfAborted();
    const batch = await sender.createMessageBatch(call);
    for (let message = messages[next]; message && batch.tryAddMessage(message); message = messages[next]) next++;
    if (batch.count === 0) {
      const { messageId } = messages[next] ?? {};
      throw new BusError(
        'too-large',
        `The message ${String(messageId)} is above the link's ${batch.maxSizeInBytes} bytes.`,
      );
    }
    await sender.sendMessages(batch, call);
  }
}

const toServiceBus = ({ messageId, body, at }: OutgoingMessage): ServiceBusMessage => ({
  messageId: toBrokerId(messageId),
  contentType: 'application/json',
  body: encodeBody(body),
  ...(at === undefined ? {} : { scheduledEnqueueTimeUtc: new Date(at) }),
});
