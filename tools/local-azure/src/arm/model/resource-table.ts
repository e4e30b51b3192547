import { type Store, type Table } from '../store.ts';
import { type Resource } from './resource.ts';

export interface ResourceTable extends Table<Resource> {
  /**
   * How often a resource of the namespace was written or removed since the start, rolled back or not: while it is the
   * same, whoever follows the namespace need not look again.
   */
  writes(namespace: string): number;
}

/** The resources by their ids in lower case. */
export function createResourceTable(store: Store): ResourceTable {
  const table = store.table<Resource>('resource');
  const writes = new Map<string, number>();
  const count = (key: string): void => {
    const [, namespace = ''] = /.*\/providers\/([^/]+)\//.exec(key) ?? [];
    writes.set(namespace, (writes.get(namespace) ?? 0) + 1);
  };
  return {
    ...table,
    put(key, value) {
      count(key);
      table.put(key, value);
    },
    remove(key) {
      count(key);
      return table.remove(key);
    },
    writes: (namespace) => writes.get(namespace.toLowerCase()) ?? 0,
  };
}

/** Of the keys of all resources of a type, and hardly another: reading one from the store costs more than this. */
export function likeType(type: string): string {
  const [namespace = '', ...types] = type.toLowerCase().split('/');
  return `%/providers/${namespace}/${types.join('/%/')}/%`;
}
