import { type Store } from '../store.ts';
import { type Effect } from '../activity-log.ts';
import { ArmError, refusals } from './errors.ts';
import { isObject, isText, type Json, sameJson } from './json.ts';
import { type Locations } from './locations.ts';
import { type Operation, type Operations } from './operations.ts';
import { groupIdPath, keyOf, subscriptionIdPath } from './resource-id.ts';
import { acceptTags } from './tags.ts';

export interface ResourceGroup {
  id: string;
  name: string;
  subscriptionId: string;
  location: string;
  managedBy?: string;
  tags?: Record<string, string>;
  provisioningState: 'Succeeded' | 'Deleting';
  operationId?: string;
}

export interface ResourceGroups {
  find(subscriptionId: string, name: string): ResourceGroup | undefined;
  /** @throws ArmError `ResourceGroupNotFound` */
  require(subscriptionId: string, name: string): ResourceGroup;
  /** One that takes writes. @throws ArmError `ResourceGroupNotFound`, `ResourceGroupBeingDeleted` */
  requireWritable(subscriptionId: string, name: string): ResourceGroup;
  list(subscriptionId: string): ResourceGroup[];
  /** @throws ArmError for location, name and `managedBy` that Azure refuses */
  put(subscriptionId: string, name: string, body: Json): { group: ResourceGroup; effect: Effect };
  /** Replaces tags as a whole. */
  patch(subscriptionId: string, name: string, body: Json): { group: ResourceGroup; effect: Effect };
  /** Begins the deletion; a second call answers the running one. */
  beginDelete(subscriptionId: string, name: string, apiVersion: string): { operation: Operation; effect: Effect };
  /** The deletion did not work out. */
  reopen(id: string): void;
  remove(id: string): void;
}

const validName = /^[\p{L}\p{N}\-_().]{1,90}$/u;

export function createResourceGroups(store: Store, locations: Locations, operations: () => Operations): ResourceGroups {
  const table = store.table<ResourceGroup>('group');
  const keyFor = (subscriptionId: string, name: string) => keyOf(groupIdPath(subscriptionId, name));
  const find = (subscriptionId: string, name: string) => table.get(keyFor(subscriptionId, name));
  const require = (subscriptionId: string, name: string): ResourceGroup => {
    const group = find(subscriptionId, name);
    if (!group) throw refusals.groupNotFound(name);
    return group;
  };
  const requireWritable = (subscriptionId: string, name: string): ResourceGroup => {
    const group = require(subscriptionId, name);
    if (group.provisioningState === 'Deleting') throw refusals.groupBeingDeleted(group.name);
    return group;
  };
  const save = (group: ResourceGroup, before: ResourceGroup | undefined) => {
    table.put(keyOf(group.id), group);
    const effect: Effect = before === undefined ? 'created' : sameJson(before, group) ? 'unchanged' : 'updated';
    return { group, effect };
  };

  return {
    find,
    require,
    requireWritable,
    list: (subscriptionId) => table.within(`${keyOf(subscriptionIdPath(subscriptionId))}/`),
    put(subscriptionId, name, body) {
      refuseName(name);
      const before = find(subscriptionId, name);
      if (before) requireWritable(subscriptionId, name);
      const location = locations.forGroup(body['location']);
      if (before && before.location !== location)
        throw new ArmError(
          409,
          'InvalidResourceGroupLocation',
          `Invalid resource group location '${location}'. The Resource group already exists in location '${before.location}'.`,
        );
      const managedBy = isText(body['managedBy']) ? body['managedBy'] : undefined;
      if (before && (before.managedBy ?? '').toLowerCase() !== (managedBy ?? '').toLowerCase())
        throw new ArmError(
          409,
          'ResourceGroupManagedByMismatch',
          `The managed by property of the resource group cannot be changed from its current value '${before.managedBy ?? ''}'.`,
        );
      const tags = acceptTags(body['tags']);
      const group: ResourceGroup = {
        id: groupIdPath(subscriptionId, before?.name ?? name),
        name: before?.name ?? name,
        subscriptionId,
        location,
        ...(managedBy === undefined ? {} : { managedBy }),
        ...(tags === undefined ? {} : { tags }),
        provisioningState: 'Succeeded',
      };
      return save(group, before);
    },
    patch(subscriptionId, name, body) {
      const before = requireWritable(subscriptionId, name);
      const { tags: _tags, ...rest } = before;
      const tags = isObject(body['tags']) ? acceptTags(body['tags']) : before.tags;
      return save({ ...rest, ...(tags === undefined ? {} : { tags }) }, before);
    },
    beginDelete(subscriptionId, name, apiVersion) {
      const group = require(subscriptionId, name);
      const current = group.operationId === undefined ? undefined : operations().get(group.operationId);
      if (current?.status === 'InProgress') return { operation: current, effect: 'unchanged' };
      const operation = operations().start({
        subscriptionId,
        location: group.location,
        apiVersion,
        work: { kind: 'delete-group', resourceId: group.id },
      });
      table.put(keyOf(group.id), { ...group, provisioningState: 'Deleting', operationId: operation.id });
      return { operation, effect: 'deleted' };
    },
    reopen(id) {
      const group = table.get(keyOf(id));
      if (!group) return;
      const { operationId: _ended, ...rest } = group;
      table.put(keyOf(id), { ...rest, provisioningState: 'Succeeded' });
    },
    remove: (id) => void table.remove(keyOf(id)),
  };
}

function refuseName(name: string): void {
  if (validName.test(name) && !name.endsWith('.')) return;
  throw new ArmError(
    400,
    'InvalidResourceGroup',
    `The provided resource group name '${name}' is invalid. It is of 1 to 90 letters, digits, '-', '.', '(', ')' or '_', and does not end with '.'.`,
  );
}
