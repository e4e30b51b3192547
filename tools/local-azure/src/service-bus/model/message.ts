/** The encoded sections of a message as its sender wrote them: kept as bytes, so that every AMQP type survives. */
export interface Content {
  /** `message-annotations`. */
  annotations: Uint8Array | null;
  /** `properties`, always with a message id. */
  properties: Uint8Array;
  /** `application-properties`. */
  applicationProperties: Uint8Array | null;
  /** The body's sections and the footer. */
  body: Uint8Array;
}

export interface NewMessage {
  messageId: string;
  content: Content;
  /** Milliseconds; absent: the queue's own. */
  timeToLive?: number;
  /** Milliseconds since 1970; absent or passed: at once. */
  scheduledFor?: number;
}

/** Application properties that the broker or a settlement adds. */
export type AddedProperties = Record<string, string | number | boolean | null>;

export type MessageState = 'active' | 'deferred' | 'scheduled';

/** What the broker knows of a message it holds. Times are milliseconds since 1970. */
export interface StoredMessage {
  /** The store's own key; never changes. */
  row: number;
  /** The number by which clients know it; a scheduled message gets a new one when it becomes active. */
  sequence: number;
  messageId: string;
  state: MessageState;
  enqueuedAt: number;
  scheduledFor: number | null;
  /** Milliseconds; null: for ever. */
  timeToLive: number | null;
  /** null while scheduled, and for what never expires. */
  expiresAt: number | null;
  /** How often it has been handed out. */
  deliveries: number;
  lock: Lock | null;
  added: AddedProperties;
  /** The queue it was dead-lettered from. */
  deadLetterSource: string | null;
}

export interface Lock {
  /** A UUID. */
  token: string;
  until: number;
}

export interface Delivery {
  message: Readonly<StoredMessage>;
  content: Content;
}

export type Settlement =
  | { kind: 'complete' }
  | { kind: 'abandon'; added?: AddedProperties }
  | { kind: 'defer'; added?: AddedProperties }
  | { kind: 'dead-letter'; reason?: string; description?: string; added?: AddedProperties };

/** Somebody who waits for messages of one queue. */
export interface Consumer {
  /** Whether what it is given is gone from the queue at once (`receiveAndDelete`). */
  readonly deletes: boolean;
  /** Called once for each credit, in the turn in which a message becomes available; never throws. */
  deliver(delivery: Delivery): void;
}
