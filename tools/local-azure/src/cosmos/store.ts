import { type DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { openDatabase } from '../host/sqlite.ts';

export type Row = Record<string, null | number | bigint | string | Uint8Array>;

const schema = `
CREATE TABLE IF NOT EXISTS databases (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, etag TEXT NOT NULL, ts INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS containers (
  number INTEGER PRIMARY KEY AUTOINCREMENT, database INTEGER NOT NULL, id TEXT NOT NULL, definition TEXT NOT NULL,
  etag TEXT NOT NULL, ts INTEGER NOT NULL, partitions INTEGER NOT NULL, lsn INTEGER NOT NULL DEFAULT 0,
  UNIQUE (database, id));
`;

/** Prepared statements kept; pushed-down predicates make new texts without end. */
const keptStatements = 500;

/**
 * One SQLite file with group commit. All work of one turn of the event loop shares a transaction; each piece of work is
 * in a savepoint of its own, and its promise settles only after COMMIT has stored it (WAL, `synchronous=NORMAL`).
 * Reads that run while a transaction is open wait for it too, so nobody is told what a crash could take back.
 * The file is locked for this process by the operating system, which lets go when the process dies.
 */
export class Store {
  private readonly database: DatabaseSync;
  private readonly statements = new Map<string, StatementSync>();
  private waiting: { settle: () => void; fail: (error: unknown) => void }[] = [];
  private isOpen = true;
  /** Why SQLite has undone this turn's transaction by itself, as it does when the disk is full. */
  private lost: { cause: unknown } | undefined;
  private depth = 0;
  private readonly listeners: (() => void)[] = [];

  /** @throws Error as {@link openDatabase} does */
  constructor(path: string) {
    this.database = openDatabase(path, schema);
  }

  /** Runs `work` in this turn's transaction. @returns what it returned, after COMMIT. @throws what it threw; its writes are undone */
  write<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!this.isOpen) return reject(new Error('the store is closed'));
      if (this.waiting.length === 0) {
        this.database.exec('BEGIN IMMEDIATE');
        setImmediate(() => this.commit());
      }
      this.settleLater(() => this.attempt(work), resolve, reject);
    });
  }

  /** Runs `work`, which writes nothing, at once. */
  read<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!this.isOpen) return reject(new Error('the store is closed'));
      if (this.waiting.length === 0) resolve(work());
      else this.settleLater(work, resolve, reject);
    });
  }

  /** Inside {@link write}: undoes what `work` wrote when it throws. */
  attempt<T>(work: () => T): T {
    if (this.lost) throw this.lost.cause;
    const name = `s${this.depth++}`;
    this.database.exec(`SAVEPOINT ${name}`);
    try {
      const result = work();
      this.database.exec(`RELEASE ${name}`);
      return result;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
      else this.lost ??= { cause: error };
      this.listeners.forEach((listener) => listener());
      throw error;
    } finally {
      this.depth--;
    }
  }

  /** Calls `listener` whenever writes were undone: what was derived from them is stale. */
  onUndone(listener: () => void): void {
    this.listeners.push(listener);
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.prepare(sql).all(...values);
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.prepare(sql).get(...values);
  }

  /** Rows one by one; leave the loop to stop. */
  *iterate(sql: string, ...values: SQLInputValue[]): Generator<Row> {
    // Not cached: a statement that is being stepped through cannot be run a second time.
    yield* this.database.prepare(sql).iterate(...values);
  }

  /** @returns the number of rows changed */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.prepare(sql).run(...values).changes);
  }

  /** Definitions of tables and indexes. */
  define(sql: string): void {
    this.statements.clear();
    this.database.exec(sql);
  }

  /** Commits what is under way. */
  close(): void {
    this.commit();
    this.abandon();
  }

  /** As a crash does: what is not committed is lost, and nobody is told. */
  abandon(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.waiting = [];
    this.statements.clear();
    this.database.close();
  }

  private settleLater<T>(work: () => T, resolve: (value: T) => void, reject: (error: unknown) => void): void {
    let settle: () => void;
    try {
      const value = work();
      settle = () => resolve(value);
    } catch (error) {
      settle = () => reject(error);
    }
    this.waiting.push({ settle, fail: reject });
  }

  private commit(): void {
    if (!this.isOpen || this.waiting.length === 0) return;
    const waiting = this.waiting;
    this.waiting = [];
    const { lost } = this;
    this.lost = undefined;
    try {
      if (lost) throw lost.cause;
      this.database.exec('COMMIT');
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      this.listeners.forEach((listener) => listener());
      waiting.forEach(({ fail }) => fail(error));
      return;
    }
    waiting.forEach(({ settle }) => settle());
  }

  private prepare(sql: string): StatementSync {
    const known = this.statements.get(sql);
    if (known !== undefined) return known;
    if (this.statements.size >= keptStatements) this.statements.clear();
    const statement = this.database.prepare(sql);
    this.statements.set(sql, statement);
    return statement;
  }
}
