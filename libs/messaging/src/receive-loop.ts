import { type Log } from '@aro-rp/telemetry';
import { backoff, type Duration, milliseconds, seconds } from '@aro-rp/time';
import { type ServiceBusReceivedMessage, type ServiceBusReceiver } from '@azure/service-bus';
import { toBusError } from './errors.ts';
import { type Link } from './link.ts';
import { type IncomingMessage, type QueueName, type WorkMessage } from './messages.ts';
import { type MessageOutcome, type SubscribeOptions } from './receiver.ts';
import { Settlement } from './settlement.ts';
import { decodeBody } from './work-message.ts';

export interface LoopParts {
  link: Link;
  untilReachable: () => Promise<void>;
  log: Log;
  queue: QueueName;
  signal: AbortSignal;
  options: SubscribeOptions;
}

/** A handler that fails at once would else empty the queue into locks, message by message, while others could work. */
const afterFailure = { first: milliseconds(250), cap: seconds(5) };

/**
 * One receiver: asks for one message, handles it, asks for the next, until the signal aborts. Asks for nothing while the
 * service is not ready, and the later the more messages in a row have failed.
 *
 * It does not use the SDK's `subscribe`: after a reconnect under a running handler that one holds two credits, so it
 * would run two handlers at once (W1), and it abandons the message of a handler that throws (W7).
 */
export async function receiveForever(parts: LoopParts): Promise<void> {
  const { link, log, options, signal } = parts;
  const { clock, random, untilReady } = options;
  const settlement = new Settlement(clock);
  let failures = 0;
  while (!signal.aborted) {
    await parts.untilReachable();
    if (signal.aborted) return;
    const receiver = link.receiver();
    try {
      while (!signal.aborted) {
        await untilReady?.(signal);
        const message = await next(receiver, options.wait ?? seconds(60), signal);
        if (!message) continue;
        reportWaiting(parts, message);
        const outcome = await handle(parts, settlement, receiver, message);
        options.onMessage?.(parts.queue, outcome);
        failures = outcome === 'failed' ? failures + 1 : 0;
        if (failures > 0) await clock.sleep(backoff(afterFailure, failures - 1, random), signal);
      }
    } catch (error) {
      if (!signal.aborted) {
        // All receivers of a lost broker come here; one of them says it.
        if (link.isConnected) log.warn('receiving was interrupted', { err: toBusError(error) });
        link.lost();
      }
    } finally {
      // Not awaited: it would wait for an answer that a broken connection never brings.
      void receiver.close().catch(() => undefined);
    }
  }
}

/** Later deliveries say nothing of the queue: whoever had the message before has left it to its lock. */
function reportWaiting({ options, queue }: LoopParts, message: ServiceBusReceivedMessage): void {
  const { deliveryCount = 0, enqueuedTimeUtc, scheduledEnqueueTimeUtc } = message;
  if (deliveryCount > 0 || enqueuedTimeUtc === undefined) return;
  const from = Math.max(enqueuedTimeUtc.getTime(), scheduledEnqueueTimeUtc?.getTime() ?? 0);
  options.onFirstDelivery?.(queue, milliseconds(Math.max(0, options.clock.now() - from)));
}

/** The SDK leaves a listener on the signal of every wait that ends without a message, so each gets a signal of its own. */
async function next(
  receiver: ServiceBusReceiver,
  wait: Duration,
  signal: AbortSignal,
): Promise<ServiceBusReceivedMessage | undefined> {
  signal.throwIfAborted();
  const waiting = new AbortController();
  const stop = () => waiting.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: wait, abortSignal: waiting.signal });
    return message;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Never rejects: a message that goes wrong is left to its lock. */
async function handle(
  { log, options, signal }: LoopParts,
  settlement: Settlement,
  receiver: ServiceBusReceiver,
  message: ServiceBusReceivedMessage,
): Promise<MessageOutcome> {
  const messageId = String(message.messageId);
  const read = decodeBody(message.body);
  try {
    switch (read.kind) {
      case 'unreadable':
        log.error('a message cannot be read, it goes to the dead letters', { messageId, reason: read.reason });
        await settlement.deadLetter(receiver, message, read.reason);
        return 'dead-lettered';
      case 'unknown-container':
        log.warn('a message is for a newer version, it is left', { messageId, container: read.container });
        return 'left';
      case 'message': {
        let outcome: MessageOutcome = 'left';
        const incoming = toIncoming(message, read.body, async (limit) => {
          const confirmed = await settlement.complete(receiver, message, limit, (error) =>
            log.info('a message was not completed', { messageId, err: toBusError(error) }),
          );
          outcome = confirmed ? 'completed' : 'not-confirmed';
          return confirmed;
        });
        await options.handler(incoming, signal);
        return outcome;
      }
    }
  } catch (error) {
    log.error('a message failed and is left to its lock', { messageId, err: error });
    return 'failed';
  }
}

const toIncoming = (
  message: ServiceBusReceivedMessage,
  body: WorkMessage,
  complete: IncomingMessage['complete'],
): IncomingMessage => ({
  body,
  messageId: String(message.messageId),
  // This SDK counts the deliveries before this one, as the contract does; others count from 1.
  deliveryCount: message.deliveryCount ?? 0,
  complete,
});
