import { type Duration } from '@aro-rp/time';

export const queues = { clusters: 'cluster-work', subscriptions: 'subscription-work' } as const;
export type QueueName = (typeof queues)[keyof typeof queues];

/** L2: a hint that a version of a document exists; never the document. Unknown members are ignored. */
export interface WorkMessage {
  container: 'OpenShiftClusters' | 'Subscriptions';
  id: string;
  partitionKey: string;
  /** Quotes stripped. */
  etag: string;
  revision: number;
  /** W3C trace context of whoever wrote the version, when known. */
  traceparent?: string;
}

export interface OutgoingMessage {
  /** At most 128 characters; the broker drops a second one inside its duplicate window (L3). */
  messageId: string;
  body: WorkMessage;
  /** Not delivered before, in milliseconds since 1970; absent: at once. */
  at?: number;
}

export interface Publisher {
  /**
   * Resolves when the broker has confirmed every message, dropped doubles included. After a rejection some may have
   * been sent: send all again, the ids drop the doubles. @throws BusError
   */
  publish(queue: QueueName, messages: readonly OutgoingMessage[], options?: { signal?: AbortSignal }): Promise<void>;
  close(): Promise<void>;
}

export interface IncomingMessage {
  body: WorkMessage;
  messageId: string;
  /** Deliveries before this one. */
  deliveryCount: number;
  /** Waits at most `limit`. False when the broker did not confirm it: the message may come again (W7). */
  complete(limit: Duration): Promise<boolean>;
}

/**
 * Called once per delivery, one call at a time for each receiver (W1). Returning or throwing without `complete` leaves
 * the message to its lock; it is never abandoned. Throwing says that the handler could not do its work: its receiver
 * waits before the next message, up to 5 s and the longer the more often in a row.
 */
export type Handler = (message: IncomingMessage, signal: AbortSignal) => Promise<void>;

export interface Receiver {
  /** False while the broker cannot be reached. */
  isConnected(): boolean;
  /** Receives nothing new, waits for running handlers, then closes. */
  close(): Promise<void>;
}
