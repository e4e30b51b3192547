import { AzureError, type AzureErrorKind } from './azure-error.ts';
import { kindOf, kindOfCode } from './classify.ts';

interface Nested {
  code?: string | null;
  message?: string;
  target?: string;
  details?: unknown;
}

interface Cause extends Nested {
  code: string;
  /** What it is inside of passes by itself. */
  passes?: AzureErrorKind | undefined;
  /** Azure means it for good, whatever it is inside of. */
  isFinal: boolean;
}

/** Codes that only say that something inside has failed. */
const wrappers = new Set([
  'deploymentfailed',
  'resourcedeploymentfailure',
  'invalidtemplatedeployment',
  'resourcegroupdeletionblocked',
  'multipleerrorsoccurred',
  'badrequest',
  'conflict',
  'notfound',
  'forbidden',
]);
export const isWrapper = (code: string): boolean => wrappers.has(code.toLowerCase());

/**
 * The cause of a deployment, or of another long operation, that failed. Azure nests it in `details[]`, and there again as
 * a JSON text in `message` ("common Azure deployment errors"). One that passes by itself counts, as does one inside of
 * what passes, such as `RetryableError`; else of several the first that says more than "failed".
 */
export function nestedError(
  error: unknown,
  { operation, identity, status }: { operation: string; identity: AzureError['identity']; status?: number | undefined },
): AzureError {
  const outer = asNested(error);
  const telling = causes(outer).filter(({ code }) => !isWrapper(code));
  const cause = telling.find(({ passes }) => passes !== undefined) ?? telling[0];
  const code = cause?.code ?? outer.code ?? 'DeploymentFailed';
  const message = cause?.message ?? outer.message;
  const target = cause?.target ?? outer.target;
  return new AzureError(
    cause?.passes ?? kindOf(status ?? 400, code, undefined, message),
    operation,
    message ?? 'The operation failed.',
    { identity, code, ...(status !== undefined && { status }), ...(target !== undefined && { target }) },
    error instanceof Error ? { cause: error } : undefined,
  );
}

/** Innermost first, in the order in which Azure names them; those without a code of their own are left out. */
function causes(given: Nested, inherited?: AzureErrorKind, depth = 0): Cause[] {
  if (depth > 10) return [];
  const error = refusedBeforehand(given) ?? given;
  const { code } = error;
  const isOwn = typeof code === 'string' && parsed(error.message) === undefined;
  const known = typeof code === 'string' ? kindOfCode(code) : undefined;
  const passes = known === undefined ? inherited : passing.has(known) ? known : undefined;
  const inside = [parsed(error.message), ...(Array.isArray(error.details) ? error.details : [])]
    .map(asNested)
    .flatMap((one) => causes(withTarget(one, error), passes, depth + 1));
  if (!isOwn) return inside;
  const isFinal = known !== undefined && passes === undefined;
  return [...inside, { ...error, code, isFinal, passes: inside.some((one) => one.isFinal) ? undefined : passes }];
}

/**
 * The right that is missing for one of a template's resources. Azure tells it in the message of its preflight alone
 * ("Authorization failed for template resource", ARM, troubleshoot InvalidTemplateDeployment).
 */
function refusedBeforehand({ code, message = '' }: Nested): Nested | undefined {
  if (code?.toLowerCase() !== 'invalidtemplatedeployment') return undefined;
  const [text, scope] = missingRight.exec(message) ?? [];
  return text === undefined || scope === undefined
    ? undefined
    : { code: 'AuthorizationFailed', message: text, target: scope };
}

const missingRight =
  /Authorization failed for template resource '[^']*' of type '[^']*'\. [^;]*? does not have permission to perform action '[^']*' at scope '([^']*)'\./;

const passing: ReadonlySet<AzureErrorKind> = new Set(['transient', 'throttled']);

/** The id often stands beside the text that holds the cause. */
const withTarget = (inner: Nested, { target }: Nested): Nested =>
  inner.target === undefined && target !== undefined ? { ...inner, target } : inner;

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
