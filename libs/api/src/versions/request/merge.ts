import { entryAt, storedEntry } from '../schema/entries.ts';
import { type ListMember, type MapMember, type Shape, type ShapeMember, type Wire, wireOf } from '../schema/shape.ts';
import { sameElement } from './places.ts';

type Method = 'PUT' | 'PATCH';

/**
 * The whole cluster that a request asks for, in wire form.
 *
 * PUT replaces: a member that it does not name goes, or takes its fallback. PATCH merges (RFC 7396): such a member
 * stays, `null` removes, objects and maps of objects are merged, arrays and tags replaced. In both, read-only and kept members that the
 * request does not name are as stored, and secrets are there only if the request names them.
 */
export function merge(method: Method, shape: Shape, asked: Wire, stored: Wire | undefined): Wire {
  const wire = wireOf(shape);
  for (const member of shape.members) {
    const value = mergeMember(method, member, asked[member.wire], stored?.[member.wire]);
    if (value !== undefined) wire[member.wire] = value;
  }
  return wire;
}

function mergeMember(method: Method, member: ShapeMember, asked: unknown, stored: unknown): unknown {
  if (asked === undefined && method === 'PATCH') return stored;
  if (member.kind === 'object') return mergeObject(method, member.of, asked, stored as Wire | undefined);
  if (member.kind === 'list' && Array.isArray(asked)) return mergeList(member, asked, (stored ?? []) as Wire[]);
  if (member.kind === 'map' && asked !== undefined && asked !== null) {
    return mergeMap(method, member, asked as Asked, (stored ?? {}) as Record<string, Wire>);
  }
  if (asked !== undefined && asked !== null) return asked;
  return member.kept || member.access === 'read-only' ? stored : member.fallback;
}

function mergeObject(method: Method, shape: Shape, asked: unknown, stored: Wire | undefined): Wire | undefined {
  if (asked !== undefined && asked !== null) return merge(method, shape, asked as Wire, stored);
  return stored === undefined ? undefined : merge('PUT', shape, wireOf(shape), stored);
}

const mergeList = (member: ListMember, asked: Wire[], stored: Wire[]): Wire[] =>
  asked.map((element) => merge('PUT', member.of, element, stored.find(sameElement(member, element))));

type Asked = Record<string, Wire | null>;

/** `null` removes an entry in a merge; in a replace, which removes by leaving out, it is an entry that says nothing. */
function mergeMap(method: Method, member: MapMember, asked: Asked, stored: Record<string, Wire>) {
  const isPut = method === 'PUT';
  const untouched =
    isPut || member.replaced ? [] : Object.entries(stored).filter(([key]) => !entryAt(member, asked, key));
  const touched = Object.entries(asked).flatMap(([key, value]): [string, Wire][] => {
    if (value === null && !isPut) return [];
    const wire = value ?? wireOf(member.of);
    return [[key, merge(method, member.of, wire, storedEntry(member, stored, key, wire)?.[1])]];
  });
  return Object.fromEntries([...untouched, ...touched]);
}
