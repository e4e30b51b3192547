import { AzureError, type AzureErrorKind } from './azure-error.ts';
import { retryAfter } from './retry-after.ts';

/** What an error of any of the SDKs, of the sign-in library or of the network may carry; all of it is optional. */
interface Thrown {
  name?: string;
  message?: string;
  statusCode?: number;
  code?: string;
  target?: string;
  details?: unknown;
  request?: { url?: string };
  response?: { headers?: { get(name: string): string | undefined }; bodyAsText?: string | null };
  /** Of `AuthenticationError`. */
  errorResponse?: { error?: string; errorDescription?: string };
  /** Of `AuthenticationRequiredError`: the sign-in library's own error. */
  cause?: { status?: number; errorCode?: string };
}

/**
 * Codes that decide whatever the status is (Azure Resource Manager "common deployment errors" and the providers'
 * own). A 409 of the last group passes by itself.
 */
const byCode: Record<string, AzureErrorKind> = {
  requestdisallowedbypolicy: 'policy',
  requestdisallowedbyazure: 'policy',
  scopelocked: 'locked',
  quotaexceeded: 'quota',
  resourcequotaexceeded: 'quota',
  resourcecountexceedslimitduetotemplate: 'quota',
  publicipcountlimitreached: 'quota',
  skunotavailable: 'quota',
  notavailableforsubscription: 'quota',
  maxstorageaccountscountpersubscriptionexceeded: 'quota',
  roleassignmentlimitexceeded: 'quota',
  allocationfailed: 'capacity',
  zonalallocationfailed: 'capacity',
  overconstrainedallocationrequest: 'capacity',
  overconstrainedzonalallocationrequest: 'capacity',
  missingsubscriptionregistration: 'unregistered',
  // A network security group, or a principal, that was made a moment ago.
  invalidresourcereference: 'not-yet',
  principalnotfound: 'not-yet',
  authorizationfailed: 'forbidden',
  linkedauthorizationfailed: 'forbidden',
  anotheroperationinprogress: 'transient',
  conflictingconcurrentwritenotallowed: 'transient',
  canceledandsupersededduetoanotheroperation: 'transient',
  operationpreempted: 'transient',
  resourcegroupbeingdeleted: 'transient',
  retryableerror: 'transient',
  referencedresourcenotprovisioned: 'transient',
  storageaccountoperationinprogress: 'transient',
  // In a deployment's error there is no status beside them.
  serviceunavailable: 'transient',
  internalservererror: 'transient',
  internalexecutionerror: 'transient',
  networkinginternaloperationerror: 'transient',
  operationtimedout: 'transient',
  osprovisioningtimedout: 'transient',
  vmstarttimedout: 'transient',
  gatewaytimeout: 'transient',
  serverbusy: 'transient',
  toomanyrequests: 'throttled',
  expiredauthenticationtoken: 'transient',
};

const byStatus: Record<number, AzureErrorKind> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  408: 'transient',
  409: 'conflict',
  410: 'not-found',
  412: 'precondition-failed',
  429: 'throttled',
};

export interface Circumstances {
  operation: string;
  identity: AzureError['identity'];
  /** Milliseconds since 1970, for a `Retry-After` that is a date, in an answer without one. */
  now: number;
}

/** The one place where an SDK's error becomes ours. */
export function toAzureError(error: unknown, circumstances: Circumstances): AzureError {
  const { operation, identity, now } = circumstances;
  const thrown = (typeof error === 'object' && error !== null ? error : { message: String(error) }) as Thrown;
  if (signIn.has(thrown.name ?? '')) return signInError(thrown, circumstances);

  const status = thrown.statusCode;
  const body = errorBody(thrown);
  const code = body.code ?? thrown.code ?? (status === undefined ? 'NoAnswer' : `Http${status}`);
  const retryAfterMs = retryAfterOf(thrown, now);
  return new AzureError(
    kindOf(status, code, retryAfterMs, body.message),
    operation,
    body.message ?? thrown.message ?? code,
    {
      ...{ identity, status, code, retryAfterMs, details: body.details },
      target: body.target ?? thrown.target,
      requestId: thrown.response?.headers?.get('x-ms-request-id'),
      asked: askedOf(thrown),
    },
    { cause: error },
  );
}

