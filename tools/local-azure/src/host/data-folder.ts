import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const busy = 5;

/**
 * Makes the folder and takes it for this process until it is disposed. The lock is the operating system's, held by
 * SQLite: it ends with the process, however that ends, so there is never a stale one.
 * @throws Error when another process (or another caller in this one) has it
 */
export function lockDataFolder(dataDir: string): Disposable {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(dataDir, 'lock.db'));
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode !== busy) throw error;
    throw new Error(`${dataDir} is in use by another local Azure; stop that one, or choose another folder with --data`);
  }
  return { [Symbol.dispose]: () => database.close() };
}
