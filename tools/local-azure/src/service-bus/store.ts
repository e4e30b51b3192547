import { type DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { openDatabase } from '../host/sqlite.ts';
import { type Content, type MessageState, type StoredMessage } from './model/message.ts';
import { type QueueDefinition } from './model/topology.ts';

const schema = `
  CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, definition TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS counters (queue TEXT PRIMARY KEY, next INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS messages (
    row INTEGER PRIMARY KEY, queue TEXT NOT NULL, sequence INTEGER NOT NULL, messageId TEXT NOT NULL, state TEXT NOT NULL,
    enqueuedAt INTEGER NOT NULL, scheduledFor INTEGER, timeToLive INTEGER, expiresAt INTEGER,
    deliveries INTEGER NOT NULL, lockToken TEXT, lockUntil INTEGER, added TEXT NOT NULL, deadLetterSource TEXT,
    annotations BLOB, properties BLOB NOT NULL, applicationProperties BLOB, body BLOB NOT NULL);
  CREATE TABLE IF NOT EXISTS duplicates (
    queue TEXT NOT NULL, messageId TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (queue, messageId)) WITHOUT ROWID;
`;

/** The values of the columns from `sequence` to `deadLetterSource`, in the order in which both statements name them. */
const changing = (message: Omit<StoredMessage, 'row'>): SQLInputValue[] => [
  message.sequence,
  message.state,
  message.enqueuedAt,
  message.expiresAt,
  message.deliveries,
  message.lock?.token ?? null,
  message.lock?.until ?? null,
  JSON.stringify(message.added),
  message.deadLetterSource,
];

export interface Loaded {
  queues: QueueDefinition[];
  /** The next sequence number by queue. */
  counters: Map<string, number>;
  messages: { queue: string; message: StoredMessage }[];
  /** Oldest first. */
  duplicates: { queue: string; messageId: string; until: number }[];
}

/**
 * The broker's memory on disk: `node:sqlite`, WAL, `synchronous=NORMAL`. All writes of one turn of the event loop are one
 * transaction, committed at its end; whoever acknowledges a write first awaits {@link Store.durable}.
 *
 * A write that fails (disk full) leaves the model ahead of the disk, so it ends the store: `durable` rejects from then
 * on, nothing more is acknowledged, and `onFailure` is told once.
 */
export class Store {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #commit: { promise: Promise<void>; settle: (error?: Error) => void } | undefined;
  #failure: Error | undefined;

  /** @throws Error as {@link openDatabase} does */
  constructor(
    file: string,
    private readonly onFailure: (error: Error) => void,
  ) {
    this.#database = openDatabase(file, schema);
  }

  /** Resolves when everything written so far is on disk. */
  durable(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    return this.#commit?.promise ?? Promise.resolve();
  }

  /** @throws Error what made the store fail, once it has */
  requireSound(): void {
    if (this.#failure) throw this.#failure;
  }

  insert(queue: string, message: Omit<StoredMessage, 'row'>, content: Content): number {
    const result = this.#run(
      `INSERT INTO messages (queue, messageId, scheduledFor, timeToLive, sequence, state, enqueuedAt, expiresAt,
         deliveries, lockToken, lockUntil, added, deadLetterSource, annotations, properties, applicationProperties, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      queue,
      message.messageId,
      message.scheduledFor,
      message.timeToLive,
      ...changing(message),
      content.annotations,
      content.properties,
      content.applicationProperties,
      content.body,
    );
    return Number(result?.lastInsertRowid ?? 0);
  }

  update(queue: string, message: StoredMessage): void {
    this.#run(
      `UPDATE messages SET queue = ?, sequence = ?, state = ?, enqueuedAt = ?, expiresAt = ?, deliveries = ?,
         lockToken = ?, lockUntil = ?, added = ?, deadLetterSource = ? WHERE row = ?`,
      queue,
      ...changing(message),
      message.row,
    );
  }

  remove(row: number): void {
    this.#run('DELETE FROM messages WHERE row = ?', row);
  }

  content(row: number): Content {
    const found = this.#prepare(
      'SELECT annotations, properties, applicationProperties, body FROM messages WHERE row = ?',
    ).get(row);
    if (!found) throw new Error(`message ${row} is not in the store`);
    return found as unknown as Content;
  }

  saveCounter(queue: string, next: number): void {
    this.#run('INSERT OR REPLACE INTO counters (queue, next) VALUES (?, ?)', queue, next);
  }

  remember(queue: string, messageId: string, until: number): void {
    this.#run('INSERT OR REPLACE INTO duplicates (queue, messageId, until) VALUES (?, ?, ?)', queue, messageId, until);
  }

  forget(queue: string, messageId: string): void {
    this.#run('DELETE FROM duplicates WHERE queue = ? AND messageId = ?', queue, messageId);
  }

  saveQueue(definition: QueueDefinition): void {
    this.#run(
      'INSERT OR REPLACE INTO queues (name, definition) VALUES (?, ?)',
      definition.name,
      JSON.stringify(definition),
    );
  }

  /** With its counter and duplicate history; its messages have gone before. */
  removeQueue(name: string): void {
    this.#run('DELETE FROM queues WHERE name = ?', name);
    this.#run('DELETE FROM counters WHERE queue = ?', name);
    this.#run('DELETE FROM duplicates WHERE queue = ?', name);
  }

  load(): Loaded {
    const rows = (sql: string) => this.#prepare(sql).all() as Record<string, string | number | null>[];
    return {
      queues: rows('SELECT definition FROM queues').map((row) => JSON.parse(String(row.definition)) as QueueDefinition),
      counters: new Map(rows('SELECT queue, next FROM counters').map((row) => [String(row.queue), Number(row.next)])),
      messages: rows(
        `SELECT row, queue, sequence, messageId, state, enqueuedAt, scheduledFor, timeToLive, expiresAt, deliveries,
           lockToken, lockUntil, added, deadLetterSource FROM messages ORDER BY sequence`,
      ).map(({ queue, state, lockToken, lockUntil, added, ...rest }) => ({
        queue: String(queue),
        message: {
          ...(rest as unknown as StoredMessage),
          state: state as MessageState,
          lock: lockToken === null ? null : { token: String(lockToken), until: Number(lockUntil) },
          added: JSON.parse(String(added)) as StoredMessage['added'],
        },
      })),
      duplicates: rows('SELECT queue, messageId, until FROM duplicates ORDER BY until').map((row) => ({
        queue: String(row.queue),
        messageId: String(row.messageId),
        until: Number(row.until),
      })),
    };
  }

  async close(): Promise<void> {
    await this.durable().catch(() => undefined);
    this.#failure ??= new Error('the store is closed');
    if (this.#database.isOpen) this.#database.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }

  #run(sql: string, ...values: SQLInputValue[]) {
    if (this.#failure) return undefined;
    try {
      if (!this.#commit) this.#begin();
      return this.#prepare(sql).run(...values);
    } catch (error) {
      this.#fail(error as Error);
      return undefined;
    }
  }

  #begin(): void {
    this.#database.exec('BEGIN');
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => undefined);
    this.#commit = { promise, settle: (error) => (error ? reject(error) : resolve()) };
    setImmediate(() => {
      const commit = this.#commit;
      if (this.#failure || !commit) return;
      try {
        this.#database.exec('COMMIT');
        this.#commit = undefined;
        commit.settle();
      } catch (error) {
        this.#fail(error as Error);
      }
    });
  }

  #fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    this.#commit?.settle(error);
    this.#commit = undefined;
    this.onFailure(error);
  }
}
