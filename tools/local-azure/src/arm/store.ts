import { join } from 'node:path';
import { type DatabaseSync } from 'node:sqlite';
import { atomically, openDatabase } from '../host/sqlite.ts';

/** Documents of one kind by key. Values are JSON; what comes out is a copy. */
export interface Table<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  /** @returns whether there was one */
  remove(key: string): boolean;
  /** Those whose key begins with `prefix` and is `like` a pattern of SQL, if there is one, in the order of their keys. */
  within(prefix: string, like?: string): T[];
}

/** What Azure Resource Manager remembers, in one SQLite file. One process at a time. */
export interface Store {
  database: DatabaseSync;
  table<T>(kind: string): Table<T>;
  /**
   * Everything that `work` writes is on the disk when this returns, or nothing is when it throws.
   * A transaction inside another belongs to the outer one.
   */
  transaction<T>(work: () => T): T;
  /** `listener` is called after each transaction that was committed; it must not throw. */
  changed(listener: () => void): Disposable;
  close(): void;
}

/** Opens `arm.sqlite` in `folder`, or makes it. @throws Error as {@link openDatabase} does */
export function openStore(folder: string): Store {
  const database = openDatabase(
    join(folder, 'arm.sqlite'),
    `CREATE TABLE IF NOT EXISTS documents (
       kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)
     ) WITHOUT ROWID, STRICT;`,
  );
  const get = database.prepare('SELECT body FROM documents WHERE kind = ? AND key = ?');
  const put = database.prepare('INSERT OR REPLACE INTO documents (kind, key, body) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM documents WHERE kind = ? AND key = ?');
  // U+10FFFF sorts behind every character that a key can hold.
  const within = database.prepare(
    'SELECT body FROM documents WHERE kind = ? AND key >= ? AND key < ? AND key LIKE ? ORDER BY key',
  );
  let isInside = false;
  const listeners = new Set<() => void>();

  return {
    database,
    table: <T>(kind: string): Table<T> => ({
      get(key) {
        const row = get.get(kind, key);
        return row === undefined ? undefined : (JSON.parse(row['body'] as string) as T);
      },
      put: (key, value) => void put.run(kind, key, JSON.stringify(value)),
      remove: (key) => remove.run(kind, key).changes === 1,
      within: (prefix, like = '%') =>
        within.all(kind, prefix, `${prefix}\u{10FFFF}`, like).map((row) => JSON.parse(row['body'] as string) as T),
    }),
    transaction(work) {
      if (isInside) return work();
      isInside = true;
      let result;
      try {
        result = atomically(database, work);
      } finally {
        isInside = false;
      }
      for (const listener of listeners) listener();
      return result;
    },
    changed(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    close() {
      if (database.isOpen) database.close();
    },
  };
}
