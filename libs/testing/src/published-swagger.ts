import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { LiveValidator } from 'oav/dist/lib/liveValidation/liveValidator.js';

const folder = join(import.meta.dirname, '../../../swagger/published');
const clusterType = '/providers/microsoft.redhatopenshift/';

/** One call and its answer, as a client saw them. */
export interface Exchange {
  method: string;
  /** Path and query. */
  path: string;
  status: number;
  headers: Readonly<Record<string, unknown>>;
  /** The parsed body; undefined without one. */
  body: unknown;
}

const validators = new Map<string, Promise<LiveValidator>>();

function validatorOf(version: string): Promise<LiveValidator> {
  const known = validators.get(version);
  if (known) return known;
  const validator = new LiveValidator(
    {
      fileRoot: folder,
      directory: folder,
      swaggerPaths: [join(folder, version, 'redhatopenshift.json')],
      isArmCall: true,
      enableRoundTripValidator: false,
    },
    () => undefined,
  );
  const ready = validator.initialize().then(() => validator);
  validators.set(version, ready);
  return ready;
}

/**
 * What the published document of the request's API version says against the answer, error bodies included; nothing for
 * a version, a path or a method that is not published, and for a `HEAD`, whose answer has no body.
 */
export async function contradictionsOf({ method, path, status, headers, body }: Exchange): Promise<string[]> {
  // What is no URL is no path of a document.
  const url = URL.parse(path, 'https://frontend');
  if (url === null) return [];
  const version = url.searchParams.get('api-version') ?? '';
  const isPublished = /^[\d-]+(preview)?$/.test(version) && existsSync(join(folder, version, 'redhatopenshift.json'));
  if (!isPublished || method === 'HEAD' || !url.pathname.toLowerCase().includes(clusterType)) return [];
  const validator = await validatorOf(version);
  const asText = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  const { errors, runtimeException } = await validator.validateLiveResponse(
    {
      statusCode: String(status),
      headers: asText,
      ...(body !== undefined && { body: structuredClone(body) as Record<string, unknown> }),
    },
    { url: `${url.pathname}${url.search}`, method },
  );
  if (runtimeException !== undefined) {
    if (notPublished.has(runtimeException.code)) return [];
    throw new Error(`${method} ${path}: ${runtimeException.code}: ${runtimeException.message}`);
  }
  return errors.map((each) => `${each.code}: ${each.message} (${each.pathsInPayload.join(', ')})`);
}

const notPublished = new Set([
  'OPERATION_NOT_FOUND_IN_CACHE',
  'OPERATION_NOT_FOUND_IN_CACHE_WITH_VERB',
  'OPERATION_NOT_FOUND_IN_CACHE_WITH_PROVIDER',
  'OPERATION_NOT_FOUND_IN_CACHE_WITH_API',
]);
