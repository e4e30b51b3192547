import { join } from 'node:path';
import { atomically, openDatabase } from '../host/sqlite.ts';

/** The parts of a store that belong to one cluster. */
export interface ClusterStore {
  /** Everything that `work` writes is on the disk when this returns, or nothing is when it throws. May be nested. */
  transaction<T>(work: () => T): T;
  fact(name: string): unknown;
  setFact(name: string, value: unknown): void;
  /** Every object, with its key. */
  objects(): { key: string; body: unknown }[];
  putObject(key: string, body: unknown): void;
  removeObject(key: string): void;
}

/** What the clusters remember, in one SQLite file. One process at a time. */
export interface Store {
  /** The ids of the clusters that have anything stored. */
  clusters(): string[];
  cluster(id: string): ClusterStore;
  /** Everything about it. */
  forget(id: string): void;
  close(): void;
}

/** Opens `openshift.sqlite` in `folder`, or makes it. @throws Error as {@link openDatabase} does */
export function openStore(folder: string): Store {
  const database = openDatabase(
    join(folder, 'openshift.sqlite'),
    `CREATE TABLE IF NOT EXISTS facts (
       cluster TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (cluster, name)
     ) WITHOUT ROWID, STRICT;
     CREATE TABLE IF NOT EXISTS objects (
       cluster TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (cluster, key)
     ) WITHOUT ROWID, STRICT;`,
  );
  const clusters = database.prepare('SELECT DISTINCT cluster FROM facts ORDER BY cluster');
  const fact = database.prepare('SELECT value FROM facts WHERE cluster = ? AND name = ?');
  const setFact = database.prepare('INSERT OR REPLACE INTO facts (cluster, name, value) VALUES (?, ?, ?)');
  const objects = database.prepare('SELECT key, body FROM objects WHERE cluster = ? ORDER BY key');
  const putObject = database.prepare('INSERT OR REPLACE INTO objects (cluster, key, body) VALUES (?, ?, ?)');
  const removeObject = database.prepare('DELETE FROM objects WHERE cluster = ? AND key = ?');
  const forgetFacts = database.prepare('DELETE FROM facts WHERE cluster = ?');
  const forgetObjects = database.prepare('DELETE FROM objects WHERE cluster = ?');
  const transaction = <T>(work: () => T): T => (database.isTransaction ? work() : atomically(database, work));

  return {
    clusters: () => clusters.all().map((row) => row['cluster'] as string),
    cluster: (id) => ({
      transaction,
      fact(name) {
        const row = fact.get(id, name);
        return row === undefined ? undefined : (JSON.parse(row['value'] as string) as unknown);
      },
      setFact: (name, value) => void setFact.run(id, name, JSON.stringify(value)),
      objects: () =>
        objects
          .all(id)
          .map((row) => ({ key: row['key'] as string, body: JSON.parse(row['body'] as string) as unknown })),
      putObject: (key, body) => void putObject.run(id, key, JSON.stringify(body)),
      removeObject: (key) => void removeObject.run(id, key),
    }),
    forget: (id) =>
      transaction(() => {
        forgetFacts.run(id);
        forgetObjects.run(id);
      }),
    close() {
      if (database.isOpen) database.close();
    },
  };
}
