import { type Log } from '@aro-rp/telemetry';
import { backoff, type Clock, type Duration, milliseconds, type Random, seconds } from '@aro-rp/time';
import { type ConnectionTimes, type ServiceBusConnection } from './connection.ts';
import { toBusError } from './errors.ts';
import { Link } from './link.ts';
import { type Handler, type QueueName, type Receiver } from './messages.ts';
import { receiveForever } from './receive-loop.ts';

/** What happened to a message, for metrics. `left`: neither completed nor dead-lettered; it comes back. */
export type MessageOutcome = 'completed' | 'not-confirmed' | 'dead-lettered' | 'left' | 'failed';

export interface SubscribeOptions extends ConnectionTimes {
  /** How many messages may be in hand at once; each has a receiver, and an AMQP session, of its own. */
  receivers: number;
  handler: Handler;
  log: Log;
  clock: Clock;
  /** Awaited before each message: none is asked for until it resolves. @throws nothing but the signal's reason */
  untilReady?: (signal: AbortSignal) => Promise<void>;
  /** How long one wait for a message lasts before it is renewed; 60 s unless told. */
  wait?: Duration;
  random?: Random;
  /** For metrics: once per delivery. */
  onMessage?: (queue: QueueName, outcome: MessageOutcome) => void;
  /** For metrics: how long a message waited from when it could be had to its first delivery, by two machines' clocks. */
  onFirstDelivery?: (queue: QueueName, waited: Duration) => void;
  /** For metrics: when the broker is lost and found. */
  onConnection?: (queue: QueueName, connected: boolean) => void;
}

const reconnect = { first: milliseconds(250), cap: seconds(10) };

/**
 * Receives from a queue with peek-lock, without renewing locks (Q1), until it is closed; connects by itself and again
 * for as long as it takes. Rejects never and needs no supervision: what goes wrong is logged, `isConnected` shows it.
 */
export function subscribe(connection: ServiceBusConnection, queue: QueueName, options: SubscribeOptions): Receiver {
  const { clock, random, receivers } = options;
  const log = options.log.with({ queue });
  const closing = new AbortController();
  const link = new Link(connection, queue, options, (connected) => {
    if (connected) log.info('receiving');
    else log.warn('the broker is lost');
    options.onConnection?.(queue, connected);
  });

  /** Asks the queue, waiting longer each time, until it answers; the receivers share one waiting. */
  let reaching: Promise<void> | undefined;
  const untilReachable = () => (reaching ??= reach().finally(() => (reaching = undefined)));
  const reach = async (): Promise<void> => {
    for (let attempt = 0; !closing.signal.aborted; attempt++) {
      try {
        return await link.probe();
      } catch (error) {
        if (closing.signal.aborted) return;
        const delay = backoff(reconnect, attempt, random);
        log.warn('the queue cannot be reached, trying again', { attempt, delay, err: toBusError(error) });
        await clock.sleep(delay, closing.signal).catch(() => undefined);
      }
    }
  };

  const loops = Array.from({ length: receivers }, () =>
    receiveForever({ link, untilReachable, log, queue, signal: closing.signal, options }),
  );

  let closed: Promise<void> | undefined;
  return {
    isConnected: () => link.isConnected,
    close: () =>
      (closed ??= (async () => {
        closing.abort(new Error('the receiver is closing'));
        await Promise.all(loops);
        await link.close();
      })()),
  };
}
