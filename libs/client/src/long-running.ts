import {
  type FullOperationResponse,
  type OperationArguments,
  type OperationOptions,
  type OperationSpec,
  type ServiceClient,
} from '@azure/core-client';
import {
  createHttpPoller,
  type LongRunningOperation,
  type LroResourceLocationConfig,
  type LroResponse,
  type OperationState,
  type SimplePollerLike,
} from '@azure/core-lro';
import { RestError } from '@azure/core-rest-pipeline';

export interface LongRunningOptions extends OperationOptions {
  /** Milliseconds between two looks where the service does not say when to come again (`Retry-After`); else 2000. */
  updateIntervalInMs?: number;
  /** What `toString()` of an earlier poller gave: it is gone on with, and nothing is started. */
  resumeFrom?: string;
}

/** An operation under way: `pollUntilDone()` gives its result. */
export type Poller<T> = SimplePollerLike<OperationState<T>, T>;

interface OperationStatus {
  status?: unknown;
  error?: { code?: string; message?: string };
}

/**
 * Starts an operation and follows it as Azure Resource Manager says (ARM RPC async-api): `Azure-AsyncOperation` or
 * `Location`, at the pace of `Retry-After`, until its status is terminal; then the resource is read.
 * @throws RestError when the service refuses, and, in `pollUntilDone()`, when the operation fails: with its `code`
 */
export async function startOperation<T>(
  client: ServiceClient,
  { args, spec, finalState }: { args: OperationArguments; spec: OperationSpec; finalState?: LroResourceLocationConfig },
  { updateIntervalInMs, resumeFrom }: LongRunningOptions,
): Promise<Poller<T>> {
  return createHttpPoller<T, OperationState<T>>(longRunning<T>(client, args, spec), {
    ...(finalState && { resourceLocationConfig: finalState }),
    ...(updateIntervalInMs !== undefined && { intervalInMs: updateIntervalInMs }),
    ...(resumeFrom !== undefined && { restoreFrom: resumeFrom }),
  });
}

/** Waits for the result; an aborted signal ends the waiting with `AbortError`, and the operation goes on. */
export async function waitFor<T>(start: Promise<Poller<T>>, { abortSignal }: LongRunningOptions): Promise<T> {
  const poller = await start;
  return poller.pollUntilDone(abortSignal && { abortSignal });
}

function longRunning<T>(client: ServiceClient, args: OperationArguments, spec: OperationSpec): LongRunningOperation<T> {
  const { requestBody: _, ...withoutBody } = spec;
  return {
    requestMethod: spec.httpMethod,
    requestPath: spec.path ?? '',
    sendInitialRequest: async () => (await send<T>(client, args, spec)).answer,
    async sendPollRequest(path, { abortSignal } = {}) {
      const options = { ...args.options, ...(abortSignal && { abortSignal }) };
      const { answer, received } = await send<T>(
        client,
        { ...args, options },
        { ...withoutBody, httpMethod: 'GET', path },
      );
      const { status, error } = (received.parsedBody ?? {}) as OperationStatus;
      if (typeof status === 'string' && status.toLowerCase() === 'failed') throw failureOf(received, error);
      return answer;
    },
  };
}

async function send<T>(client: ServiceClient, args: OperationArguments, spec: OperationSpec) {
  let received: FullOperationResponse | undefined;
  const { onResponse } = args.options ?? {};
  const flatResponse = await client.sendOperationRequest<T>(
    {
      ...args,
      options: {
        ...args.options,
        onResponse(response, flat, error) {
          received = response;
          onResponse?.(response, flat, error);
        },
      },
    },
    spec,
  );
  if (received === undefined) throw new TypeError('there is a result without an answer');
  const { status: statusCode, headers, parsedBody } = received;
  const rawResponse = { statusCode, headers: headers.toJSON(), body: parsedBody as unknown };
  return { answer: { flatResponse, rawResponse } satisfies LroResponse<T>, received };
}

/** A failed operation is told as a refused request is. */
function failureOf(response: FullOperationResponse, error: OperationStatus['error']): RestError {
  const { code = 'OperationFailed', message = 'The operation has failed.' } = error ?? {};
  const failure = new RestError(message, { code, statusCode: response.status, request: response.request, response });
  failure.details = { error };
  return failure;
}
