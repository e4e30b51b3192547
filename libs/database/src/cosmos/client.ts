import { type Clock, type Duration } from '@aro-rp/time';
import { type TokenCredential } from '@azure/core-auth';
import { CosmosClient, type CosmosClientOptions, type Plugin } from '@azure/cosmos';
import { type TimedAnswer } from '../server-clock.ts';

/** The account's master key is for tools and tests; services have an identity. */
export type Auth = { key: string } | { credential: TokenCredential };

export interface ConnectionOptions {
  endpoint: string;
  auth: Auth;
  clock: Clock;
  /** After this the client gives up waiting for the answer to one request. */
  callTimeout: Duration;
  /** Called for each answer, errors included, with its `Date`. */
  onAnswer?(answer: TimedAnswer): void;
}

/**
 * The only place that makes a client. It does not connect before it is used. One write region, so no request goes
 * anywhere else; 429 is waited for up to 5 s by the client itself, longer throttling reaches the caller.
 */
export function connect(options: ConnectionOptions): CosmosClient {
  const { endpoint, auth, callTimeout } = options;
  const settings: CosmosClientOptions & { plugins: { on: 'request'; plugin: Plugin<unknown> }[] } = {
    endpoint,
    ...('key' in auth ? { key: auth.key } : { aadCredentials: auth.credential }),
    connectionPolicy: {
      requestTimeout: callTimeout,
      retryOptions: { maxRetryAttemptCount: 9, maxWaitTimeInSeconds: 5 },
      useMultipleWriteLocations: false,
      enablePartitionLevelFailover: false,
    },
    plugins: [{ on: 'request', plugin: timing(options) }],
  };
  return new CosmosClient(settings);
}

const timing =
  ({ clock, onAnswer }: ConnectionOptions): Plugin<unknown> =>
  async (context, _diagnostics, next) => {
    const sentAt = clock.monotonic();
    const seen = (headers: Record<string, unknown> | undefined) => {
      const date = headers?.['date'];
      onAnswer?.({ sentAt, receivedAt: clock.monotonic(), date: typeof date === 'string' ? date : undefined });
    };
    try {
      const response = await next(context);
      seen(response.headers);
      return response;
    } catch (error) {
      seen((error as { headers?: Record<string, unknown> }).headers);
      throw error;
    }
  };
