import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Log, type Metrics, parseTraceparent } from '@aro-rp/telemetry';
import { type Clock, seconds, TimeoutError } from '@aro-rp/time';
import { type Call, header, setCall } from '../http/call.ts';
import { callerOf } from './caller.ts';
import { type PublicAddress, publicAddress } from '../http/public-url.ts';
import { parameter, queryOf } from '../http/query.ts';

/** ARM gives up after 60 s (ARM RPC "async-api"); an answer that says why is better than none. */
const answerWithin = seconds(45);

/** Logs and documents are no place for whatever length a caller chooses. */
const longest = { id: 128, apiVersion: 64, path: 2_048 };

export interface BeginParts {
  log: Log;
  metrics: Metrics;
  clock: Clock;
  isKnownVersion(apiVersion: string): boolean;
}

/** Gives the request its id, its log and its time limit, and counts and logs it when it is over. */
export function begin(request: IncomingMessage, response: ServerResponse, parts: BeginParts): Call {
  const { metrics, clock, isKnownVersion } = parts;
  const started = clock.monotonic();
  const limit = new AbortController();
  const timer = clock.schedule(answerWithin, () => limit.abort(new TimeoutError(answerWithin)));
  const call = describe(request, parts, limit.signal);
  setCall(request, call);

  response.on('close', () => {
    timer[Symbol.dispose]();
    const duration = clock.monotonic() - started;
    const { method, route, apiVersion, path } = call;
    const isKnown = apiVersion !== undefined && isKnownVersion(apiVersion);
    const labels = { method, route, api_version: isKnown ? apiVersion : 'other' };
    metrics.count('frontend_requests', { ...labels, status: String(response.statusCode) });
    metrics.time('frontend_request_seconds', duration, labels);
    call.log.info('request', {
      access: true,
      method,
      path: path.slice(0, longest.path),
      route,
      apiVersion: apiVersion?.slice(0, longest.apiVersion),
      status: response.statusCode,
      code: call.refusal,
      answered: response.writableFinished,
      duration,
    });
  });
  return call;
}

function describe(request: IncomingMessage, { log, isKnownVersion }: BeginParts, signal: AbortSignal): Call {
  const { method = '', url = '/' } = request;
  const [path = '/'] = url.split('?', 1);
  const query = queryOf(url);
  const correlation = correlationOf(request);
  const ifMatch = header(request, 'if-match');
  const ifNoneMatch = header(request, 'if-none-match');
  let address: PublicAddress | undefined;
  return {
    method,
    requestId: correlation.requestId,
    correlation,
    log: log.with(correlation),
    signal,
    query,
    path: path.replace(/(?<=.)\/$/, ''),
    // Most answers give out no URL.
    get publicAddress() {
      return (address ??= publicAddress(header(request, 'referer'), header(request, 'host'), isKnownVersion));
    },
    preconditions: { ...(ifMatch !== undefined && { ifMatch }), ...(ifNoneMatch !== undefined && { ifNoneMatch }) },
    // Few requests are audited.
    get caller() {
      return callerOf(request);
    },
    route: 'unknown',
    params: {},
    apiVersion: parameter(query, 'api-version'),
    body: undefined,
    systemData: undefined,
    refusal: undefined,
  };
}

function correlationOf(request: IncomingMessage) {
  const correlationId = id(request, 'x-ms-correlation-request-id');
  const clientRequestId = id(request, 'x-ms-client-request-id');
  const traceparent = parseTraceparent(header(request, 'traceparent'));
  return {
    requestId: randomUUID(),
    ...(correlationId !== undefined && { correlationId }),
    ...(clientRequestId !== undefined && { clientRequestId }),
    ...(traceparent !== undefined && { traceparent }),
  };
}

const id = (request: IncomingMessage, name: string): string | undefined => header(request, name)?.slice(0, longest.id);
