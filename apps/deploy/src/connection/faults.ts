import { type Fault } from '../azure/region.ts';
import { DeployError } from '../deploy-error.ts';

/** What an SDK's error, or the pipeline's, may carry. */
interface Thrown {
  name?: string;
  message?: string;
  statusCode?: number;
  code?: string;
  response?: { status?: number; bodyAsText?: string | null };
}

interface Nested {
  code?: string;
  message?: string;
  target?: string;
  details?: unknown;
}

/** The error of Azure's answer, outermost; undefined when nothing answered or not in ARM's words. */
export function errorOf(error: unknown): { status: number | undefined; body: Nested } | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { statusCode, response, code, message } = error as Thrown;
  const status = statusCode ?? response?.status;
  const body = asNested(parsed(response?.bodyAsText));
  if (status === undefined && body.code === undefined) return undefined;
  if (body.code !== undefined) return { status, body };
  // Where a list was read the clients keep the answer's code alone.
  const text = message?.startsWith('Pagination failed') ? `the answer was ${status}` : message;
  return { status, body: { ...(code && { code }), ...(text && { message: text }) } };
}

export const statusOf = (error: unknown): number | undefined => errorOf(error)?.status;
export const codeOf = (error: unknown): string | undefined => errorOf(error)?.body.code;

/** What a 409 says when it passes by itself is for callers that try again; here it is a failure like any other. */
const refusals = new Set([400, 401, 403, 404, 409, 412]);

/**
 * The one place where an SDK's error becomes ours. @param what was asked, for the message
 * @throws nothing; what is ours already, or an abort, is given back as it is
 */
export function toDeployError(error: unknown, what: string): Error {
  if (error instanceof DeployError || isAbort(error)) return error as Error;
  const found = errorOf(error);
  const { status, body } = found ?? { status: undefined, body: {} };
  const message = body.message ?? (error as Error | undefined)?.message ?? String(error);
  const kind = status !== undefined && refusals.has(status) ? 'refused' : 'failed';
  return new DeployError(kind, `${what}: ${body.code === undefined ? '' : `${body.code}: `}${message}`, {
    cause: error,
  });
}

export const isAbort = (error: unknown): boolean => (error as Error | null)?.name === 'AbortError';

/** Codes that only say that something inside has failed ("common Azure deployment errors"). */
const wrappers = new Set([
  'deploymentfailed',
  'resourcedeploymentfailure',
  'invalidtemplatedeployment',
  'multipleerrorsoccurred',
  'badrequest',
  'conflict',
  'notfound',
  'forbidden',
]);

/**
 * The causes in an error of ARM: it nests them in `details[]`, and there again as a JSON text in `message`. What only
 * wraps others is left out, unless it is all there is.
 */
export function faultsOf(error: unknown): Fault[] {
  const all = causes(asNested(error), 0);
  const telling = all.filter(({ code }) => !wrappers.has(code.toLowerCase()));
  const chosen = telling.length > 0 ? telling : all.slice(0, 1);
  const unique = new Map(chosen.map((one) => [JSON.stringify(one), one]));
  return unique.size > 0 ? [...unique.values()] : [{ code: 'Unknown', message: JSON.stringify(error) ?? 'no reason' }];
}

/** Innermost first. */
function causes(error: Nested, depth: number): Fault[] {
  if (depth > 10) return [];
  const inside = [parsed(error.message), ...(Array.isArray(error.details) ? (error.details as unknown[]) : [])]
    .map(asNested)
    .flatMap((one) => causes(one, depth + 1));
  if (typeof error.code !== 'string' || parsed(error.message) !== undefined) return inside;
  const { code, message = code, target } = error;
  return [...inside, { code, message, ...(typeof target === 'string' && target !== '' && { target }) }];
}

/** `{"error": {…}}`, `{"status": "Failed", "error": {…}}` or the error itself. */
function asNested(value: unknown): Nested {
  if (typeof value !== 'object' || value === null) return {};
  return 'error' in value && typeof value.error === 'object' && value.error !== null ? value.error : value;
}

function parsed(text: unknown): unknown {
  if (typeof text !== 'string' || !text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
