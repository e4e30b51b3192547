import { type IncomingMessage } from 'node:http';
import { type ApiVersion, type SystemData } from '@aro-rp/api';
import { type Correlation } from '@aro-rp/database';
import { type Log } from '@aro-rp/telemetry';
import { type Answer } from './answer.ts';
import { type PublicAddress } from './public-url.ts';

/** What the middleware has learned of a request, step by step; complete when the route's handler gets it. */
export interface Call {
  readonly method: string;
  readonly requestId: string;
  readonly correlation: Correlation;
  /** Every line carries the ids of the request. */
  readonly log: Log;
  /** Aborted when the time in which ARM wants an answer is nearly over. */
  readonly signal: AbortSignal;
  readonly query: URLSearchParams;
  /** As the caller wrote it, percent-encoded, one leading slash and no trailing one. */
  readonly path: string;
  readonly publicAddress: PublicAddress;
  readonly preconditions: RequestPreconditions;
  /** For the audit record: who the caller is, by ids and never by a person's name or address. */
  readonly caller: Readonly<Record<string, string>>;
  /** The name of the route in metrics. */
  route: string;
  /** By the name that the route gives them; decoded, checked, as the caller wrote them. */
  params: Readonly<Record<string, string>>;
  readonly apiVersion: string | undefined;
  body: RequestBody | undefined;
  systemData: SystemData | undefined;
  /** The code of the error that it was answered with. */
  refusal: string | undefined;
}

/** A call to a route that has the shapes of an API version. */
export type VersionedCall = Call & { version: ApiVersion };

export interface RequestBody {
  value: unknown;
  /** SHA-256 of the bytes, in hexadecimal. */
  hash: string;
}

/** As sent: `*`, or one or more entity tags. */
export interface RequestPreconditions {
  ifMatch?: string;
  ifNoneMatch?: string;
}

/** @throws CloudError to refuse; anything else it throws is a fault of ours or of what we depend on. */
export type Handler<C extends Call = Call> = (call: C) => Answer | Promise<Answer>;

const calls = new WeakMap<IncomingMessage, Call>();

export const setCall = (request: IncomingMessage, call: Call): void => void calls.set(request, call);

/** The call of a request that has begun. */
export function callOf(request: IncomingMessage): Call {
  const call = calls.get(request);
  if (!call) throw new Error('the request has not begun');
  return call;
}

/** A header's value when it was sent once and is not empty. */
export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
