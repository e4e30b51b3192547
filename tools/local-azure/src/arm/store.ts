import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Documents of one kind by key. Values are JSON; what comes out is a copy. */
export interface Table<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  /** @returns whether there was one */
  remove(key: string): boolean;
  /** Those whose key begins with `prefix`, in the order of their keys. */
  within(prefix: string): T[];
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
  close(): void;
}

/** Opens `arm.sqlite` in `folder`, or makes it. Write-ahead log, synced at every commit: what was answered survives. */
export function openStore(folder: string): Store {
  const database = new DatabaseSync(join(folder, 'arm.sqlite'));
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS documents (
      kind TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, key)
    ) WITHOUT ROWID, STRICT;
  `);
  const get = database.prepare('SELECT body FROM documents WHERE kind = ? AND key = ?');
  const put = database.prepare('INSERT OR REPLACE INTO documents (kind, key, body) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM documents WHERE kind = ? AND key = ?');
  // U+10FFFF sorts behind every character that a key can hold.
  const within = database.prepare('SELECT body FROM documents WHERE kind = ? AND key >= ? AND key < ? ORDER BY key');
  let depth = 0;

  return {
    database,
    table: <T>(kind: string): Table<T> => ({
      get(key) {
        const row = get.get(kind, key);
        return row === undefined ? undefined : (JSON.parse(row['body'] as string) as T);
      },
      put: (key, value) => void put.run(kind, key, JSON.stringify(value)),
      remove: (key) => remove.run(kind, key).changes === 1,
      within: (prefix) =>
        within.all(kind, prefix, `${prefix}\u{10FFFF}`).map((row) => JSON.parse(row['body'] as string) as T),
    }),
    transaction(work) {
      if (depth > 0) return work();
      database.exec('BEGIN IMMEDIATE');
      depth += 1;
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      } finally {
        depth -= 1;
      }
    },
    close: () => database.close(),
  };
}
