import { createHash } from 'node:crypto';

/** Azure Service Bus, quotas: a message id has at most 128 characters. */
export const maxMessageIdLength = 128;

/** The id under which the broker looks for doubles: the given one, or its SHA-256 in hexadecimal when it is too long. */
export const toBrokerId = (messageId: string): string =>
  messageId.length <= maxMessageIdLength ? messageId : createHash('sha256').update(messageId).digest('hex');
