import { refusals } from '../../errors.ts';
import { asList, asObject, isText, type Json } from '../../json.ts';
import { keyOf, parentIdOf } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type ChildChange, type PutRequest, type ResourceType } from '../provider.ts';
import { badRequest, networkDefaults } from './shared.ts';

/**
 * One of the lists inside a resource's body whose members are resources too: the pools of a load balancer. The list in
 * the parent's properties is what counts, since its order does; each member has a resource of its own besides, so that
 * it can be read and referred to by its id.
 */
export interface Entry {
  name: string;
  /** Of frontends. */
  zones?: unknown;
  properties: Json;
}

export const entriesOf = (properties: Json, member: string): Entry[] =>
  asList(properties[member]) as unknown as Entry[];

/** @throws ArmError unless each has a name of its own */
export function readEntries(properties: Json, member: string, id: string): Entry[] {
  const seen = new Set<string>();
  return asList(properties[member]).map((given) => {
    const { name, zones, properties: inner } = asObject(given);
    if (!isText(name)) throw badRequest('InvalidRequestFormat', `A member of ${member} of ${id} has no name.`);
    if (seen.has(keyOf(name)))
      throw badRequest('InvalidRequestFormat', `The name ${name} stands twice in ${member} of ${id}.`);
    seen.add(keyOf(name));
    const { provisioningState: _state, ...kept } = asObject(inner);
    return { name, ...(zones === undefined ? {} : { zones }), properties: kept };
  });
}

/** The resources of the lists `members`, as `properties` will have them. Types are named below the namespace. */
export function entryChanges(
  { id, view }: Pick<PutRequest, 'id' | 'view'>,
  parentType: string,
  members: readonly string[],
  properties: Json,
): ChildChange[] {
  const puts = members.flatMap((member) =>
    entriesOf(properties, member).map((entry): ChildChange => {
      return { kind: 'put', type: `${parentType}/${member}`, name: entry.name, properties: entry.properties };
    }),
  );
  const kept = new Set(puts.map((change) => ('type' in change ? keyOf(`${change.type}/${change.name}`) : '')));
  const listed = new Set(members.map((member) => keyOf(`Microsoft.Network/${parentType}/${member}`)));
  const removals = view
    .children(id)
    .filter((child) => listed.has(keyOf(child.type)))
    .filter((child) => !kept.has(keyOf(`${child.type.replace(/^[^/]*\//, '')}/${child.name}`)))
    .map((child): ChildChange => ({ kind: 'remove', id: child.id }));
  return [...removals, ...puts];
}

/** The list as the parent's body shows it. @param more members that are computed */
export function showEntries(
  parent: Resource,
  member: string,
  view: ResourceView,
  more: (entry: Entry, id: string) => Json = () => ({}),
): Json[] {
  return entriesOf(parent.properties, member).map((entry) => {
    const id = `${parent.id}/${member}/${entry.name}`;
    return {
      name: entry.name,
      id,
      etag: `W/"${view.get(id)?.etag ?? parent.etag}"`,
      type: `${parent.type}/${member}`,
      ...(entry.zones === undefined ? {} : { zones: entry.zones }),
      properties: { provisioningState: parent.provisioningState, ...entry.properties, ...more(entry, id) },
    };
  });
}

/**
 * The type of a list's members. A write to one of them is a write to its parent's list, judged as a whole.
 * @param writable otherwise it can only be read by its id
 */
export function entryType(parentType: ResourceType, member: string, writable: boolean): ResourceType {
  const headOf = (id: string, view: ResourceView): Resource => {
    const head = view.get(parentIdOf(id) ?? '');
    if (!head) throw refusals.parentNotFound(`Microsoft.Network/${parentType.name}/${member}`, id);
    return head;
  };
  const judge = (head: Resource, entries: Entry[], view: ResourceView) =>
    parentType.accept({
      id: head.id,
      name: head.name,
      properties: { ...head.properties, [member]: entries },
      envelope: head.envelope,
      ...(head.location === undefined ? {} : { location: head.location }),
      current: head,
      view,
    });
  const change = (head: Resource, properties: Json) =>
    ({ kind: 'put', id: head.id, type: head.type, location: head.location ?? '', properties }) as const;
  const without = (head: Resource, name: string): Entry[] =>
    entriesOf(head.properties, member).filter((entry) => keyOf(entry.name) !== keyOf(name));

  return {
    ...networkDefaults,
    name: `${parentType.name}/${member}`,
    kind: 'child',
    accept({ id, name, properties, view }) {
      if (!writable) throw refusals.methodNotAllowed('PUT');
      const head = headOf(id, view);
      const before = entriesOf(head.properties, member);
      const place = before.findIndex((entry) => keyOf(entry.name) === keyOf(name));
      const entries = place < 0 ? [...before, { name, properties }] : before.with(place, { name, properties });
      const accepted = judge(head, entries, view);
      const stored = entriesOf(accepted.properties, member).find((entry) => keyOf(entry.name) === keyOf(name));
      return {
        properties: stored?.properties ?? properties,
        others: [change(head, accepted.properties), ...(accepted.others ?? [])],
      };
    },
    show(resource, view) {
      const head = headOf(resource.id, view);
      const shown = asList(parentType.show?.(head, view)[member]).map(asObject);
      return asObject(shown.find((one) => one['name'] === resource.name)?.['properties']);
    },
    refuseDelete(resource, view) {
      if (!writable) return refusals.methodNotAllowed('DELETE');
      const head = headOf(resource.id, view);
      try {
        judge(head, without(head, resource.name), view);
        return undefined;
      } catch (error) {
        return error as ReturnType<typeof badRequest>;
      }
    },
    onDelete(resource, view) {
      const head = headOf(resource.id, view);
      const accepted = judge(head, without(head, resource.name), view);
      return [change(head, accepted.properties), ...(accepted.others ?? [])];
    },
  };
}
