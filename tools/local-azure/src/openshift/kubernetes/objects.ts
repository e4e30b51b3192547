import { randomUUID } from 'node:crypto';
import { type Clock } from '@aro-rp/time';
import { sameJson } from '../../arm/model/json.ts';
import { type ClusterStore } from '../store.ts';
import { apiVersionOf, isCustom, type Kind, requireKind } from './kinds.ts';
import { type KubeObject, kubeTime } from './object.ts';
import { refusals } from './status.ts';

export interface ObjectEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  kind: Kind;
  object: KubeObject;
  version: number;
}

export interface UpdateOptions {
  /** Which part is taken from the request; the other stays. `spec` unless told: everything but status. */
  part?: 'spec' | 'status' | 'all';
}

/**
 * The objects of one cluster, as etcd behind an API server holds them: every write is on disk when it returns, has a
 * resource version above all before it, and is told to the listeners afterwards. What goes in is copied; what comes out is
 * frozen, for it is what is stored.
 */
export interface Objects {
  /** The resource version of the latest write. */
  version(): number;
  get(kind: Kind, namespace: string | undefined, name: string): KubeObject | undefined;
  /** By namespace and name; of all namespaces when none is given. */
  list(kind: Kind, namespace?: string): KubeObject[];
  /** @throws ApiError 409 `AlreadyExists`, 404 when the namespace is absent */
  create(object: KubeObject): KubeObject;
  /**
   * A resource version in the object must be the stored one; a change to nothing keeps the stored one.
   * @throws ApiError 409 `Conflict`, 404
   */
  update(object: KubeObject, options?: UpdateOptions): KubeObject;
  /** One with finalizers is only marked. @returns what is left, or was there. @throws ApiError 404, 409 */
  remove(kind: Kind, namespace: string | undefined, name: string, preconditions?: Preconditions): KubeObject;
  /** Events after `version`, oldest first, or undefined when they are not remembered any more. */
  since(version: number): ObjectEvent[] | undefined;
  onEvent(listener: (event: ObjectEvent) => void): Disposable;
  /** Several writes that are on disk together, or none when `work` throws. */
  transaction<T>(work: () => T): T;
}

export interface Preconditions {
  uid?: string;
  resourceVersion?: string;
}

const remembered = 2_000;

