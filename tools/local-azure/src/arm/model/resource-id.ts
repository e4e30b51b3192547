/**
 * A path below a subscription, taken apart. `types` and `names` pair up; a collection (and an action) has one type more
 * than it has names.
 */
export interface ResourcePath {
  subscriptionId: string;
  resourceGroup?: string;
  namespace: string;
  types: string[];
  names: string[];
}

const pattern = /^\/subscriptions\/([^/]+)(?:\/resourceGroups\/([^/]+))?\/providers\/([^/]+)\/(.+)$/i;

/** @param path decoded, without a query. @returns undefined when it is no path of a provider's resources */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const match = pattern.exec(path.replace(/\/+/g, '/').replace(/\/$/, ''));
  if (!match) return undefined;
  const [, subscriptionId = '', resourceGroup, namespace = '', rest = ''] = match;
  const segments = rest.split('/');
  return {
    subscriptionId,
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
    namespace,
    types: segments.filter((_segment, index) => index % 2 === 0),
    names: segments.filter((_segment, index) => index % 2 === 1),
  };
}

/** Ids are equal when they are so ignoring case; this is what they are stored under. */
export const keyOf = (id: string): string => id.toLowerCase();

export const subscriptionIdPath = (subscriptionId: string): string => `/subscriptions/${subscriptionId}`;

export const groupIdPath = (subscriptionId: string, group: string): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${group}`;

/** The id of the resource that encloses this one, or undefined for one that stands directly in its group. */
export function parentIdOf(id: string): string | undefined {
  const parsed = parseResourcePath(id);
  if (!parsed || parsed.names.length < 2) return undefined;
  return id.split('/').slice(0, -2).join('/');
}

export const equalIds = (one: string, other: string): boolean => keyOf(one) === keyOf(other);

/** Of the keys of all resources of a type, and hardly another: reading one from the store costs more than this. */
export function likeType(type: string): string {
  const [namespace = '', ...types] = type.toLowerCase().split('/');
  return `%/providers/${namespace}/${types.join('/%/')}/%`;
}
