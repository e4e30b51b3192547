import { type Clock } from '@aro-rp/time';
import { type SendJson } from './arm-request.ts';
import { type AzureError, isAzureError } from './azure-error.ts';
import { type Call, type CallOptions } from './call.ts';
import { nestedError } from './nested-error.ts';
import { retryAfter } from './retry-after.ts';

/** What Azure goes on with by itself, once it has accepted it. */
export interface Accepted {
  /** Where it tells how it goes; undefined when it was done at once. */
  operationUrl?: string;
  /** When to look again. */
  retryAfterMs?: number;
}

/** Operations that Azure has accepted before (ARM RPC, async-api). */
export interface Operations {
  /** With what it has failed, the innermost cause; undefined while it goes on, when it went well, or when it is not told. */
  failure(operationUrl: string, options: CallOptions): Promise<AzureError | undefined>;
}

/** @param header of an answer to a PUT or a DELETE */
export function acceptedBy(header: (name: string) => string | undefined, clock: Pick<Clock, 'now'>): Accepted {
  const operationUrl = header('azure-asyncoperation') ?? header('location');
  const retryAfterMs = retryAfter(header, clock.now());
  return { ...(operationUrl !== undefined && { operationUrl }), ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** @param identity whose errors they are */
export function createOperations(send: () => SendJson, call: Call, identity: AzureError['identity']): Operations {
  const operation = 'operation GET';
  return {
    async failure(url, options) {
      try {
        const { body } = await call(operation, options, (outgoing) => send()({ method: 'GET', url }, outgoing));
        const { status, error } = body ?? {};
        const hasFailed = status === 'Failed' || status === 'Canceled';
        return hasFailed ? nestedError(error ?? { code: status }, { operation, identity }) : undefined;
      } catch (error) {
        // At its `Location`, one that has failed is answered as if the request itself had been refused.
        if (!isAzureError(error)) throw error;
        return unknown.has(error.kind) ? undefined : nestedError(error, { operation, identity, status: error.status });
      }
    },
  };
}

/** About the question, and not about the operation; also one that Azure has forgotten. */
const unknown: ReadonlySet<AzureError['kind']> = new Set([
  'not-found',
  'forbidden',
  'unauthorized',
  'throttled',
  'transient',
]);
