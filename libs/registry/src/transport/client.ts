import { type Log } from '@aro-rp/telemetry';
import { type Random } from '@aro-rp/time';
import { type PostForm } from '../credentials/credentials.ts';
import { RegistryError, type RegistryErrorContext } from '../errors.ts';
import { type RegistryLimits } from '../limits.ts';
import { type RegistryOptions } from '../registry.ts';
import { type Authorization, createAuthorization, type Scope } from './authorization.ts';
import { toAnswerError, toTransportError } from './classify.ts';
import { createExchanges, type Incoming, type Method, type Outgoing } from './exchange.ts';
import { parseRetryAfter } from './headers.ts';
import { createLanes, type Lane } from './lanes.ts';
import { createPatience, type Patience } from './patience.ts';

/** One request to the registry. */
export interface Sending {
  method: Method;
  /** A path of the registry, or an address that it has given. */
  target: string | URL;
  /** What is being done, for people: `the manifest 4.16.30 of a/b`. */
  what: string;
  /** `read` needs the right to pull, `write` to push too. */
  lane: Lane;
  /** Whoever sends it has a place in the lane already ({@link Client.enter}). */
  hasPlace?: boolean;
  repository?: string;
  /** Beside those of `repository`. */
  scopes?: readonly Scope[];
  reference?: string;
  headers?: Record<string, string>;
  body?: Outgoing['body'];
  /** Statuses that are no error; 200 alone unless told. */
  ok?: readonly number[];
  /** Redirections of GET and HEAD are followed unless their status is among `ok`. */
  signal: AbortSignal;
}

/** An answer, its body read. */
export interface Received {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
  /** Where the request went. */
  url: URL;
}

/** The registry's HTTP: places, credentials, redirections, errors. Throws RegistryError or the signal's reason. */
export interface Client {
  readonly host: string;
  readonly limits: RegistryLimits;
  readonly log: Log;
  readonly random: Random;
  /** Aborted when the registry is closed. */
  readonly closed: AbortSignal;
  /**
   * A place for several requests, of which the sender says that it has one. What reads from one registry while it
   * writes to another takes its place to write first, and for all of it: two that did it the other way round, or piece
   * by piece, could wait for each other. Dispose it.
   */
  enter(lane: Lane, signal: AbortSignal): Promise<Disposable>;
  /** Once, except for a token that has ended. Dispose the answer: it keeps its place until then. */
  open(sending: Sending): Promise<Incoming & { url: URL }>;
  /** As {@link open}, the body read. */
  once(sending: Sending): Promise<Received>;
  /** Again and again while the failure is transient: for what may be done twice. */
  request(sending: Sending): Promise<Received>;
  patience(what: string, signal: AbortSignal): Patience;
  close(): Promise<void>;
}

/** What a manifest may have at most, and every other answer that is read as a whole. */
const largestAnswer = 16 * 2 ** 20;
const redirections = [301, 302, 303, 307, 308];

const isLoopback = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.+\.localhost)(:\d+)?$/.test(host);

