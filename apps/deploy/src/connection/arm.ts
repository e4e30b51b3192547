import { type Clock, milliseconds, seconds } from '@aro-rp/time';
import { type TokenCredential } from '@azure/core-auth';
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpMethods,
  type PipelineResponse,
  RestError,
} from '@azure/core-rest-pipeline';
import { codeOf, statusOf, toDeployError } from './faults.ts';

export interface ArmAnswer {
  status: number;
  body: Record<string, unknown>;
}

/**
 * ARM as JSON: for what no typed client has, or whose answers a typed client would cut. Requests that may be repeated
 * are, as Azure's pipeline does by itself (429 and 5xx with `Retry-After`).
 */
export interface Arm {
  readonly endpoint: string;
  readonly scope: string;
  /** @param path below the endpoint, with its query @throws DeployError */
  send(method: HttpMethods, path: string, options?: SendOptions): Promise<ArmAnswer>;
  /** @returns undefined when it is not there */
  find(path: string): Promise<Record<string, unknown> | undefined>;
  /** Follows `nextLink`. */
  list(path: string): Promise<Record<string, unknown>[]>;
  /**
   * Sends and waits for the end of the long operation: `Location` until it is not 202 ("async-api-v2 of ARM RPC").
   * @returns the last answer
   */
  wait(method: HttpMethods, path: string, options?: SendOptions): Promise<ArmAnswer>;
}

export interface SendOptions {
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** What was asked, in words for an error; method and path unless told. */
  what?: string;
}

export interface ArmOptions {
  endpoint: string;
  credential: TokenCredential;
  clock: Clock;
}

export function connectArm({ endpoint, credential, clock }: ArmOptions): Arm {
  const scope = `${endpoint}/.default`;
  const pipeline = createPipelineFromOptions({});
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: [scope] }));
  const client = createDefaultHttpClient();

  const ask = async (method: HttpMethods, url: string, { body, signal }: SendOptions): Promise<PipelineResponse> => {
    const response = await pipeline.sendRequest(
      client,
      createPipelineRequest({
        ...{ method, url },
        headers: createHttpHeaders({
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        }),
        ...(signal && { abortSignal: signal }),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    if (response.status < 400) return response;
    const { status: statusCode, request } = response;
    throw new RestError(`the answer was ${statusCode}`, { statusCode, request, response });
  };
  const asked = async (method: HttpMethods, url: string, options: SendOptions): Promise<PipelineResponse> => {
    try {
      return await ask(method, url, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      throw toDeployError(error, options.what ?? `${method} ${url.replace(/^https?:\/\/[^/]+|\?.*$/g, '')}`);
    }
  };
  const send = async (method: HttpMethods, path: string, options: SendOptions = {}) =>
    answerOf(await asked(method, `${endpoint}${path}`, options));

  return {
    endpoint,
    scope,
    send,
    async find(path) {
      try {
        return (await send('GET', path)).body;
      } catch (error) {
        const { cause } = error as Error;
        // Nothing can be there of a provider that the subscription has not registered.
        if (statusOf(cause) === 404 || codeOf(cause) === 'MissingSubscriptionRegistration') return undefined;
        throw error;
      }
    },
    async list(path) {
      const found: Record<string, unknown>[] = [];
      for (let url: unknown = `${endpoint}${path}`; typeof url === 'string';) {
        const { body } = answerOf(await asked('GET', url, {}));
        found.push(...((body['value'] ?? []) as Record<string, unknown>[]));
        url = body['nextLink'];
      }
      return found;
    },
    async wait(method, path, options = {}) {
      let response = await asked(method, `${endpoint}${path}`, options);
      while (response.status === 202) {
        const next = response.headers.get('location');
        if (next === undefined) break;
        await clock.sleep(pauseOf(response), options.signal);
        const { signal, what } = options;
        response = await asked('GET', next, { signal, ...(what !== undefined && { what }) });
      }
      return answerOf(response);
    },
  };
}

const answerOf = ({ status, bodyAsText }: PipelineResponse): ArmAnswer => ({
  status,
  body: bodyAsText ? (JSON.parse(bodyAsText) as Record<string, unknown>) : {},
});

/** `Retry-After` in seconds; two when there is none. */
function pauseOf({ headers }: PipelineResponse) {
  const told = Number(headers.get('retry-after') ?? NaN);
  return Number.isFinite(told) ? milliseconds(told * 1_000) : seconds(2);
}
