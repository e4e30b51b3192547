import { randomInt } from 'node:crypto';
import { isObject, isText, type Json } from '../../arm/model/json.ts';
import { apiVersionOf, type Kind } from './kinds.ts';
import { type KubeObject } from './object.ts';
import { type Place } from './paths.ts';
import { refusals } from './status.ts';

/** Letters and digits of names that Kubernetes makes up (apimachinery, `util/rand`). */
export const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** @param random numbers in [0, 1) */
export const randomName = (length: number, random: () => number): string =>
  Array.from({ length }, () => nameAlphabet[Math.floor(random() * nameAlphabet.length)]).join('');

/**
 * The object of a request's body, with what the path says filled in.
 * @throws ApiError 400 when body and path differ, 422 when a name is missing or no DNS subdomain
 */
export function acceptObject({ kind, namespace, name }: Place, body: Json): KubeObject {
  const apiVersion = apiVersionOf(kind);
  const { apiVersion: givenVersion = apiVersion, kind: givenKind = kind.kind } = body;
  if (givenVersion !== apiVersion || givenKind !== kind.kind)
    throw refusals.badRequest(
      `${String(givenKind)} in version ${JSON.stringify(givenVersion)} cannot be handled as a ${kind.kind}`,
    );
  const metadata = isObject(body['metadata']) ? body['metadata'] : {};
  const own = nameOf(metadata, name);
  requireName(kind, own);
  if (name !== undefined && own !== name)
    throw refusals.badRequest(`the name of the object (${own}) does not match the name on the URL (${name})`);
  const { namespace: given = namespace } = metadata;
  if (kind.namespaced && given !== namespace)
    throw refusals.badRequest(`the namespace of the provided object does not match the namespace sent on the request`);
  const { namespace: _namespace, ...rest } = metadata;
  return {
    ...body,
    apiVersion,
    kind: kind.kind,
    metadata: { ...rest, name: own, ...(kind.namespaced && namespace !== undefined ? { namespace } : {}) },
  };
}

function nameOf({ name, generateName }: Json, fromPath: string | undefined): string {
  if (isText(name)) return name;
  if (fromPath !== undefined) return fromPath;
  return isText(generateName) ? `${generateName}${randomName(5, () => randomInt(2 ** 32) / 2 ** 32)}` : '';
}

function requireName(kind: Kind, name: string): void {
  if (name === '')
    throw refusals.invalid(kind, '', 'metadata.name', 'Required value: name or generateName is required');
  const isSubdomain =
    name.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name);
  // Access tokens are named after their hash.
  if (!isSubdomain && kind.group !== 'oauth.openshift.io')
    throw refusals.invalid(
      kind,
      name,
      'metadata.name',
      `Invalid value: ${JSON.stringify(name)}: a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`,
    );
}
