import { type Log } from '@aro-rp/telemetry';
import { type Clock, type Duration, withTimeout } from '@aro-rp/time';
import { type JsonAnswer } from './arm-request.ts';
import { AzureError } from './azure-error.ts';
import { toAzureError } from './classify.ts';

export interface CallOptions {
  signal: AbortSignal;
  /** Sent along, so that Azure's activity log and ours can be joined. */
  correlation?: { correlationId?: string; clientRequestId?: string } | undefined;
  /** Told of each request when it has ended; must not throw. */
  onEnded?: ((call: EndedCall) => void) | undefined;
}

/** One request, as an SRE asks Azure's support about it. */
export interface EndedCall {
  operation: string;
  identity: AzureError['identity'];
  /** Server time is not known here: milliseconds since 1970 by this machine's clock. */
  at: number;
  /** Milliseconds. */
  duration: number;
  /** `ok`, or the error's code. */
  outcome: string;
  status?: number | undefined;
  requestId?: string | undefined;
  /** Host and path, where they are known. */
  asked?: string | undefined;
}

/** What the call's implementation hands to the SDK. */
export interface Outgoing {
  abortSignal: AbortSignal;
  headers: Record<string, string>;
}

/**
 * One call of Azure: ends within the limit whatever the SDK does, throws `AzureError`, or the reason of the caller's
 * signal when that was aborted.
 */
export type Call = <T>(operation: string, options: CallOptions, send: (outgoing: Outgoing) => Promise<T>) => Promise<T>;

export interface CallSettings {
  identity: AzureError['identity'];
  clock: Clock;
  /** How long a call may take, the sign-in included. */
  limit: Duration;
  log: Log;
}

export function createCall({ identity, clock, limit, log }: CallSettings): Call {
  return async (operation, { signal, correlation, onEnded }, send) => {
    signal.throwIfAborted();
    const began = clock.monotonic();
    using timeout = withTimeout(clock, limit, signal);
    const tell = (outcome: string, more: Partial<EndedCall> = {}) => {
      const duration = Math.round(clock.monotonic() - began);
      log.debug('azure call', { operation, outcome, duration, correlationId: correlation?.correlationId });
      onEnded?.({ operation, identity, at: clock.now(), duration, outcome, ...more });
    };
    try {
      const result = await orAborted(
        send({ abortSignal: timeout.signal, headers: headersOf(correlation) }),
        timeout.signal,
      );
      tell('ok', answered(result));
      return result;
    } catch (error) {
      signal.throwIfAborted();
      const azureError = timeout.signal.aborted
        ? new AzureError(
            'transient',
            operation,
            `no answer within ${limit} ms`,
            { identity, code: 'Timeout' },
            { cause: error },
          )
        : toAzureError(error, { operation, identity, now: clock.now() });
      const { status, requestId, asked } = azureError;
      tell(azureError.code, { status, requestId, asked });
      throw azureError;
    }
  };
}

/** @returns what `call` gives, or undefined when it is not there. */
export async function orNotFound<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AzureError && error.kind === 'not-found') return undefined;
    throw error;
  }
}

/** Of what answers with its headers; typed clients keep them to themselves. */
function answered(result: unknown): Partial<EndedCall> {
  if (typeof result !== 'object' || result === null || !('header' in result)) return {};
  const { status, header, asked } = result as JsonAnswer;
  return { status, requestId: header('x-ms-request-id'), asked };
}

const headersOf = (correlation: CallOptions['correlation']): Record<string, string> => ({
  ...(correlation?.correlationId && { 'x-ms-correlation-request-id': correlation.correlationId }),
  ...(correlation?.clientRequestId && { 'x-ms-client-request-id': correlation.clientRequestId }),
});

/** An SDK may heed the signal late: a sign-in that is under way does not. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