export function createObjects(store: ClusterStore, clock: Clock): Objects {
  const stored = new Map<string, KubeObject>();
  const listeners = new Set<(event: ObjectEvent) => void>();
  let version = 0;
  const load = () => {
    stored.clear();
    for (const { key, body } of store.objects()) stored.set(key, frozen(body as KubeObject));
    version = Number(store.fact('version') ?? 0);
  };
  load();
  let forgotten = version;
  const events: ObjectEvent[] = [];

  const keyOf = (kind: Kind, namespace: string | undefined, name: string) =>
    `${kind.group}/${kind.resource}/${kind.namespaced ? (namespace ?? '') : ''}/${name}`;
  const keyOfObject = (kind: Kind, { metadata }: KubeObject) => keyOf(kind, metadata.namespace, metadata.name);

  const write = (type: ObjectEvent['type'], kind: Kind, object: KubeObject): KubeObject => {
    const next = version + 1;
    const written = frozen(
      structuredClone({ ...object, metadata: { ...object.metadata, resourceVersion: String(next) } }),
    );
    const key = keyOfObject(kind, object);
    store.transaction(() => {
      store.setFact('version', next);
      if (type === 'DELETED') store.removeObject(key);
      else store.putObject(key, written);
    });
    version = next;
    if (type === 'DELETED') stored.delete(key);
    else stored.set(key, written);
    const event = { type, kind, object: written, version };
    events.push(event);
    if (events.length > remembered) forgotten = events.shift()?.version ?? forgotten;
    for (const listener of [...listeners]) listener(event);
    return written;
  };

  const require = (kind: Kind, namespace: string | undefined, name: string): KubeObject => {
    const found = stored.get(keyOf(kind, namespace, name));
    if (!found) throw refusals.notFound(kind, name);
    return found;
  };

  return {
    version: () => version,
    get: (kind, namespace, name) => stored.get(keyOf(kind, namespace, name)),
    list(kind, namespace) {
      const prefix = namespace === undefined ? `${kind.group}/${kind.resource}/` : `${keyOf(kind, namespace, '')}`;
      return [...stored.keys()]
        .filter((key) => key.startsWith(prefix))
        .sort()
        .map((key) => stored.get(key) as KubeObject);
    },
    create(object) {
      const kind = requireKind(object.apiVersion, object.kind);
      const { name, namespace } = object.metadata;
      if (kind.namespaced && !stored.has(`/namespaces//${namespace ?? ''}`))
        throw refusals.notFound({ group: '', resource: 'namespaces' }, namespace ?? '');
      if (stored.has(keyOf(kind, namespace, name))) throw refusals.alreadyExists(kind, name);
      const { deletionTimestamp: _deletion, generateName: _generate, ...metadata } = object.metadata;
      return write('ADDED', kind, {
        ...object,
        metadata: {
          ...metadata,
          uid: randomUUID(),
          creationTimestamp: kubeTime(clock.now()),
          ...(kind.hasStatus ? { generation: 1 } : {}),
        },
      });
    },
    update(object, { part = 'spec' } = {}) {
      const kind = requireKind(object.apiVersion, object.kind);
      const { name, namespace, resourceVersion, uid } = object.metadata;
      const current = require(kind, namespace, name);
      if (isCustom(kind) && resourceVersion === undefined)
        throw refusals.invalid(
          kind,
          name,
          'metadata.resourceVersion',
          'Invalid value: 0x0: must be specified for an update',
        );
      if (
        resourceVersion !== undefined &&
        resourceVersion !== '' &&
        resourceVersion !== current.metadata.resourceVersion
      )
        throw refusals.conflict(kind, name);
      if (uid !== undefined && uid !== current.metadata.uid) throw refusals.precondition(kind, name);
      const next = merged(kind, current, object, part);
      if (sameJson(next, current)) return current;
      if (next.metadata.deletionTimestamp !== undefined && (next.metadata.finalizers ?? []).length === 0)
        return write('DELETED', kind, next);
      return write('MODIFIED', kind, next);
    },
    remove(kind, namespace, name, { uid, resourceVersion } = {}) {
      const current = require(kind, namespace, name);
      if (uid !== undefined && uid !== current.metadata.uid) throw refusals.precondition(kind, name);
      if (resourceVersion !== undefined && resourceVersion !== current.metadata.resourceVersion)
        throw refusals.precondition(kind, name);
      if ((current.metadata.finalizers ?? []).length === 0) return write('DELETED', kind, current);
      if (current.metadata.deletionTimestamp !== undefined) return current;
      const metadata = { ...current.metadata, deletionTimestamp: kubeTime(clock.now()) };
      return write('MODIFIED', kind, { ...current, metadata });
    },
    since: (from) => (from < forgotten ? undefined : events.filter((event) => event.version > from)),
    onEvent(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    transaction(work) {
      try {
        return store.transaction(work);
      } catch (error) {
        // What was written before the error is not on disk, so it must not stay in memory either.
        load();
        throw error;
      }
    },
  };
}

/** What an update stores: what the caller may not change stays as it is (API conventions, "Metadata", "Spec and Status"). */
function merged(kind: Kind, current: KubeObject, object: KubeObject, part: 'spec' | 'status' | 'all'): KubeObject {
  const { status: oldStatus, ...old } = current;
  const { status, ...rest } = object;
  const { uid, creationTimestamp, deletionTimestamp, resourceVersion, generation } = current.metadata;
  const statusOf = (value: KubeObject['status']) => (value === undefined ? {} : { status: value });
  if (kind.hasStatus && part === 'status') return { ...old, ...statusOf(status) } as KubeObject;
  const content = { ...rest, apiVersion: apiVersionOf(kind), kind: kind.kind };
  const { metadata: _oldMetadata, ...oldContent } = old;
  const { metadata: newMetadata, ...newContent } = content;
  const changed = !sameJson(oldContent, newContent);
  return {
    ...content,
    metadata: {
      ...newMetadata,
      ...(uid === undefined ? {} : { uid }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(generation === undefined ? {} : { generation: changed ? generation + 1 : generation }),
    },
    ...(kind.hasStatus && part === 'spec' ? statusOf(oldStatus) : statusOf(status)),
  } as KubeObject;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value))
    for (const member of Object.values(Object.freeze(value))) frozen(member);
  return value;
}
