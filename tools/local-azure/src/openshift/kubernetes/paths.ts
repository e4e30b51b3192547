import { type Kind, kinds } from './kinds.ts';

/** What a path of the API names (Kubernetes API concepts, "Resource URIs"). */
export interface Place {
  kind: Kind;
  /** Absent when the path goes over all namespaces, or the kind has none. */
  namespace?: string;
  /** Absent when the path is a collection. */
  name?: string;
  subresource?: 'status' | 'scale';
}

/** @returns undefined when nothing is served there */
export function parsePath(path: string): Place | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  let decoded: string[];
  try {
    decoded = parts.map(decodeURIComponent);
  } catch {
    return undefined;
  }
  const [root, ...rest] = decoded;
  const [group, version, ...tail] = root === 'api' ? ['', ...rest] : rest;
  if ((root !== 'api' && root !== 'apis') || group === undefined || version === undefined) return undefined;
  const inNamespace = tail[0] === 'namespaces' && tail.length >= 3;
  const namespace = inNamespace ? tail[1] : undefined;
  const [resource, name, subresource, ...beyond] = inNamespace ? tail.slice(2) : tail;
  const kind = kinds.find((one) => one.group === group && one.version === version && one.resource === resource);
  if (!kind || beyond.length > 0) {
    // `/namespaces/NAME/status` is a namespace's own status, not a resource called "status" in it.
    if (group === '' && inNamespace && tail[2] === 'status') return parseNamespaceStatus(tail);
    return undefined;
  }
  if (kind.namespaced ? name !== undefined && namespace === undefined : namespace !== undefined) return undefined;
  if (!isServed(kind, subresource)) return undefined;
  return {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

const isServed = (kind: Kind, subresource: string | undefined): subresource is Place['subresource'] =>
  subresource === undefined ||
  (subresource === 'status' && kind.hasStatus) ||
  (subresource === 'scale' && kind.scalable === true);

function parseNamespaceStatus([, name]: string[]): Place | undefined {
  const kind = kinds.find(({ resource, group }) => group === '' && resource === 'namespaces');
  return kind && name !== undefined ? { kind, name, subresource: 'status' } : undefined;
}
