import { toInstant, type Instant } from '@aro-rp/time';
import { closeClient, type ConnectionTimes, openClient, type ServiceBusConnection } from './connection.ts';
import { toBusError } from './errors.ts';
import { type QueueName } from './messages.ts';

/** What could not be read (Q1), for a person to look at. */
export interface DeadLetter {
  messageId: string;
  enqueuedAt: Instant;
  reason: string;
  description: string;
  deliveryCount: number;
  /** The body as text. */
  body: string;
}

/**
 * The oldest `limit` dead letters of a queue, which stay where they are. Nothing is ever sent again from there: the
 * sweep finds the documents behind them.
 * @throws BusError
 */
export async function peekDeadLetters(
  connection: ServiceBusConnection,
  queue: QueueName,
  limit: number,
  times: ConnectionTimes = {},
): Promise<DeadLetter[]> {
  // A client for each call: the SDK's goes on where its last peek ended.
  const client = openClient(connection, times);
  try {
    const receiver = client.createReceiver(queue, { subQueueType: 'deadLetter', skipParsingBodyAsJson: true });
    return (await receiver.peekMessages(limit)).map((message) => ({
      messageId: String(message.messageId),
      enqueuedAt: toInstant(message.enqueuedTimeUtc?.getTime() ?? 0),
      reason: message.deadLetterReason ?? '',
      description: message.deadLetterErrorDescription ?? '',
      deliveryCount: message.deliveryCount ?? 0,
      body: message.body instanceof Uint8Array ? Buffer.from(message.body).toString('utf8') : String(message.body),
    }));
  } catch (error) {
    throw toBusError(error);
  } finally {
    await closeClient(client);
  }
}
