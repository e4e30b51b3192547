import { ApiException } from '@kubernetes/client-node';
import { redactText } from '@aro-rp/telemetry';
import { ClusterApiError, type ClusterApiErrorKind } from './cluster-api-error.ts';

const kinds: Record<number, ClusterApiErrorKind> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  409: 'conflict',
  408: 'transient',
  429: 'transient',
};

const kindOf = (status: number): ClusterApiErrorKind => kinds[status] ?? (status >= 500 ? 'transient' : 'invalid');

/** A connection that was there and broke; every other fault of a connection means that there was none. */
const broken = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'HPE_INVALID_CONSTANT']);

/** What the server says in TLS to a client certificate that it does not take (RFC 8446 6.2). */
const certificateRefused = /ALERT_(BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_(REQUIRED|UNKNOWN|EXPIRED|REVOKED))/;

/** What a failed request means. The message is redacted; the cause stays for the log. */
export function toClusterApiError(error: unknown, operation: string): ClusterApiError {
  if (error instanceof ClusterApiError) return error;
  if (error instanceof ApiException)
    return new ClusterApiError(kindOf(error.code), operation, String(error.code), messageOf(error.body));
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  const known = typeof code === 'string' ? code : 'Unknown';
  const kind = certificateRefused.test(known) ? 'unauthorized' : broken.has(known) ? 'transient' : 'unreachable';
  const unexpected = error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
  return new ClusterApiError(
    unexpected && known === 'Unknown' ? 'invalid' : kind,
    operation,
    known,
    redactText(String(message)),
    {
      cause: error,
    },
  );
}

/** `message` of a Kubernetes Status object; not the whole body, which may quote the request. */
function messageOf(body: unknown): string {
  const status = typeof body === 'string' ? parse(body) : body;
  const { message } = Object(status) as { message?: unknown };
  return typeof message === 'string' && message !== '' ? redactText(message) : 'refused without a message';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
