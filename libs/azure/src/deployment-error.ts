import { AzureError } from './azure-error.ts';
import { kindOf } from './classify.ts';

interface Nested {
  code?: string;
  message?: string;
  target?: string;
  details?: unknown;
}

/** Codes that only say that something inside has failed. */
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
 * The cause of a failed deployment. Azure nests it in `details[]`, and there again as a JSON text in `message` ("common
 * Azure deployment errors"); of several the first that says more than "failed" counts.
 */
export function deploymentError(
  error: unknown,
  { operation, identity, status }: { operation: string; identity: AzureError['identity']; status?: number | undefined },
): AzureError {
  const cause = causes(asNested(error)).find(({ code }) => !wrappers.has(code.toLowerCase()));
  const outer = asNested(error);
  const code = cause?.code ?? outer.code ?? 'DeploymentFailed';
  const target = cause?.target ?? outer.target;
  return new AzureError(
    kindOf(status ?? 400, code, undefined, cause?.message),
    operation,
    cause?.message ?? outer.message ?? 'The deployment failed.',
    { identity, code, ...(status !== undefined && { status }), ...(target !== undefined && { target }) },
  );
}

/** Innermost last, in the order in which Azure names them; those without a code of their own are left out. */
function causes(error: Nested, depth = 0): (Nested & { code: string })[] {
  if (depth > 10) return [];
  const inside = [parsed(error.message), ...(Array.isArray(error.details) ? error.details : [])]
    .map(asNested)
    .flatMap((one) => causes(one, depth + 1));
  return typeof error.code === 'string' && parsed(error.message) === undefined
    ? [...inside, { ...error, code: error.code }]
    : inside;
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
