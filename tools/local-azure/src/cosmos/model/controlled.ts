import { isDeepStrictEqual } from 'node:util';
import { type ControlledContainer, type ControlledDatabase } from '../control.ts';
import { type Account } from './account.ts';
import { checkDefinition } from './definitions.ts';

/** A database, or a container in it, that has to be there. */
interface Wanted {
  instance: string;
  database: string;
  container?: ControlledContainer;
}

/** Ids of databases and containers hold no slash. */
const pathOf = (database: string, container?: string): string =>
  container === undefined ? database : `${database}/${container}`;

/**
 * The databases and containers that a control plane made, so that they go when it drops them. What was there before,
 * made with the account's key, is brought to the control plane's definition, and stays. Every method runs inside the
 * store's turn.
 */
export class Controlled {
  constructor(private readonly account: Account) {
    account.store.define(
      'CREATE TABLE IF NOT EXISTS controlled (path TEXT PRIMARY KEY, instance TEXT NOT NULL) WITHOUT ROWID, STRICT;',
    );
  }

  /** @param report told of what cannot be so: a container that is partitioned by something else */
  align(databases: readonly ControlledDatabase[], report: (line: string) => void): void {
    const wanted = new Map<string, Wanted>();
    for (const { id, instance, containers } of databases) {
      wanted.set(pathOf(id), { instance, database: id });
      for (const one of containers)
        wanted.set(pathOf(id, one.definition.id), { instance: one.instance, database: id, container: one });
    }
    this.drop(wanted);
    for (const [path, one] of wanted)
      try {
        this.account.store.attempt(() => (one.container ? this.container(path, one) : this.database(path, one)));
      } catch (error) {
        report(`${path} is not as Resource Manager has it: ${(error as Error).message}`);
      }
  }

  private drop(wanted: ReadonlyMap<string, Wanted>): void {
    const { store, databases, containers } = this.account;
    // Containers come first: a database's path begins theirs.
    for (const row of store.all('SELECT path, instance FROM controlled ORDER BY path DESC')) {
      const path = String(row['path']);
      if (wanted.get(path)?.instance === row['instance']) continue;
      store.run('DELETE FROM controlled WHERE path = ?', path);
      const [databaseId = '', containerId] = path.split('/');
      const database = databases.find(databaseId);
      if (!database) continue;
      const inside = containers.list(database);
      for (const one of inside.filter(({ id }) => containerId === undefined || id === containerId))
        containers.remove(one);
      if (containerId === undefined) databases.remove(database);
    }
  }

  private database(path: string, { database, instance }: Wanted): void {
    const { databases } = this.account;
    if (databases.find(database)) return;
    databases.create(database);
    this.remember(path, instance);
  }

  private container(path: string, { database: databaseId, instance, container }: Wanted): void {
    const { databases, containers } = this.account;
    const definition = { ...container?.definition };
    const database = databases.get(databaseId);
    const current = containers.list(database).find(({ id }) => id === definition.id);
    if (!current) {
      containers.create(database, definition);
      this.remember(path, instance);
    } else if (!isDeepStrictEqual(checkDefinition(definition), current.definition))
      containers.replace(current, definition);
  }

  private remember(path: string, instance: string): void {
    this.account.store.run('INSERT OR REPLACE INTO controlled (path, instance) VALUES (?, ?)', path, instance);
  }
}
