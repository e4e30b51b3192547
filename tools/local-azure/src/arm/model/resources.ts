import { randomUUID } from 'node:crypto';
import { type Clock, toInstant } from '@aro-rp/time';
import { type Effect } from '../activity-log.ts';
import { type Store } from '../store.ts';
import { type Access, type Caller } from './access.ts';
import { checkConditions, type Conditions } from './conditions.ts';
import { ArmError, refusals } from './errors.ts';
import { asObject, isObject, type Json, sameJson } from './json.ts';
import { type Locations } from './locations.ts';
import { type Operation, type Operations, type Outcome } from './operations.ts';
import { type ActionAnswer, type ChildChange, type OtherChange, type ResourceType } from './providers/provider.ts';
import { locationOf, mergePatch, refuseContradiction, sameContent } from './put-body.ts';
import { keyOf, likeType, parentIdOf } from './resource-id.ts';
import { envelopeMembers, type Resource, type ResourceView } from './resource.ts';
import { type ResourceGroup, type ResourceGroups } from './resource-groups.ts';
import { acceptTags } from './tags.ts';

/** A resource that a request names; its type is known and its namespace registered. */
export interface Target {
  id: string;
  name: string;
  subscriptionId: string;
  group: string;
  namespace: string;
  type: ResourceType;
  apiVersion: string;
}

export interface Written {
  resource: Resource;
  effect: Effect;
  /** Absent when it is finished already. */
  operation?: Operation;
}

export interface Resources {
  view: ResourceView;
  /** The same as before (`===`) as long as no resource of the namespace was written or removed. */
  generation(namespace: string): unknown;
  inSubscription(subscriptionId: string): Resource[];
  inGroup(groupId: string): Resource[];
  /**
   * The caller's rights are judged here and below; without one it is the host itself.
   * @throws ArmError when it is absent or refused
   */
  get(target: Target, caller?: Caller): Resource;
  /** Creates or replaces. Part of the caller's transaction, as are those below. */
  put(target: Target, body: Json, conditions: Conditions, caller?: Caller): Written;
  /** Tags are replaced as a whole, all else is merged (RFC 7396). Finished when it is answered. */
  patch(target: Target, body: Json, conditions: Conditions, caller?: Caller): Written;
  /** @returns undefined when there is nothing to delete */
  remove(
    target: Target,
    conditions: Conditions,
    caller?: Caller,
  ): { effect: Effect; operation?: Operation } | undefined;
  /** A POST. @throws ArmError when the type has no such action */
  act(target: Target, action: string, given: { body: Json; query: URLSearchParams }, caller?: Caller): ActionAnswer;
  /** What its operation was for is done. */
  finish(operation: Operation): Outcome;
  /** Forgets it and all below it. */
  erase(id: string): void;
  /** Stores one as it is: one that a provider behind the front door holds, say. */
  track(resource: Resource): void;
  /** Makes and removes what nobody asked for by a request. */
  apply(changes: readonly OtherChange[]): void;
}

