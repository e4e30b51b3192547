import { RegistryError, type RegistryErrorContext, type RegistryErrorKind } from '../errors.ts';
import { Stalled } from './stall.ts';

const untrusted = /^(CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_CERT|ERR_SSL)/;

/** A registry on a full disk tells of it in the detail of a 500: as text, or as the number of `ENOSPC`. */
const full = /no space left|disk quota|quota.{0,20}exceeded|storage limit|"Err":28\b/i;

/** What kept an exchange from having an answer. @param what was being done */
export function toTransportError(error: unknown, what: string, context: RegistryErrorContext): RegistryError {
  if (error instanceof RegistryError) return error;
  if (error instanceof Stalled)
    return new RegistryError('stalled', `${context.host}: ${what}: ${error.message}`, context, { cause: error });
  const { code = '', message } = rootOf(error);
  const kind = untrusted.test(code) ? 'untrusted' : 'unreachable';
  const why = kind === 'untrusted' ? `its certificate is not trusted (${code})` : message || code;
  return new RegistryError(kind, `${context.host} cannot be reached: ${what}: ${why}`, context, { cause: error });
}

/** Of several addresses that were tried, the first says it. */
function rootOf(error: unknown): { code?: string; message: string } {
  if (error instanceof AggregateError && error.errors.length > 0) return rootOf(error.errors[0]);
  const { code, message = '', cause } = error as { code?: string; message?: string; cause?: unknown };
  return cause instanceof Error && code === undefined ? rootOf(cause) : { ...(code && { code }), message };
}

/** An answer that is no success. @param body as far as it was read */
export function toAnswerError(
  status: number,
  body: string,
  what: string,
  context: RegistryErrorContext,
): RegistryError {
  const { code, message } = errorOf(body);
  const kind =
    full.test(body) || status === 507 ? 'no-space' : code === 'DIGEST_INVALID' ? 'digest-mismatch' : kindOf(status);
  const words = [kind === 'no-space' ? 'the registry is full' : '', code, message].filter((word) => word).join(': ');
  return new RegistryError(kind, `${context.host} answered ${status} to ${what}${words && `: ${words}`}`, {
    ...context,
    status,
    ...(code && { code }),
  });
}

function kindOf(status: number): RegistryErrorKind {
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 404) return 'not-found';
  if (status === 429) return 'throttled';
  if (status === 408 || (status >= 500 && status !== 501 && status !== 505)) return 'unavailable';
  return 'refused';
}

function errorOf(body: string): { code: string; message: string } {
  try {
    const { errors } = JSON.parse(body) as { errors?: { code?: unknown; message?: unknown }[] };
    const { code, message } = errors?.[0] ?? {};
    return { code: String(code ?? ''), message: String(message ?? '').slice(0, 300) };
  } catch {
    return { code: '', message: '' };
  }
}
