import { BrokerError, messageTooLarge } from '../model/errors.ts';
import { type Queue } from '../model/queue.ts';
import { type ClientConnection } from './connection.ts';
import { readTransfer } from './incoming.ts';
import { accepted, type IncomingDelivery, type ReceivingLink, rejected, settle } from './rhea.ts';

const creditWindow = 1000;

/** A link on which a client sends to a queue. A message is accepted when it, or its whole batch, is on disk. */
export function openPublishingLink(client: ClientConnection, link: ReceivingLink, queue: Queue): void {
  const { maxMessageSize } = client.broker;
  link.local.attach.max_message_size = maxMessageSize;
  link.add_credit(creditWindow);

  link.on('message', (context: { message: Buffer; delivery: IncomingDelivery & { format: number } }) => {
    const { delivery, message } = context;
    void client.answer({
      operation: 'send',
      entity: queue.address,
      work: () => {
        if (message.length > maxMessageSize) throw messageTooLarge(message.length, maxMessageSize);
        queue.send(parse(message, delivery.format));
      },
      succeeded: () => settle(link, 'receiver', delivery, accepted()),
      refused: (error) => settle(link, 'receiver', delivery, rejected(error.condition, error.description)),
    });
    if (link.credit < creditWindow / 2) link.add_credit(creditWindow - link.credit);
  });
}

function parse(message: Buffer, format: number) {
  try {
    return readTransfer(message, format);
  } catch (error) {
    throw new BrokerError('amqp:decode-error', `The message cannot be read: ${(error as Error).message}`, 400);
  }
}
