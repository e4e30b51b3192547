import { type Clock } from '@aro-rp/time';
import { type Row, type Store } from '../store.ts';
import { type Database, newETag, wholeSeconds } from './databases.ts';
import { checkDefinition, type ContainerDefinition } from './definitions.ts';
import { badRequest, conflict, notFound } from './errors.ts';
import { createItemsTable, dropItemsTable, recomputeExpiry, recreateIndexes } from './items-table.ts';
import { type PartitionRange, partitionRanges } from './partitions.ts';
import { containerRid } from './resource-ids.ts';

export interface Container {
  number: number;
  database: Database;
  id: string;
  rid: string;
  definition: ContainerDefinition;
  etag: string;
  ts: number;
  ranges: readonly PartitionRange[];
  /** The items' table. */
  table: string;
}

/** The containers of the account. Every method runs inside the store's turn. */
export class Containers {
  private readonly cache = new Map<string, Container>();

  /** @param partitions how many physical partitions a new container has */
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly partitions: number,
  ) {
    store.onUndone(() => this.cache.clear());
  }

  all(): Container[] {
    return this.store
      .all(
        'SELECT c.*, d.id AS databaseId FROM containers c JOIN databases d ON d.number = c.database ORDER BY c.number',
      )
      .map((row) => this.fromRow(row, { number: Number(row['database']), id: String(row['databaseId']) } as Database));
  }

  list(database: Database): Container[] {
    return this.store
      .all('SELECT * FROM containers WHERE database = ? ORDER BY number', database.number)
      .map((row) => this.fromRow(row, database));
  }

  /** @throws CosmosError 404 */
  get(database: Database, id: string): Container {
    const key = `${database.number}/${id}`;
    const known = this.cache.get(key);
    if (known !== undefined) return known;
    const row = this.store.get('SELECT * FROM containers WHERE database = ? AND id = ?', database.number, id);
    if (row === undefined) throw notFound();
    const container = this.fromRow(row, database);
    this.cache.set(key, container);
    return container;
  }

  /** A new rid each time, so that feed tokens of an earlier container of this name are refused. @throws CosmosError 400, 409 */
  create(database: Database, given: Record<string, unknown>): Container {
    const definition = checkDefinition(given);
    const exists = this.store.get(
      'SELECT 1 FROM containers WHERE database = ? AND id = ?',
      database.number,
      definition.id,
    );
    if (exists !== undefined) throw conflict();
    this.store.run(
      'INSERT INTO containers (database, id, definition, etag, ts, partitions) VALUES (?, ?, ?, ?, ?, ?)',
      database.number,
      definition.id,
      JSON.stringify(definition),
      newETag(),
      wholeSeconds(this.clock),
      this.partitions,
    );
    const container = this.get(database, definition.id);
    createItemsTable(this.store, container.table, definition);
    return container;
  }

  /** Partition key and unique keys are for ever. @throws CosmosError 400 */
  replace(container: Container, given: Record<string, unknown>): Container {
    const definition = checkDefinition({ uniqueKeyPolicy: container.definition.uniqueKeyPolicy, ...given });
    if (definition.id !== container.id) throw badRequest('The id of a container cannot change.');
    const isChanged = (member: string) =>
      JSON.stringify(definition[member]) !== JSON.stringify(container.definition[member]);
    const fixed = ['partitionKey', 'uniqueKeyPolicy'].find(isChanged);
    if (fixed !== undefined) throw badRequest(`The ${fixed} of a container cannot change.`);
    this.store.run(
      'UPDATE containers SET definition = ?, etag = ?, ts = ? WHERE number = ?',
      JSON.stringify(definition),
      newETag(),
      wholeSeconds(this.clock),
      container.number,
    );
    this.cache.clear();
    if (isChanged('defaultTtl')) recomputeExpiry(this.store, container.table, definition.defaultTtl);
    if (isChanged('indexingPolicy')) recreateIndexes(this.store, container.table, definition);
    return this.get(container.database, container.id);
  }

  remove(container: Container): void {
    this.store.run('DELETE FROM containers WHERE number = ?', container.number);
    dropItemsTable(this.store, container.table);
    this.cache.clear();
  }

  /** The LSN of a write that is about to happen; never given twice, also over restarts. */
  nextLsn(container: Container): number {
    const row = this.store.get('UPDATE containers SET lsn = lsn + 1 WHERE number = ? RETURNING lsn', container.number);
    return Number(row?.['lsn']);
  }

  lastLsn(container: Container): number {
    return Number(this.store.get('SELECT lsn FROM containers WHERE number = ?', container.number)?.['lsn']);
  }

  private fromRow(row: Row, database: Database): Container {
    const number = Number(row['number']);
    return {
      number,
      database,
      id: String(row['id']),
      rid: containerRid(database.number, number),
      definition: JSON.parse(String(row['definition'])) as ContainerDefinition,
      etag: String(row['etag']),
      ts: Number(row['ts']),
      ranges: partitionRanges(Number(row['partitions'])),
      table: `items_${number}`,
    };
  }
}

/** As clients read it. */
export const containerBody = (container: Container): Record<string, unknown> => ({
  ...container.definition,
  _rid: container.rid,
  _ts: container.ts,
  _self: `dbs/${container.database.rid}/colls/${container.rid}/`,
  _etag: container.etag,
  _docs: 'docs/',
  _sprocs: 'sprocs/',
  _triggers: 'triggers/',
  _udfs: 'udfs/',
  _conflicts: 'conflicts/',
});
