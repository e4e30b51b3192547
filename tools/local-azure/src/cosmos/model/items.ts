import { type Clock } from '@aro-rp/time';
import { type Row, type Store } from '../store.ts';
import { type Container } from './containers.ts';
import { newETag, wholeSeconds } from './databases.ts';
import { checkId } from './definitions.ts';
import { badRequest, conflict, CosmosError, keyMismatch, notFound, tooLarge, uniqueKeyConflict } from './errors.ts';
import { keyOf, type PartitionKey } from './partition-key.ts';
import { checkPreconditions, type Preconditions } from './preconditions.ts';
import { expiryOf } from './ttl.ts';

/** What a client stores; members that begin with `_` and are the server's own are not kept. */
export type Document = Record<string, unknown>;

/** A row of a container's table. `body` holds no system properties. */
export interface Item {
  number: number;
  id: string;
  pk: string;
  epk: string;
  lsn: number;
  ts: number;
  etag: string;
  body: string;
}

export const maxItemBytes = 2 * 1024 * 1024;

/** SQLITE_CONSTRAINT_UNIQUE */
const uniqueConstraint = 2067;

const systemProperties = ['_rid', '_self', '_etag', '_attachments', '_ts', '_lsn'];

export const itemColumns = 'number, id, pk, epk, lsn, ts, etag, body';

export const itemOf = (row: Row): Item => row as unknown as Item;

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Single items of one container. Every method runs inside the store's turn: existence, ETag and LSN are all settled
 * there, so two writers of one item never see the same version. Items past their time to live do not exist.
 */
export class Items {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  find(container: Container, key: PartitionKey, id: string): Item | undefined {
    if (!key.isComplete) throw badRequest('PartitionKey value must be supplied for this operation.');
    const row = this.store.get(
      `SELECT ${itemColumns} FROM ${container.table} WHERE pk = ? AND id = ? AND (expires IS NULL OR expires > ?)`,
      key.text,
      id,
      wholeSeconds(this.clock),
    );
    return row && itemOf(row);
  }

  /** @throws CosmosError 404, 304 when `If-None-Match` names the item's version */
  read(container: Container, key: PartitionKey, id: string, conditions: Preconditions = {}): Item {
    const item = this.find(container, key, id);
    if (item === undefined) throw notFound();
    if (conditions.ifNoneMatch === item.etag) throw new CosmosError(304, 'Not modified', { body: { etag: item.etag } });
    return item;
  }

  /** @throws CosmosError 400, 409, 413 */
  create(container: Container, key: PartitionKey, given: unknown, lsn: number): Item {
    const document = this.check(container, key, given);
    const id = checkId(document['id']);
    if (this.find(container, key, id) !== undefined) throw conflict();
    return this.insert(container, key, id, document, lsn);
  }

  /** @throws CosmosError 400, 404, 412, 413 */
  replace(
    container: Container,
    key: PartitionKey,
    id: string,
    given: unknown,
    lsn: number,
    conditions: Preconditions = {},
  ): Item {
    const document = this.check(container, key, given);
    if (document['id'] !== id) throw badRequest('The id in the body is not the id of the item that is replaced.');
    const item = this.find(container, key, id);
    if (item === undefined) throw notFound();
    checkPreconditions(item.etag, conditions);
    return this.overwrite(container, item, document, lsn);
  }

  /** @throws CosmosError 400, 412, 413 */
  upsert(
    container: Container,
    key: PartitionKey,
    given: unknown,
    lsn: number,
    conditions: Preconditions = {},
  ): { item: Item; created: boolean } {
    const document = this.check(container, key, given);
    const id = checkId(document['id']);
    const item = this.find(container, key, id);
    if (item === undefined) return { item: this.insert(container, key, id, document, lsn), created: true };
    checkPreconditions(item.etag, conditions);
    return { item: this.overwrite(container, item, document, lsn), created: false };
  }

  /** @throws CosmosError 404, 412 */
  remove(container: Container, key: PartitionKey, id: string, conditions: Preconditions = {}): void {
    const item = this.find(container, key, id);
    if (item === undefined) throw notFound();
    checkPreconditions(item.etag, conditions);
    this.store.run(`DELETE FROM ${container.table} WHERE number = ?`, item.number);
  }

  /** Removes what has expired in every container; nobody can tell, but for the space. @returns how many */
  sweep(containers: readonly Container[]): number {
    const now = wholeSeconds(this.clock);
    return containers
      .map(({ table }) => this.store.run(`DELETE FROM ${table} WHERE expires <= ?`, now))
      .reduce((sum, removed) => sum + removed, 0);
  }

  private check(container: Container, key: PartitionKey, given: unknown): Document {
    if (!isDocument(given)) throw badRequest('The input content is invalid: it must be a JSON object.');
    if (!key.isComplete) throw keyMismatch();
    if (keyOf(given, container.definition.partitionKey).text !== key.text) throw keyMismatch();
    return Object.fromEntries(Object.entries(given).filter(([name]) => !systemProperties.includes(name)));
  }

  private insert(container: Container, key: PartitionKey, id: string, document: Document, lsn: number): Item {
    const sql = `INSERT INTO ${container.table} (pk, id, epk, lsn, ts, expires, etag, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING ${itemColumns}`;
    const { ts, expires, etag, body } = this.version(container, document);
    const row = this.unlessTaken(container, key.text, () =>
      this.store.get(sql, key.text, id, key.epk, lsn, ts, expires, etag, body),
    );
    return itemOf(row as Row);
  }

  private overwrite(container: Container, item: Item, document: Document, lsn: number): Item {
    const { ts, expires, etag, body } = this.version(container, document);
    const sql = `UPDATE ${container.table} SET lsn = ?, ts = ?, expires = ?, etag = ?, body = ? WHERE number = ?`;
    this.unlessTaken(container, item.pk, () => this.store.run(sql, lsn, ts, expires, etag, body, item.number));
    return { ...item, lsn, ts, etag, body };
  }

  private version(container: Container, document: Document) {
    const body = JSON.stringify(document);
    if (Buffer.byteLength(body) > maxItemBytes) throw tooLarge();
    const ts = wholeSeconds(this.clock);
    return { ts, expires: expiryOf(document, container.definition.defaultTtl, ts), etag: newETag(), body };
  }

  /** An expired item that the sweep has not met yet still holds its id and its unique keys; then it has to go first. */
  private unlessTaken<T>(container: Container, pk: string, work: () => T): T {
    const isTaken = (error: unknown) => (error as { errcode?: number }).errcode === uniqueConstraint;
    try {
      return work();
    } catch (error) {
      if (!isTaken(error)) throw error;
      const sql = `DELETE FROM ${container.table} WHERE pk = ? AND expires <= ?`;
      if (this.store.run(sql, pk, wholeSeconds(this.clock)) === 0) throw uniqueKeyConflict();
      return this.unlessTaken(container, pk, work);
    }
  }
}
