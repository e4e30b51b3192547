import { type TokenCredential } from '@azure/core-auth';
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpMethods,
  RestError,
} from '@azure/core-rest-pipeline';
import { type Outgoing } from './call.ts';

export interface JsonRequest {
  method: HttpMethods;
  /** Absolute, with its query. */
  url: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface JsonAnswer {
  status: number;
  header(name: string): string | undefined;
  /** Host and path. */
  asked: string;
  /** Undefined when there was none. */
  body: Record<string, unknown> | undefined;
}

/** Sends JSON as it is and gives back JSON as it is: a typed client drops the members that it does not know. */
export type SendJson = (request: JsonRequest, outgoing: Outgoing) => Promise<JsonAnswer>;

/** @param scope of the tokens that are sent along */
export function createSendJson(credential: TokenCredential, scope: string): SendJson {
  // The plan tries again, by the clock that all replicas share.
  const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 0 } });
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: [scope] }));
  const client = createDefaultHttpClient();

  return async ({ method, url, body, headers }, outgoing) => {
    const response = await pipeline.sendRequest(
      client,
      createPipelineRequest({
        ...{ method, url, abortSignal: outgoing.abortSignal },
        headers: createHttpHeaders({
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...outgoing.headers,
          ...headers,
        }),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const text = response.bodyAsText ?? '';
    if (response.status >= 400)
      throw new RestError(`the answer was ${response.status}`, {
        statusCode: response.status,
        request: response.request,
        response,
      });
    return {
      status: response.status,
      header: (name) => response.headers.get(name),
      asked: url.replace(/^https?:\/\/|\?.*$/g, ''),
      body: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>),
    };
  };
}
