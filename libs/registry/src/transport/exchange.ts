import { type Readable } from 'node:stream';
import { getCACertificates } from 'node:tls';
import { type Clock, type Duration, seconds } from '@aro-rp/time';
import { Agent, type Dispatcher, request } from 'undici';
import { type StallWatch, watchStall } from './stall.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What is sent as a stream: it tells the watch when it waits for somebody else. */
export type Upstream = (watch: StallWatch) => AsyncIterable<Uint8Array>;

export interface Outgoing {
  method: Method;
  url: URL;
  headers: Record<string, string>;
  body?: Uint8Array | Upstream | undefined;
  signal: AbortSignal;
}

/** An answer whose head is here. Read the body to its end, or dispose it: until then the connection is taken. */
export interface Incoming extends Disposable {
  status: number;
  headers: Record<string, string>;
  /** To be read once. @throws what broke it */
  body: AsyncIterable<Uint8Array>;
  /** All of it. @throws RangeError over `limit` bytes */
  collect(limit: number): Promise<Buffer>;
}

/** HTTP/1.1 to any number of hosts; connections are kept and used again. */
export interface Exchanges {
  /** One request, sent once, that ends when nothing moves. @throws what undici throws, `Stalled`, the signal's reason */
  send(outgoing: Outgoing): Promise<Incoming>;
  close(): Promise<void>;
}

export interface ExchangeSettings {
  clock: Clock;
  stall: Duration;
  ca?: readonly string[] | undefined;
}

export function createExchanges({ clock, stall, ca = [] }: ExchangeSettings): Exchanges {
  const agent = new Agent({
    allowH2: false,
    // A watch of ours ends what stands still: these would end a registry that takes its time over a large blob.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: Math.min(stall, seconds(30)),
      ...(ca.length > 0 && { ca: [...getCACertificates('default'), ...ca] }),
    },
  });
  return {
    async send({ method, url, headers, body, signal }) {
      signal.throwIfAborted();
      const watch = watchStall(clock, stall, signal);
      try {
        const answer = await request(url, {
          dispatcher: agent,
          method,
          headers,
          signal: watch.signal,
          // A connection outlives a HEAD too: half of all requests are one.
          reset: false,
          // It takes any iterable, though its types do not say so.
          body: (typeof body === 'function' ? body(watch) : (body ?? null)) as Readable | null,
        });
        return incoming(answer, watch);
      } catch (error) {
        watch[Symbol.dispose]();
        throw watch.signal.aborted ? watch.signal.reason : error;
      }
    },
    close: () => agent.destroy(),
  };
}

function incoming({ statusCode, headers, body }: Dispatcher.ResponseData, watch: StallWatch): Incoming {
  watch.touch();
  // What breaks it is thrown to who reads it; nobody listens when it is given up.
  body.on('error', () => undefined);
  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body) {
        // While the bytes are looked at elsewhere, the registry is not to blame.
        watch.rest();
        yield chunk as Uint8Array;
        watch.touch();
      }
    } catch (error) {
      throw watch.signal.aborted ? watch.signal.reason : error;
    } finally {
      watch[Symbol.dispose]();
    }
  }
  const stream = read();
  return {
    status: statusCode,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
    ),
    body: stream,
    async collect(limit) {
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of stream) {
        size += chunk.length;
        if (size > limit) throw new RangeError(`more than ${limit} bytes`);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
    [Symbol.dispose]() {
      watch[Symbol.dispose]();
      body.destroy();
    },
  };
}
