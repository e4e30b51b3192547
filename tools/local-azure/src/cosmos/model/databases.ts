import { randomUUID } from 'node:crypto';
import { type Clock } from '@aro-rp/time';
import { type Row, type Store } from '../store.ts';
import { checkId } from './definitions.ts';
import { conflict, notFound } from './errors.ts';
import { databaseRid } from './resource-ids.ts';

export interface Database {
  number: number;
  id: string;
  rid: string;
  etag: string;
  ts: number;
}

const fromRow = (row: Row): Database => ({
  number: Number(row['number']),
  id: String(row['id']),
  rid: databaseRid(Number(row['number'])),
  etag: String(row['etag']),
  ts: Number(row['ts']),
});

/** `"` included, as in every header and body of Cosmos DB. */
export const newETag = (): string => `"${randomUUID()}"`;

export const wholeSeconds = (clock: Clock): number => Math.floor(clock.now() / 1_000);

/** The databases of the account. Every method runs inside the store's turn. */
export class Databases {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  list(): Database[] {
    return this.store.all('SELECT * FROM databases ORDER BY number').map(fromRow);
  }

  find(id: string): Database | undefined {
    const row = this.store.get('SELECT * FROM databases WHERE id = ?', id);
    return row && fromRow(row);
  }

  /** @throws CosmosError 404 */
  get(id: string): Database {
    const found = this.find(id);
    if (found === undefined) throw notFound();
    return found;
  }

  /** @throws CosmosError 400, 409 */
  create(given: unknown): Database {
    const id = checkId(given);
    if (this.find(id) !== undefined) throw conflict();
    this.store.run('INSERT INTO databases (id, etag, ts) VALUES (?, ?, ?)', id, newETag(), wholeSeconds(this.clock));
    return this.get(id);
  }

  /** Its containers must be gone. */
  remove(database: Database): void {
    this.store.run('DELETE FROM databases WHERE number = ?', database.number);
  }
}

/** As clients read it. */
export const databaseBody = (database: Database): Record<string, unknown> => ({
  id: database.id,
  _rid: database.rid,
  _self: `dbs/${database.rid}/`,
  _etag: database.etag,
  _colls: 'colls/',
  _users: 'users/',
  _ts: database.ts,
});
