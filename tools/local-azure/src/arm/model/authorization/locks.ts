import { type Effect } from '../../activity-log.ts';
import { type Store } from '../../store.ts';
import { ArmError } from '../errors.ts';
import { asObject, isText, type Json, sameJson } from '../json.ts';
import { covers } from './actions.ts';
import { type Scoped, scoped } from './scopes.ts';
import { denials } from './words.ts';

export interface Lock {
  name: string;
  scope: string;
  level: 'CanNotDelete' | 'ReadOnly';
  notes?: string;
}

/** Management locks: they bind everybody, whatever their roles. */
export interface Locks extends Pick<Scoped<Lock>, 'get' | 'at' | 'below' | 'forget'> {
  /** @throws ArmError `LockLevelInvalid` */
  put(scope: string, name: string, body: Json): { lock: Lock; effect: Effect };
  remove(scope: string, name: string): Lock | undefined;
  /**
   * `ScopeLocked` for a delete of what a lock is at, above or below, and for any other write or action that a
   * read-only lock reaches. Locks themselves are never locked.
   */
  refuse(action: string, scope: string): ArmError | undefined;
}

export function createLocks(store: Store): Locks {
  const table = scoped(store.table<Lock>('lock'));
  return {
    get: table.get,
    at: table.at,
    below: table.below,
    forget: table.forget,
    put(scope, name, body) {
      const { level, notes } = asObject(body['properties']);
      const known = (['CanNotDelete', 'ReadOnly'] as const).find(
        (one) => one.toLowerCase() === String(level).toLowerCase(),
      );
      if (!known)
        throw new ArmError(
          400,
          'LockLevelInvalid',
          `The lock level '${String(level)}' is invalid. Allowed are 'CanNotDelete' and 'ReadOnly'.`,
        );
      const before = table.get(scope, name);
      const lock: Lock = { name, scope, level: known, ...(isText(notes) ? { notes } : {}) };
      table.put(scope, name, lock);
      return { lock, effect: before === undefined ? 'created' : sameJson(before, lock) ? 'unchanged' : 'updated' };
    },
    remove(scope, name) {
      const found = table.get(scope, name);
      if (found) table.remove(scope, name);
      return found;
    },
    refuse(action, scope) {
      const isDelete = covers('*/delete', action);
      if (covers('*/read', action) || covers('Microsoft.Authorization/locks/*', action)) return undefined;
      const reaching = table.reaching(scope);
      const found = isDelete
        ? [...reaching, ...table.below(scope)]
        : reaching.filter(({ level }) => level === 'ReadOnly');
      const scopes = [...new Set(found.map((lock) => lock.scope))];
      return scopes.length === 0 ? undefined : denials.locked(isDelete ? 'delete' : 'write', scope, scopes);
    },
  };
}

export const showLock = ({ name, scope, level, notes }: Lock): Json => ({
  properties: { level, ...(notes === undefined ? {} : { notes }) },
  id: `${scope}/providers/Microsoft.Authorization/locks/${name}`,
  type: 'Microsoft.Authorization/locks',
  name,
});
