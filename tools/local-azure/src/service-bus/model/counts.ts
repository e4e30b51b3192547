import { type StoredMessage } from './message.ts';

/** How many messages of a queue are in which state; a locked one is only that. */
export interface QueueCounts {
  active: number;
  scheduled: number;
  locked: number;
  deferred: number;
  /** When the oldest active or locked one was enqueued, in milliseconds since 1970. */
  oldestActive: number | undefined;
}

export function count(messages: Iterable<StoredMessage>): QueueCounts {
  const counts: QueueCounts = { active: 0, scheduled: 0, locked: 0, deferred: 0, oldestActive: undefined };
  for (const message of messages) {
    counts[message.lock ? 'locked' : message.state]++;
    if (message.state === 'active') counts.oldestActive = Math.min(counts.oldestActive ?? Infinity, message.enqueuedAt);
  }
  return counts;
}
