import { DatabaseSync } from 'node:sqlite';

/**
 * Opens an SQLite file, or makes it: write-ahead log, taken for this process until it is closed (the operating system's
 * lock, which ends with the process). What is committed survives the death of the process at any instruction; the log
 * is synced at checkpoints only, so that a machine that loses its power loses the last seconds, and is whole. The whole
 * file is looked through for damage first, which takes about 0.2 s for 50 MB.
 * @param schema statements that may be repeated
 * @throws Error that names the file and says what is the matter with it and what to do
 */
export function openDatabase(file: string, schema: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 1_000 });
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    const found = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    if (found !== 'ok') throw Object.assign(new Error(String(found)), { errcode: corrupt });
    database.exec(schema);
    return database;
  } catch (cause) {
    database?.close();
    throw new Error(`${file} cannot be opened: ${reasonOf(cause)}`, { cause });
  }
}

/** Runs `work` in a transaction. Everything it wrote is stored when this returns, or nothing is when it throws. */
export function atomically<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk ends the transaction by itself; another error here would hide it.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** SQLite's primary result codes. */
const [busy, locked, readOnly, ioError, corrupt, full, cannotOpen, notADatabase] = [5, 6, 8, 10, 11, 13, 14, 26];

/** What the matter is, and what to do, in words for the person who starts it. */
export function reasonOf(cause: unknown): string {
  const { errcode = 0, message } = cause as Error & { errcode?: number };
  switch (errcode & 0xff) {
    case busy:
    case locked:
      return 'it is in use by another process';
    case corrupt:
    case notADatabase:
      return `it is damaged (${message}); restore it, or move it away to begin without its data`;
    case full:
      return 'the disk is full';
    case readOnly:
    case ioError:
    case cannotOpen:
      return `it cannot be read and written here (${message})`;
    default:
      return message;
  }
}