export function createClient(options: RegistryOptions, limits: RegistryLimits): Client {
  const { host, scheme = 'https', clock, log, random = Math.random } = options;
  if (!URL.canParse(`${scheme}://${host}/`) || new URL(`${scheme}://${host}/`).pathname !== '/')
    throw new RegistryError('malformed', `${host} is no host and port of a registry`, { host });
  if (scheme === 'http' && !isLoopback(host))
    throw new RegistryError('refused', `${host} is asked for without encryption, which is for loopback only`, { host });
  const root = new URL(`${scheme}://${host}/`);
  const life = new AbortController();
  const exchanges = createExchanges({ clock, stall: limits.stall, ca: options.ca });
  const lanes = createLanes(clock, { read: limits.reads, write: limits.writes });

  const errorOf = async (answer: Incoming, what: string, context: RegistryErrorContext): Promise<RegistryError> => {
    const body = await answer.collect(64 * 1024).catch(() => Buffer.alloc(0));
    const wait = parseRetryAfter(answer.headers['retry-after'], clock.now());
    const error = toAnswerError(answer.status, body.toString('utf8'), what, {
      ...context,
      ...(wait !== undefined && { retryAfterMs: wait }),
    });
    // One that is told to wait speaks for all.
    if (wait !== undefined && wait <= limits.longestWait && error.kind !== 'refused') lanes.pause(wait);
    return error;
  };

  const json = async (what: string, outgoing: Omit<Outgoing, 'signal'>): Promise<{ status: number; json: unknown }> => {
    try {
      using answer = await exchanges.send({ ...outgoing, signal: life.signal });
      if (answer.status === 429 || answer.status >= 500) throw await errorOf(answer, what, { host });
      return { status: answer.status, json: parse(await answer.collect(largestAnswer)) };
    } catch (error) {
      life.signal.throwIfAborted();
      throw toTransportError(error, what, { host: outgoing.url.host });
    }
  };
  const post: PostForm = (url, form) =>
    json('a token', {
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: Buffer.from(new URLSearchParams(form).toString()),
    });
  const authorization: Authorization = createAuthorization({
    host,
    scheme,
    clock,
    credentials: options.credentials,
    signal: life.signal,
    async challenge() {
      try {
        using answer = await exchanges.send({
          method: 'GET',
          url: new URL('/v2/', root),
          headers: {},
          signal: life.signal,
        });
        if (answer.status === 429 || answer.status >= 500) throw await errorOf(answer, 'the first question', { host });
        await answer.collect(largestAnswer);
        return answer.status === 401 ? (answer.headers['www-authenticate'] ?? '') : '';
      } catch (error) {
        life.signal.throwIfAborted();
        throw toTransportError(error, 'the first question', { host });
      }
    },
    get: (url, headers) => json('a token', { method: 'GET', url, headers: { ...headers, accept: 'application/json' } }),
    post,
  });

  const follow = async (
    sending: Sending,
    url: URL,
    headers: Record<string, string>,
  ): Promise<Incoming & { url: URL }> => {
    for (let at = url, hops = 0; ; hops += 1) {
      // What else it is, such as a store of blobs, has its own say who may read, in the address.
      const mine = at.host === root.host ? headers : without(headers, 'authorization');
      const began = clock.monotonic();
      const answer = await exchanges.send({
        method: sending.method,
        url: at,
        headers: mine,
        body: sending.body,
        signal: sending.signal,
      });
      log.debug('registry request', {
        host: at.host,
        method: sending.method,
        path: at.pathname,
        status: answer.status,
        duration: Math.round(clock.monotonic() - began),
      });
      const isMoved = redirections.includes(answer.status) && !(sending.ok ?? []).includes(answer.status);
      if (!isMoved || (sending.method !== 'GET' && sending.method !== 'HEAD'))
        return Object.assign(answer, { url: at });
      const location = answer.headers['location'] ?? '';
      answer[Symbol.dispose]();
      if (hops === 5 || !URL.canParse(location, at.href))
        throw new RegistryError('malformed', `${host} leads nowhere: ${sending.what}`, contextOf(sending));
      const next = new URL(location, at);
      if (next.protocol !== at.protocol && next.protocol !== 'https:')
        throw new RegistryError(
          'refused',
          `${host} leads to ${next.host} without encryption: ${sending.what}`,
          contextOf(sending),
        );
      at = next;
    }
  };
  const contextOf = ({ repository, reference }: Sending): RegistryErrorContext => ({
    host,
    ...(repository !== undefined && { repository }),
    ...(reference !== undefined && { reference }),
  });

  const open: Client['open'] = async (sending) => {
    const url = typeof sending.target === 'string' ? new URL(sending.target, root) : sending.target;
    const scopes = [...scopesOf(sending), ...(sending.scopes ?? [])];
    const signal = AbortSignal.any([sending.signal, life.signal]);
    if (sending.hasPlace) await lanes.resumed(signal);
    const place = sending.hasPlace ? undefined : await lanes.enter(sending.lane, signal);
    try {
      for (let isLast = false; ; isLast = true) {
        const header =
          url.host === root.host
            ? await orAborted(authorization.header(scopes, sending.repository), signal)
            : undefined;
        const headers = { ...sending.headers, ...(header !== undefined && { authorization: header }) };
        const answer = await follow({ ...sending, signal }, url, headers);
        if ((sending.ok ?? [200]).includes(answer.status)) return keepPlace(answer, place);
        const isRefused = answer.status === 401 && url.host === root.host && !isLast;
        const mayHelp = isRefused && (await authorization.refused(header, answer.headers['www-authenticate'] ?? ''));
        const error = await errorOf(answer, sending.what, contextOf(sending));
        answer[Symbol.dispose]();
        if (!mayHelp) throw error;
        // A stream is read once: who sends it has to see how far it came.
        if (typeof sending.body === 'function')
          throw new RegistryError('unavailable', error.message, error.context, { cause: error });
      }
    } catch (error) {
      place?.[Symbol.dispose]();
      sending.signal.throwIfAborted();
      life.signal.throwIfAborted();
      throw toTransportError(error, sending.what, contextOf(sending));
    }
  };
  const once: Client['once'] = async (sending) => {
    using answer = await open(sending);
    try {
      return {
        status: answer.status,
        headers: answer.headers,
        body: await answer.collect(largestAnswer),
        url: answer.url,
      };
    } catch (error) {
      sending.signal.throwIfAborted();
      if (error instanceof RangeError)
        throw new RegistryError('malformed', `${host}: ${sending.what} has ${error.message}`, contextOf(sending));
      throw toTransportError(error, sending.what, contextOf(sending));
    }
  };
  const patience: Client['patience'] = (what, signal) =>
    createPatience({
      clock,
      limits,
      random,
      signal,
      onRetry: (err, attempt, delay) => log.debug('registry is tried again', { host, what, attempt, delay, err }),
    });

  return {
    host,
    limits,
    log,
    random,
    closed: life.signal,
    enter: lanes.enter,
    open,
    once,
    async request(sending) {
      const again = patience(sending.what, sending.signal);
      for (;;) {
        try {
          return await once(sending);
        } catch (error) {
          await again.after(error);
        }
      }
    },
    patience,
    async close() {
      life.abort(new RegistryError('refused', `the client of ${host} is closed`, { host }));
      await exchanges.close();
    },
  };
}

const scopesOf = ({ repository, lane }: Sending): Scope[] =>
  repository === undefined ? [] : [`repository:${repository}:${lane === 'read' ? 'pull' : 'pull,push'}`];

const without = (headers: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name));

function keepPlace(answer: Incoming & { url: URL }, place: Disposable | undefined): Incoming & { url: URL } {
  const { [Symbol.dispose]: end } = answer;
  return Object.assign(answer, {
    [Symbol.dispose]() {
      end.call(answer);
      place?.[Symbol.dispose]();
    },
  });
}

/** The work goes on for others who wait for it. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
