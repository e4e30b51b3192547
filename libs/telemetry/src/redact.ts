import { Secret } from './secret.ts';

const secretNames =
  /secret|password|passphrase|authorization|kubeconfig|privatekey|connectionstring|sharedaccesskey|^key$|assertion|accesstoken|idtoken|cookie/i;

const secretTexts: readonly [RegExp, string][] = [
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '***'],
  [/\b(SharedAccessKey|AccountKey|client_secret|client_assertion|sig)=[^;&\s"']+/gi, '$1=***'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g, '***'],
];

const depthLimit = 6;

/** What each of the patterns needs; nearly all texts have none of it. */
const suspicious = ['eyJ', '=', '-----BEGIN'];

/** Field names are few, and every line has them. */
const decided = new Map<string, boolean>();
const decidedAtMost = 10_000;

function isSecretName(name: string): boolean {
  const known = decided.get(name);
  if (known !== undefined) return known;
  const secret = secretNames.test(name);
  if (decided.size < decidedAtMost) decided.set(name, secret);
  return secret;
}

/** Takes tokens, keys and signatures out of a text. */
export function redactText(text: string): string {
  if (!suspicious.some((mark) => text.includes(mark))) return text;
  return secretTexts.reduce((result, [pattern, mask]) => result.replace(pattern, mask), text);
}

/**
 * A copy that can be printed: values under secret names become `***`, texts lose tokens and keys, errors become plain
 * objects with their causes, what cannot be JSON becomes text. Never throws.
 */
export function redact(value: unknown, name = '', depth = 0): unknown {
  if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Secret || isSecretName(name)) return '***';
  if (typeof value === 'string') return redactText(value);
  if (value instanceof Error) return redactError(value, depth);
  if (typeof value !== 'object') return String(value);
  if (depth >= depthLimit) return '…';
  if (value instanceof Uint8Array) return `<${value.byteLength} bytes>`;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => redact(item, '', depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redact(item, key, depth + 1)]));
}

/** The members of an error that say what went wrong; SDK errors also carry whole requests, which are left out. */
const telling = ['code', 'kind', 'status', 'statusCode', 'substatus', 'condition', 'retryable', 'target'] as const;

function redactError(error: Error, depth: number): Record<string, unknown> {
  const result: Record<string, unknown> = { name: error.name, message: redactText(error.message) };
  for (const name of telling) {
    const value = (error as unknown as Record<string, unknown>)[name];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') result[name] = value;
  }
  if (error.stack !== undefined) result['stack'] = redactText(error.stack);
  if (error.cause !== undefined && depth < depthLimit) result['cause'] = redact(error.cause, '', depth + 1);
  if (error instanceof AggregateError) result['errors'] = error.errors.map((one) => redact(one, '', depth + 1));
  return result;
}