function askedOf({ request }: Thrown): string | undefined {
  const url = request?.url === undefined ? null : URL.parse(request.url);
  return url === null ? undefined : `${url.host}${url.pathname}`;
}

/** What a code means whatever comes with it; undefined when it alone says nothing. */
export const kindOfCode = (code: string): AzureErrorKind | undefined =>
  byCode[code.toLowerCase()] ?? (held.test(code) ? 'in-use' : undefined);

/** Such as `NicInUse`, `InUseSubnetCannotBeDeleted`, `CannotDeleteLoadBalancerWithPrivateLinkService`. */
const held = /InUse|CannotBeDeleted$|^CannotDelete/i;

/** What an answer's status and code mean. */
export function kindOf(
  status: number | undefined,
  code: string,
  retryAfterMs: number | undefined,
  message = '',
): AzureErrorKind {
  const known = kindOfCode(code);
  if (known !== undefined) return known;
  // Microsoft.Compute tells of a used up quota of cores with a code that it has for all that it does not allow.
  if (/^operationnotallowed$/i.test(code) && /quota/i.test(message)) return 'quota';
  if (status === undefined || status >= 500) return 'transient';
  // ARM RPC: a conflict that carries Retry-After is one that the caller is asked to try again.
  if (status === 409 && retryAfterMs !== undefined) return 'transient';
  return byStatus[status] ?? 'invalid';
}

/** What `@azure/identity` throws. */
const signIn = new Set(['AuthenticationError', 'AuthenticationRequiredError', 'CredentialUnavailableError']);

/**
 * Entra ID's token endpoint: what it refuses with a code of its own is about the application, its secret or the tenant,
 * unless the answer is 429 or 5xx; without such a code it was not reached, or the library gave up before.
 */
function signInError(thrown: Thrown, { operation, identity, now }: Circumstances): AzureError {
  const text = thrown.errorResponse?.errorDescription ?? thrown.message ?? 'the sign-in failed';
  const refusal = /AADSTS\d+/.exec(text)?.[0];
  const code = refusal ?? thrown.errorResponse?.error ?? thrown.cause?.errorCode ?? 'NoSignIn';
  const status = thrown.statusCode || thrown.cause?.status;
  const isRefused = refusal !== undefined || (status !== undefined && status >= 400);
  const passes = !isRefused || passing.has(code) || (status !== undefined && status >= 500);
  const kind = status === 429 ? 'throttled' : passes ? 'transient' : 'unauthorized';
  // The libraries put their own words before the description, which goes on with trace ids and time stamps.
  const description = refusal === undefined ? text : text.slice(text.lastIndexOf(`${refusal}: `) + refusal.length + 2);
  const message = description.split(/\r?\n| (?:- \[?)?Trace ID/)[0] ?? description;
  const retryAfterMs = retryAfterOf(thrown, now);
  return new AzureError(kind, operation, message, { identity, status, code, retryAfterMs }, { cause: thrown });
}

/** "A transient error has occurred", "the service is temporarily unavailable", "throttled" (Entra ID error codes). */
const passing = new Set(['AADSTS90033', 'AADSTS90006', 'AADSTS90024', 'AADSTS90012']);

/** The SDKs of different generations put the ARM error body in different places, or leave it unread. */
function errorBody(thrown: Thrown): { code?: string; message?: string; target?: string; details?: unknown } {
  for (const place of [thrown.details, parsed(thrown.response?.bodyAsText)]) {
    if (typeof place !== 'object' || place === null) continue;
    const body = ('error' in place ? place.error : place) as Record<string, unknown> | null;
    if (typeof body?.['code'] !== 'string') continue;
    return {
      code: body['code'],
      ...(typeof body['message'] === 'string' && { message: body['message'] }),
      ...(typeof body['target'] === 'string' && { target: body['target'] }),
      ...(Array.isArray(body['details']) && { details: body['details'] }),
    };
  }
  return {};
}

function parsed(text: string | null | undefined): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

const retryAfterOf = ({ response }: Thrown, now: number): number | undefined =>
  retryAfter((name) => response?.headers?.get(name), now);
