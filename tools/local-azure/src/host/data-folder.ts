import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { reasonOf } from './sqlite.ts';

const busy = 5;

/**
 * Makes the folder and takes it for this process until it is disposed. The lock is the operating system's, held by
 * SQLite: it ends with the process, however that ends, so there is never a stale one.
 * @throws Error when another process (or another caller in this one) has it
 */
export function lockDataFolder(dataDir: string): Disposable {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'lock.db');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    if ((cause as { errcode?: number }).errcode === busy)
      throw new Error(
        `${dataDir} is in use by another local Azure; stop that one, or choose another folder with --data`,
      );
    throw new Error(`${file} cannot be opened: ${reasonOf(cause)}`, { cause });
  }
  const held = database;
  return { [Symbol.dispose]: () => held.close() };
}
