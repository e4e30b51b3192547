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

/** Indexes on single scalars (`/a/b/?`), each both within a partition and across them. */
function policyIndexes(table: string, { indexingPolicy }: ContainerDefinition): string[] {
  const scalars = (indexingPolicy.includedPaths ?? []).map(scalarPath).filter((path) => path !== undefined);
  return scalars.flatMap((path, i) => [
    `CREATE INDEX ${table}_p${i} ON ${table} (pk, ${extract(path)})`,
    `CREATE INDEX ${table}_x${i} ON ${table} (${extract(path)})`,
  ]);
}

/** A missing value counts as a value, and is not null. */
function uniqueIndexes(table: string, { uniqueKeyPolicy }: ContainerDefinition): string[] {
  return (uniqueKeyPolicy?.uniqueKeys ?? []).map(({ paths }, i) => {
    const columns = paths.map(splitPath).flatMap((path) => {
      const quoted = `'$${path.map((name) => `."${name.replaceAll('"', '').replaceAll("'", "''")}"`).join('')}'`;
      return [`coalesce(json_type(body, ${quoted}), '')`, `coalesce(json_extract(body, ${quoted}), '')`];
    });
    return `CREATE UNIQUE INDEX ${table}_u${i} ON ${table} (pk, ${columns.join(', ')})`;
  });
}

/**
 * One table per container, with the indexes that its indexing policy asks for. `number` only grows and is the last part
 * of `_rid`; `expires` is the second from which the item is gone.
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
    ...policyIndexes(table, definition),
    ...uniqueIndexes(table, definition),
  ];
  store.define(statements.join(';\n'));
}

/** After a change of the container's indexing policy. */
export function recreateIndexes(store: Store, table: string, definition: ContainerDefinition): void {
  const old = store.all("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = ?", table);
  const dropped = old
    .map(({ name }) => String(name))
    .filter((name) => /_[px]\d+$/.test(name))
    .map((name) => `DROP INDEX ${name}`);
  store.define([...dropped, ...policyIndexes(table, definition)].join(';\n'));
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
