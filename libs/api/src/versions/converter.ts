import { type OpenShiftCluster } from '../model/cluster.ts';
import { sameValue } from './schema/sameness.ts';
import { entryAt, storedEntry } from './schema/entries.ts';
import { type ListMember, type MapMember, type Shape, type ShapeMember, type Wire } from './schema/shape.ts';

type Model = Record<string, unknown>;

const isEmpty = (object: object): boolean => Object.keys(object).length === 0;

function get(model: Model, path: readonly string[]): unknown {
  let value: unknown = model;
  for (const name of path) {
    if (value === undefined) return undefined;
    value = (value as Model)[name];
  }
  return value;
}

/** A copy of the model with the value at the path; `undefined` removes it. */
function withValue(model: Model, [first, ...rest]: readonly [string, ...string[]], value: unknown): Model {
  const [next, ...others] = rest;
  const after = next === undefined ? value : withValue((model[first] ?? {}) as Model, [next, ...others], value);
  if (after !== undefined) return { ...model, [first]: after };
  const { [first]: _removed, ...kept } = model;
  return kept;
}

function external(shape: Shape, model: Model): Wire {
  const wire: Wire = {};
  for (const member of shape.members) {
    const value = member.secret === undefined ? show(member, get(model, member.model)) : undefined;
    if (value !== undefined) wire[member.wire] = value;
  }
  return wire;
}

function show(member: ShapeMember, value: unknown): unknown {
  if (member.kind === 'object') {
    if (value === undefined && member.absent) return undefined;
    return external(member.of, (value ?? {}) as Model);
  }
  if (value === undefined) return undefined;
  if (member.kind === 'list') return (value as Model[]).map((element) => external(member.of, element));
  if (member.kind === 'map') {
    const entries = Object.entries(value as Record<string, Model>);
    return Object.fromEntries(entries.map(([key, entry]) => [key, external(member.of, entry)]));
  }
  return member.express(value);
}

/** Every wire member that the version has and the cluster says, in wire order; never a secret. */
export const toExternal = (shape: Shape, cluster: OpenShiftCluster): Wire =>
  external(shape, cluster as unknown as Model);

/** `current` itself, and not a copy, when nothing changes. */
function apply(shape: Shape, wire: Wire, current: Model): Model {
  let model = current;
  for (const member of shape.members) {
    if (member.secret !== undefined || member.access === 'read-only') continue;
    const before = get(current, member.model);
    const after = change(member, wire[member.wire], before);
    if (after !== before) model = withValue(model, member.model, after);
  }
  return model;
}

function change(member: ShapeMember, value: unknown, before: unknown): unknown {
  if (member.kind === 'object') {
    if (value === undefined) return before;
    const after = apply(member.of, value as Wire, (before ?? {}) as Model);
    return before === undefined && isEmpty(after) ? undefined : after;
  }
  if (member.kind === 'list' && value !== undefined) return elements(member, value as Wire[], before as Model[]);
  if (member.kind === 'map' && value !== undefined) return entries(member, value as Record<string, Wire>, before);
  return !('of' in member) && sameValue(member, value, before) ? before : value;
}

function elements(member: ListMember, wires: Wire[], before: Model[] = []): Model[] {
  const key = member.of.named.get(member.key)?.model ?? [member.key];
  const after = wires.map((wire) => {
    const current = before.find((element) => get(element, key) === wire[member.key]);
    return apply(member.of, wire, current ?? {});
  });
  const isSame = after.length === before.length && after.every((element, index) => element === before[index]);
  return isSame ? before : after;
}

/** Keys that are the same stay as they are written in the model; what an entry was about before does not stay. */
function entries(member: MapMember, wires: Record<string, Wire>, before: unknown): Record<string, Model> {
  const known = (before ?? {}) as Record<string, Model>;
  const after = Object.entries(wires).map(([key, wire]): [string, Model] => {
    const [name, current] = storedEntry(member, known, key, wire) ?? [entryAt(member, known, key)?.[0] ?? key, {}];
    return [name, apply(member.of, wire, current)];
  });
  const isSame = after.length === Object.keys(known).length && after.every(([key, entry]) => entry === known[key]);
  return isSame && before !== undefined ? known : Object.fromEntries(after);
}

/**
 * The cluster that the wire form asks for: what the version cannot say, members that are not known here, and read-only
 * ones come from `current`; so do the spellings of values that are the same. `wire` is whole: an absent member goes.
 * Gives back `current` itself when nothing changes.
 */
export const applyTo = (shape: Shape, wire: Wire, current: OpenShiftCluster): OpenShiftCluster =>
  apply(shape, wire, current as unknown as Model) as unknown as OpenShiftCluster;
