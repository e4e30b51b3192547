import { type NewMessage, type StoredMessage } from './message.ts';
import { type QueueSettings } from './topology.ts';

/** A message as it arrives: active, or scheduled when its time is still to come. */
export function arrive(
  { messageId, timeToLive, scheduledFor }: NewMessage,
  sequence: number,
  now: number,
  settings: QueueSettings,
): Omit<StoredMessage, 'row'> {
  const scheduled = scheduledFor !== undefined && scheduledFor > now;
  const life = Math.min(timeToLive ?? Infinity, settings.timeToLive);
  return {
    sequence,
    messageId,
    state: scheduled ? 'scheduled' : 'active',
    enqueuedAt: now,
    scheduledFor: scheduledFor ?? null,
    timeToLive: life === Infinity ? null : life,
    expiresAt: scheduled || life === Infinity ? null : now + life,
    deliveries: 0,
    lock: null,
    added: {},
    deadLetterSource: null,
  };
}

/** A scheduled message at its time: as if it had been sent now, with a new sequence number (Service Bus). */
export function activate(message: StoredMessage, sequence: number, now: number): void {
  message.sequence = sequence;
  message.state = 'active';
  message.enqueuedAt = now;
  message.expiresAt = message.timeToLive === null ? null : now + message.timeToLive;
}

/** A message among the dead letters of `source`: it keeps its number and its count, and never expires. */
export function die(message: StoredMessage, source: string, reason?: string, description?: string): StoredMessage {
  return {
    ...message,
    state: 'active',
    lock: null,
    expiresAt: null,
    deadLetterSource: source,
    added: {
      ...message.added,
      ...(reason === undefined ? {} : { DeadLetterReason: reason }),
      ...(description === undefined ? {} : { DeadLetterErrorDescription: description }),
    },
  };
}
