import { type Clock, milliseconds, minutes, seconds } from '@aro-rp/time';
import { AzureError } from './azure-error.ts';
import { type JsonAnswer, type SendJson } from './arm-request.ts';
import { type Call, type CallOptions, orNotFound } from './call.ts';
import { type Accepted, acceptedBy } from './operations.ts';
import { retryAfter } from './retry-after.ts';

/** A resource of any type as ARM gives it, members that we do not know included. */
export interface Resource {
  readonly id: string;
  readonly name?: string;
  readonly type?: string;
  readonly location?: string;
  readonly tags?: Record<string, string>;
  /** Of the body, or of the answer's header. */
  readonly etag?: string;
  readonly properties?: Record<string, unknown>;
  readonly [member: string]: unknown;
}

export interface WriteOptions extends CallOptions {
  ifMatch?: string;
  ifNoneMatch?: '*';
}

/**
 * Resources as raw JSON with the type's own api-version, so that what is read, changed and written back loses nothing.
 * Ids begin with a slash.
 */
export interface Resources {
  get(id: string, apiVersion: string, options: CallOptions & { expand?: string }): Promise<Resource | undefined>;
  /** All pages. @param path of the collection. @throws AzureError `not-found` when its parent is not there */
  list(path: string, apiVersion: string, options: CallOptions & { filter?: string }): Promise<Resource[]>;
  /**
   * A PUT, which replaces what is there: look first. Returns when Azure has accepted it, not when it is done.
   * @throws AzureError `precondition-failed` when `ifMatch` or `ifNoneMatch` does not hold
   */
  beginPut(
    id: string,
    apiVersion: string,
    body: object,
    options: WriteOptions,
  ): Promise<{ resource: Resource; accepted: Accepted }>;
  /** Returns when Azure has accepted it, not when it is done. Gone is fine. */
  beginDelete(id: string, apiVersion: string, options: CallOptions & { ifMatch?: string }): Promise<Accepted>;
  /**
   * @param path of the action, such as `ID/listKeys`. One that Azure only accepts (202) is asked for until it is over,
   * but not for longer than a minute. @throws AzureError `transient` then, with what Azure last asked for; the action may
   * be repeated
   */
  post(
    path: string,
    apiVersion: string,
    body: object | undefined,
    options: CallOptions,
  ): Promise<Resource['properties']>;
}

interface ActionOptions {
  clock: Clock;
  /** Whose errors they are. */
  identity: AzureError['identity'];
}

/** @param endpoint without a slash at its end */
export function createResources(
  endpoint: string,
  send: () => SendJson,
  call: Call,
  { clock, identity }: ActionOptions,
): Resources {
  const urlOf = (path: string, apiVersion: string, query: Record<string, string> = {}) =>
    `${endpoint}${path}?${new URLSearchParams({ 'api-version': apiVersion, ...query }).toString()}`;

  return {
    async get(id, apiVersion, { expand, ...options }) {
      const url = urlOf(id, apiVersion, expand === undefined ? {} : { $expand: expand });
      const answer = await orNotFound(
        call('resource GET', options, (outgoing) => send()({ method: 'GET', url }, outgoing)),
      );
      return answer && toResource(id, answer);
    },

    async list(path, apiVersion, { filter, ...options }) {
      const found: Resource[] = [];
      let url: string | undefined = urlOf(path, apiVersion, filter === undefined ? {} : { $filter: filter });
      while (url !== undefined) {
        const next: string = url;
        const { body } = await call('resource list', options, (outgoing) =>
          send()({ method: 'GET', url: next }, outgoing),
        );
        for (const one of (body?.['value'] ?? []) as Resource[]) found.push(one);
        url = typeof body?.['nextLink'] === 'string' ? body['nextLink'] : undefined;
      }
      return found;
    },

    async beginPut(id, apiVersion, body, { ifMatch, ifNoneMatch, ...options }) {
      const headers = {
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(ifNoneMatch !== undefined && { 'if-none-match': ifNoneMatch }),
      };
      const answer = await call('resource PUT', options, (outgoing) =>
        send()({ method: 'PUT', url: urlOf(id, apiVersion), body, headers }, outgoing),
      );
      return { resource: toResource(id, answer), accepted: acceptedBy(answer.header, clock) };
    },

    async beginDelete(id, apiVersion, { ifMatch, ...options }) {
      const headers = ifMatch === undefined ? {} : { 'if-match': ifMatch };
      const answer = await orNotFound(
        call('resource DELETE', options, (outgoing) =>
          send()({ method: 'DELETE', url: urlOf(id, apiVersion), headers }, outgoing),
        ),
      );
      return answer === undefined ? {} : acceptedBy(answer.header, clock);
    },

    async post(path, apiVersion, body, options) {
      const began = clock.monotonic();
      let answer = await call('resource POST', options, (outgoing) =>
        send()({ method: 'POST', url: urlOf(path, apiVersion), ...(body && { body }) }, outgoing),
      );
      for (let url = answer.header('location'); answer.status === 202 && url !== undefined;) {
        const left = longestAction - (clock.monotonic() - began);
        const pause = retryAfter(answer.header, clock.now());
        if (left <= 0) throw notOver(path, identity, pause);
        const asked: string = url;
        await clock.sleep(milliseconds(Math.max(seconds(1), Math.min(pause ?? 0, left))), options.signal);
        answer = await call('resource POST result GET', options, (outgoing) =>
          send()({ method: 'GET', url: asked }, outgoing),
        );
        url = answer.header('location') ?? asked;
      }
      return answer.body;
    },
  };
}

/** ARM RPC, async-api: an action that goes on shows its result at its `Location`. */
const longestAction = minutes(1);
const notOver = (path: string, identity: AzureError['identity'], retryAfterMs: number | undefined) =>
  new AzureError('transient', 'resource POST', `${path} was accepted and is not over yet`, {
    identity,
    code: 'ActionNotOver',
    retryAfterMs,
  });

function toResource(id: string, { body, header }: JsonAnswer): Resource {
  const etag = typeof body?.['etag'] === 'string' ? body['etag'] : header('etag');
  return { ...body, id: typeof body?.['id'] === 'string' ? body['id'] : id, ...(etag !== undefined && { etag }) };
}