export function createResources(
  store: Store,
  clock: Clock,
  locations: Locations,
  groups: ResourceGroups,
  operations: () => Operations,
  operationUrl: (operation: Operation) => string,
  access: () => Access,
): Resources {
  const table = store.table<Resource>('resource');
  const view: ResourceView = {
    get: (id) => table.get(keyOf(id)),
    children: (id) => table.within(`${keyOf(id)}/`),
    ofType: (subscriptionId, type) =>
      inSubscription(subscriptionId, likeType(type)).filter((one) => one.type.toLowerCase() === type.toLowerCase()),
  };
  const inSubscription = (subscriptionId: string | undefined, like?: string) =>
    table.within(subscriptionId === undefined ? '' : `/subscriptions/${keyOf(subscriptionId)}/`, like);
  const typeNameOf = ({ namespace, type }: Target) => `${namespace}/${type.name}`;
  const check = (target: Target, verb: string, caller: Caller | undefined): void => {
    const refusal = caller && access().refuse(caller, `${typeNameOf(target)}/${verb}`, target.id);
    if (refusal) throw refusal;
  };
  const checkLinked = (target: Target, properties: Json, caller: Caller | undefined): void => {
    if (!caller) return;
    for (const linked of target.type.linked?.(properties) ?? []) {
      const refusal = access().refuseLinked(caller, `${typeNameOf(target)}/write`, target.id, linked);
      if (refusal) throw refusal;
    }
  };
  const checkContent = (target: Target, body: Json, caller: Caller | undefined): void => {
    if (!caller) return;
    const refusal = access().refuseContent({ id: target.id, name: target.name, type: typeNameOf(target), body });
    if (refusal) throw refusal;
  };
  const generations = new Map<string, object>();
  const touch = ({ type }: Resource) => generations.set(keyOf(type.split('/')[0] ?? ''), {});
  const save = (resource: Resource) => {
    table.put(keyOf(resource.id), resource);
    touch(resource);
  };

  const get = (target: Target, caller?: Caller): Resource => {
    check(target, 'read', caller);
    groups.require(target.subscriptionId, target.group);
    const found = view.get(target.id);
    if (found) return found;
    throw (
      target.type.absent?.(target.name, target.id) ??
      refusals.resourceNotFound(`${target.namespace}/${target.type.name}`, target.name, target.group)
    );
  };

  const refuseBusy = (target: Target, current: Resource | undefined): void => {
    // Children change with their parent, so a family takes one write at a time.
    const head = parentIdOf(target.id) ?? target.id;
    const { isAlone, waitsFor = () => true } = target.type;
    const family = isAlone ? [] : [view.get(head), ...view.children(head)].filter((one) => one && waitsFor(one));
    for (const one of [current, ...family]) {
      const running = one?.operationId === undefined ? undefined : operations().get(one.operationId);
      if (running?.status !== 'InProgress') continue;
      const url = operationUrl(running);
      throw (
        target.type.busy?.(url) ??
        new ArmError(409, 'Conflict', `Another operation is in progress on '${one?.id}': ${url}.`)
      );
    }
  };

  const start = (target: Target, kind: 'put' | 'delete', location: string): Operation =>
    operations().start({
      subscriptionId: target.subscriptionId,
      namespace: target.namespace,
      location,
      apiVersion: target.apiVersion,
      work: { kind, resourceId: target.id },
    });

  const erase = (id: string): void => {
    for (const one of [...view.children(id), view.get(id)]) {
      if (!one) continue;
      if (one.operationId !== undefined) operations().cancel(one.operationId);
      table.remove(keyOf(one.id));
      touch(one);
      access().forget(one.id);
    }
  };

  const applyChild = (target: Target, change: ChildChange): void => {
    if (change.kind === 'remove') return erase(change.id);
    const id = `${target.id}/${change.type.split('/').at(-1) ?? ''}/${change.name}`;
    const before = view.get(id);
    const now = toInstant(clock.now());
    save({
      id,
      name: change.name,
      type: `${target.namespace}/${change.type}`,
      envelope: {},
      properties: change.properties,
      provisioningState: 'Succeeded',
      etag: before && sameJson(before.properties, change.properties) ? before.etag : randomUUID(),
      createdTime: before?.createdTime ?? now,
      changedTime: now,
    });
  };

  const applyOther = (change: OtherChange): void => {
    if (change.kind === 'remove') return erase(change.id);
    const before = view.get(change.id);
    const now = toInstant(clock.now());
    save({
      id: change.id,
      name: change.id.split('/').at(-1) ?? '',
      type: change.type,
      ...(change.location === undefined ? {} : { location: change.location }),
      ...(before?.tags === undefined ? {} : { tags: before.tags }),
      envelope: change.envelope ?? before?.envelope ?? {},
      properties: change.properties,
      provisioningState: 'Succeeded',
      etag: randomUUID(),
      createdTime: before?.createdTime ?? now,
      changedTime: now,
    });
  };

  /** Judges and stores; `long` says whether an operation follows. */
  const write = (target: Target, group: ResourceGroup, body: Json, current: Resource | undefined, long: boolean) => {
    const { type } = target;
    const location = locationOf(target, group, body, current, locations);
    const tags = acceptTags(body['tags']);
    const envelope = Object.fromEntries(
      envelopeMembers
        .filter((member) => body[member] !== undefined && body[member] !== null)
        .map((member) => [member, body[member]]),
    );
    const accepted = type.accept({
      id: target.id,
      name: target.name,
      properties: asObject(body['properties']),
      ...(location === undefined ? {} : { location }),
      envelope,
      ...(current === undefined ? {} : { current }),
      view,
    });
    const now = toInstant(clock.now());
    const operation = long ? start(target, 'put', location ?? group.location) : undefined;
    const working = current === undefined ? type.working.create : type.working.update;
    const resource: Resource = {
      id: target.id,
      name: target.name,
      type: `${target.namespace}/${type.name}`,
      ...(location === undefined ? {} : { location }),
      ...(tags === undefined ? {} : { tags }),
      envelope: accepted.envelope ?? envelope,
      properties: accepted.properties,
      provisioningState: operation === undefined ? 'Succeeded' : working,
      etag: randomUUID(),
      createdTime: current?.createdTime ?? now,
      changedTime: now,
      ...(operation === undefined ? {} : { operationId: operation.id }),
      ...(accepted.failure === undefined
        ? {}
        : { failure: { status: accepted.failure.status, ...accepted.failure.toBody() } }),
    };
    if (accepted.failure !== undefined && operation === undefined) throw accepted.failure;
    save(resource);
    for (const change of accepted.children ?? []) applyChild(target, change);
    for (const change of accepted.others ?? []) applyOther(change);
    const effect: Effect = current === undefined ? 'created' : sameContent(current, resource) ? 'unchanged' : 'updated';
    return { resource, effect, ...(operation === undefined ? {} : { operation }) };
  };

  return {
    view,
    generation(namespace) {
      const known = generations.get(keyOf(namespace)) ?? {};
      generations.set(keyOf(namespace), known);
      return known;
    },
    inSubscription,
    inGroup: (groupId) => table.within(`${keyOf(groupId)}/`),
    get,
    put(target, body, conditions, caller) {
      check(target, 'write', caller);
      checkLinked(target, asObject(body['properties']), caller);
      const group = groups.requireWritable(target.subscriptionId, target.group);
      checkContent(target, body, caller);
      const parent = parentIdOf(target.id);
      if (parent !== undefined && !view.get(parent))
        throw (
          target.type.orphan?.(parent) ?? refusals.parentNotFound(`${target.namespace}/${target.type.name}`, parent)
        );
      refuseContradiction(target, body);
      const current = view.get(target.id);
      checkConditions(conditions, current?.etag, `The resource '${target.id}'`);
      refuseBusy(target, current);
      return write(target, group, body, current, target.type.longRunning.put);
    },
    patch(target, body, conditions, caller) {
      check(target, 'write', caller);
      checkLinked(target, asObject(body['properties']), caller);
      const group = groups.requireWritable(target.subscriptionId, target.group);
      const current = get(target);
      checkConditions(conditions, current.etag, `The resource '${target.id}'`);
      refuseBusy(target, current);
      const properties = mergePatch(current.properties, body['properties'] ?? {});
      const tags = isObject(body['tags']) ? body['tags'] : current.tags;
      const given = envelopeMembers.filter((member) => body[member] !== undefined);
      const envelope = Object.fromEntries(
        given.map((member) => [member, mergePatch(current.envelope[member], body[member])]),
      );
      const whole: Json = { ...current.envelope, ...envelope, location: current.location, tags, properties };
      checkContent(target, whole, caller);
      if (body['properties'] === undefined && given.length === 0 && isObject(body['tags'])) {
        // Only tags change: the provider is not asked again, or a network would lose its subnets.
        const { tags: _tags, ...rest } = current;
        const accepted = acceptTags(body['tags']) ?? {};
        const resource = { ...rest, tags: accepted, etag: randomUUID(), changedTime: toInstant(clock.now()) };
        save(resource);
        return { resource, effect: sameJson(current.tags ?? {}, accepted) ? 'unchanged' : 'updated' };
      }
      return write({ ...target, id: current.id, name: current.name }, group, whole, current, false);
    },
    remove(target, conditions, caller) {
      check(target, 'delete', caller);
      groups.require(target.subscriptionId, target.group);
      const current = view.get(target.id);
      if (!current) return undefined;
      checkConditions(conditions, current.etag, `The resource '${target.id}'`);
      const running = current.operationId === undefined ? undefined : operations().get(current.operationId);
      if (running?.status === 'InProgress' && running.work.kind === 'delete')
        return { effect: 'unchanged', operation: running };
      refuseBusy(target, current);
      const refusal = target.type.refuseDelete?.(current, view);
      if (refusal) throw refusal;
      for (const change of target.type.onDelete?.(current, view) ?? []) applyOther(change);
      if (!target.type.longRunning.delete) {
        erase(current.id);
        return { effect: 'deleted' };
      }
      const group = groups.require(target.subscriptionId, target.group);
      const operation = start(target, 'delete', current.location ?? group.location);
      // As `onDelete` has left it.
      const left = view.get(current.id) ?? current;
      save({ ...left, provisioningState: target.type.working.delete, operationId: operation.id });
      return { effect: 'deleted', operation };
    },
    act(target, action, { body, query }, caller) {
      check(target, `${action}/action`, caller);
      const resource = get(target);
      const work = target.type.actions?.[action.toLowerCase()];
      if (!work) throw refusals.invalidType(`${target.type.name}/${action}`, target.namespace, target.apiVersion);
      const answer = work({ resource, body, query, view });
      const { properties = resource.properties, envelope = resource.envelope, others = [] } = answer;
      if (answer.properties !== undefined || answer.envelope !== undefined)
        save({ ...resource, properties, envelope, etag: randomUUID(), changedTime: toInstant(clock.now()) });
      for (const change of others) applyOther(change);
      return answer;
    },
    finish(operation) {
      const current = view.get(operation.work.resourceId);
      if (current?.operationId !== operation.id) return { done: true };
      if (operation.work.kind === 'delete') {
        erase(current.id);
        return { done: true };
      }
      const { operationId: _ended, failure, ...rest } = current;
      save({ ...rest, provisioningState: failure === undefined ? 'Succeeded' : 'Failed' });
      return failure === undefined
        ? { done: true }
        : { failed: new ArmError(failure.status, failure.code, failure.message) };
    },
    erase,
    track: save,
    apply: (changes) => {
      for (const change of changes) applyOther(change);
    },
  };
}
