import { type Duration, milliseconds, seconds, systemClock } from '@aro-rp/time';
import { type TokenCredential } from '@azure/core-auth';
import { ServiceBusClient } from '@azure/service-bus';

/** With a key (the local Service Bus), or as the service's own identity (Azure: local authentication is off there). */
export type ServiceBusConnection =
  { connectionString: string } | { fullyQualifiedNamespace: string; credential: TokenCredential };

export interface ConnectionTimes {
  /** For each try of an operation; 10 s unless told. The SDK's own 60 s make a wrong host look like a hang. */
  timeout?: Duration;
  /** Tries after the first; 3 unless told. */
  retries?: number;
  /** The first wait between tries; 200 ms unless told. */
  retryDelay?: Duration;
}

/** One AMQP connection, opened with the first operation and again by the SDK when it breaks. */
export function openClient(connection: ServiceBusConnection, times: ConnectionTimes = {}): ServiceBusClient {
  const options = {
    retryOptions: {
      timeoutInMs: times.timeout ?? seconds(10),
      maxRetries: times.retries ?? 3,
      retryDelayInMs: times.retryDelay ?? milliseconds(200),
      maxRetryDelayInMs: seconds(5),
      mode: 0 as const,
    },
  };
  return 'connectionString' in connection
    ? new ServiceBusClient(connection.connectionString, options)
    : new ServiceBusClient(connection.fullyQualifiedNamespace, connection.credential, options);
}

const closeWithin = seconds(3);

/** Never rejects, and ends soon: the SDK's own `close` waits for ever when the connection breaks under it. */
export async function closeClient(client: ServiceBusClient): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  using _timer = systemClock.schedule(closeWithin, resolve);
  await Promise.race([client.close().catch(() => undefined), late]);
}
