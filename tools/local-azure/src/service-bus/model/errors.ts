/** A refusal in the words of Azure Service Bus: an AMQP error condition and its description. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  constructor(
    readonly condition: string,
    readonly description: string,
    /** The status code when the refusal answers a request on `$management` or `$cbs`. */
    readonly status: number,
  ) {
    super(`${condition}: ${description}`);
  }
}

export const lockLost = () =>
  new BrokerError(
    'com.microsoft:message-lock-lost',
    'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue, ' +
      'or was received by a different receiver instance.',
    410,
  );

export const messageNotFound = (sequences: readonly number[]) =>
  new BrokerError(
    'com.microsoft:message-not-found',
    `Failed to lock one or more specified messages: ${sequences.join(', ')}. The message does not exist.`,
    404,
  );

/** The SDK reads `MessagingEntityNotFound` out of this text; without it the error counts as a transient fault. */
export const entityNotFound = (address: string) =>
  new BrokerError('amqp:not-found', `The messaging entity '${address}' could not be found.`, 404);

export const unauthorized = (description: string) => new BrokerError('amqp:unauthorized-access', description, 401);

export const serverBusy = (description: string) => new BrokerError('com.microsoft:server-busy', description, 503);

export const notAllowed = (description: string) => new BrokerError('amqp:not-allowed', description, 400);

export const notImplemented = (what: string) =>
  new BrokerError('amqp:not-implemented', `${what}: this local Service Bus does not have it.`, 501);

export const messageTooLarge = (size: number, limit: number) =>
  new BrokerError(
    'amqp:link:message-size-exceeded',
    `The received message (size: ${size} bytes) exceeds the limit (${limit} bytes) currently allowed on the link.`,
    413,
  );
