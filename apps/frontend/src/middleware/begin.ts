import { randomUUID } from 'node:crypto';
import { type Log, type Metrics, parseTraceparent } from '@aro-rp/telemetry';
import { type Clock, seconds, withTimeout } from '@aro-rp/time';
import { type Request, type RequestHandler } from 'express';
import { type Call, header, setCall } from '../http/call.ts';
import { publicAddress } from '../http/public-url.ts';
import { queryOf } from '../http/query.ts';

/** ARM gives up after 60 s (ARM RPC "async-api"); an answer that says why is better than none. */
const answerWithin = seconds(45);

const longestId = 128;

export interface BeginParts {
  log: Log;
  metrics: Metrics;
  clock: Clock;
  isKnownVersion(apiVersion: string): boolean;
}

/** Gives the request its id, its log and its time limit, and counts and logs it when it is over. */
export function begin({ log, metrics, clock, isKnownVersion }: BeginParts): RequestHandler {
  return (request, response, next) => {
    const started = clock.monotonic();
    const limit = withTimeout(clock, answerWithin);
    const call = describe(request, log, limit.signal, isKnownVersion);
    setCall(request, call);

    response.on('close', () => {
      limit[Symbol.dispose]();
      const duration = clock.monotonic() - started;
      const apiVersion = call.apiVersion !== undefined && isKnownVersion(call.apiVersion) ? call.apiVersion : 'other';
      const labels = { method: call.method, route: call.route, api_version: apiVersion };
      metrics.count('frontend_requests', { ...labels, status: String(response.statusCode) });
      metrics.time('frontend_request_seconds', duration, labels);
      call.log.info('request', {
        access: true,
        method: call.method,
        path: call.path,
        route: call.route,
        apiVersion: call.apiVersion,
        status: response.statusCode,
        code: call.refusal,
        answered: response.writableFinished,
        duration,
      });
    });
    next();
  };
}

function describe(request: Request, log: Log, signal: AbortSignal, isKnownVersion: BeginParts['isKnownVersion']): Call {
  const requestId = randomUUID();
  const correlationId = id(request, 'x-ms-correlation-request-id');
  const clientRequestId = id(request, 'x-ms-client-request-id');
  const traceparent = parseTraceparent(header(request, 'traceparent'));
  const correlation = {
    requestId,
    ...(correlationId !== undefined && { correlationId }),
    ...(clientRequestId !== undefined && { clientRequestId }),
    ...(traceparent !== undefined && { traceparent }),
  };
  const ifMatch = header(request, 'if-match');
  const ifNoneMatch = header(request, 'if-none-match');
  const objectId = id(request, 'x-ms-client-object-id');
  const applicationId = id(request, 'x-ms-client-app-id');
  const tenantId = id(request, 'x-ms-client-tenant-id');
  return {
    method: request.method,
    requestId,
    correlation,
    log: log.with(correlation),
    signal,
    query: queryOf(request.url),
    path: request.path.replace(/(?<=.)\/$/, ''),
    publicAddress: publicAddress(header(request, 'referer'), header(request, 'host'), isKnownVersion),
    preconditions: { ...(ifMatch !== undefined && { ifMatch }), ...(ifNoneMatch !== undefined && { ifNoneMatch }) },
    caller: {
      ...(objectId !== undefined && { objectId }),
      ...(applicationId !== undefined && { applicationId }),
      ...(tenantId !== undefined && { tenantId }),
    },
    route: 'unknown',
    params: {},
    apiVersion: undefined,
    body: undefined,
    systemData: undefined,
    refusal: undefined,
  };
}

/** An id for logs and documents, which are no place for whatever length a caller chooses. */
const id = (request: Request, name: string): string | undefined => header(request, name)?.slice(0, longestId);
