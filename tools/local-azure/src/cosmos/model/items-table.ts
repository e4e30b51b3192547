import { type Store } from '../store.ts';
import { type ContainerDefinition } from './definitions.ts';
import { splitPath } from './partition-key.ts';

/** A member path as SQLite's JSON functions take it, or undefined where it would need quoting. */
export function jsonPath(path: readonly string[]): string | undefined {
  return path.every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) ? `$.${path.join('.')}` : undefined;
}

/** Exactly this text in queries too, or SQLite does not see that the index fits. */
export const extract = (path: string): string => `json_extract(body, '${path}')`;

const scalarPath = ({ path }: { path: string }): string | undefined =>
  path.endsWith('/?') ? jsonPath(splitPath(path.slice(0, -2))) : undefined;

/**
 * One table per container, with the indexes that its indexing policy asks for on single scalars (`/a/b/?`), each both
 * within a partition and across them. `number` only grows and is the last part of `_rid`; `expires` is the second from
 * which the item is gone.
 */
export function createItemsTable(store: Store, table: string, definition: ContainerDefinition): void {
  const statements = [
    `CREATE TABLE ${table} (
       number INTEGER PRIMARY KEY AUTOINCREMENT, pk TEXT NOT NULL, id TEXT NOT NULL, epk TEXT NOT NULL,
       lsn INTEGER NOT NULL, ts INTEGER NOT NULL, expires INTEGER, etag TEXT NOT NULL, body TEXT NOT NULL,
       UNIQUE (pk, id))`,
    `CREATE INDEX ${table}_partition ON ${table} (pk)`,
    `CREATE INDEX ${table}_lsn ON ${table} (lsn)`,
    `CREATE INDEX ${table}_expires ON ${table} (expires) WHERE expires IS NOT NULL`,
  ];
  const scalars = (definition.indexingPolicy.includedPaths ?? []).map(scalarPath).filter((path) => path !== undefined);
  scalars.forEach((path, i) => {
    statements.push(
      `CREATE INDEX ${table}_p${i} ON ${table} (pk, ${extract(path)})`,
      `CREATE INDEX ${table}_x${i} ON ${table} (${extract(path)})`,
    );
  });
  (definition.uniqueKeyPolicy?.uniqueKeys ?? []).forEach(({ paths }, i) => {
    // A missing value counts as a value, and is not null.
    const columns = paths.map(splitPath).flatMap((path) => {
      const quoted = `'$${path.map((name) => `."${name.replaceAll('"', '').replaceAll("'", "''")}"`).join('')}'`;
      return [`coalesce(json_type(body, ${quoted}), '')`, `coalesce(json_extract(body, ${quoted}), '')`];
    });
    statements.push(`CREATE UNIQUE INDEX ${table}_u${i} ON ${table} (pk, ${columns.join(', ')})`);
  });
  store.define(statements.join(';\n'));
}

export const dropItemsTable = (store: Store, table: string): void => store.define(`DROP TABLE ${table}`);

/** After a change of the container's `defaultTtl`. */
export function recomputeExpiry(store: Store, table: string, defaultTtl: number | undefined): void {
  if (defaultTtl === undefined) {
    store.run(`UPDATE ${table} SET expires = NULL WHERE expires IS NOT NULL`);
    return;
  }
  const seconds = `coalesce(json_extract(body, '$.ttl'), ${defaultTtl})`;
  store.run(`UPDATE ${table} SET expires = CASE WHEN ${seconds} > 0 THEN ts + ${seconds} END`);
}
