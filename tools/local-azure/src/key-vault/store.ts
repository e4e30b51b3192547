import { atomically, openDatabase } from '../host/sqlite.ts';

export type Kind = 'secret' | 'certificate';

/** Seconds since 1970, as on the wire. */
export interface Attributes {
  enabled: boolean;
  created: number;
  updated: number;
  nbf?: number;
  exp?: number;
}

export interface StoredVersion {
  version: string;
  attributes: Attributes;
  tags?: Record<string, string>;
  /** A secret's value; a certificate's leaf and chain as PEM. */
  value: string;
  contentType?: string;
  /** A secret that belongs to a certificate. */
  managed?: boolean;
}

export interface Deletion {
  name: string;
  deletedAt: number;
  purgeAt: number;
}

export interface PolicyRecord {
  policy: Record<string, unknown>;
  /** Of the last create. */
  requestId?: string;
}

export interface Page<T> {
  items: T[];
  /** Where the next page begins. */
  next?: string;
}

/** Names are compared without case. A change is on disk when the call returns; several in {@link atomically} at once. */
export interface VaultStore {
  /** The name as first written, or undefined when there is no such thing, deleted or not. */
  canonicalName(kind: Kind, name: string): string | undefined;
  /** The newest when no version is given. */
  find(kind: Kind, name: string, version?: string): StoredVersion | undefined;
  /** Adds a version, or replaces it where it stands. */
  save(kind: Kind, name: string, version: StoredVersion): void;
  /** Names that are not deleted (or only those that are), by name. */
  names(kind: Kind, options: { deleted: boolean; after?: string; limit: number }): Page<string>;
  /** Newest first. */
  versions(kind: Kind, name: string, options: { after?: string; limit: number }): Page<StoredVersion>;
  deletion(kind: Kind, name: string): Deletion | undefined;
  markDeleted(kind: Kind, deletion: Deletion): void;
  recover(kind: Kind, name: string): void;
  purge(kind: Kind, name: string): void;
  /** Purges what was to be purged by `now`. */
  purgeDue(now: number): void;
  policy(name: string): PolicyRecord | undefined;
  savePolicy(name: string, record: PolicyRecord): void;
  atomically<T>(work: () => T): T;
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS versions (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, version TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (kind, name, version)
  );
  CREATE TABLE IF NOT EXISTS deletions (
    kind TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, deletedAt INTEGER NOT NULL, purgeAt INTEGER NOT NULL,
    PRIMARY KEY (kind, name)
  );
  CREATE TABLE IF NOT EXISTS policies (name TEXT PRIMARY KEY COLLATE NOCASE, body TEXT NOT NULL);
`;

interface Row {
  sequence: number;
  body: string;
}

/** Opens the file, or makes it. @throws Error as {@link openDatabase} does */
export function openVaultStore(file: string): VaultStore {
  const database = openDatabase(file, schema);
  const statements = {
    name: database.prepare('SELECT name FROM versions WHERE kind = ? AND name = ? ORDER BY sequence LIMIT 1'),
    newest: database.prepare('SELECT body FROM versions WHERE kind = ? AND name = ? ORDER BY sequence DESC LIMIT 1'),
    one: database.prepare('SELECT body FROM versions WHERE kind = ? AND name = ? AND version = ?'),
    save: database.prepare(
      `INSERT INTO versions (kind, name, version, body) VALUES (?, ?, ?, ?)
       ON CONFLICT (kind, name, version) DO UPDATE SET body = excluded.body`,
    ),
    names: database.prepare(
      `SELECT MIN(v.name) AS name FROM versions v LEFT JOIN deletions d ON d.kind = v.kind AND d.name = v.name
       WHERE v.kind = ? AND (d.name IS NOT NULL) = ? AND v.name > ? GROUP BY v.name ORDER BY v.name LIMIT ?`,
    ),
    versions: database.prepare(
      `SELECT sequence, body FROM versions WHERE kind = ? AND name = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?`,
    ),
    deletion: database.prepare('SELECT name, deletedAt, purgeAt FROM deletions WHERE kind = ? AND name = ?'),
    markDeleted: database.prepare('INSERT INTO deletions (kind, name, deletedAt, purgeAt) VALUES (?, ?, ?, ?)'),
    recover: database.prepare('DELETE FROM deletions WHERE kind = ? AND name = ?'),
    purge: database.prepare('DELETE FROM versions WHERE kind = ? AND name = ?'),
    due: database.prepare('SELECT kind, name FROM deletions WHERE purgeAt <= ?'),
    policy: database.prepare('SELECT body FROM policies WHERE name = ?'),
    savePolicy: database.prepare(
      'INSERT INTO policies (name, body) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body',
    ),
  };
  const parse = <T>(row: unknown): T | undefined =>
    row === undefined ? undefined : (JSON.parse((row as Row).body) as T);
  const purge = (kind: Kind, name: string) => {
    statements.recover.run(kind, name);
    statements.purge.run(kind, name);
  };

  return {
    canonicalName: (kind, name) => (statements.name.get(kind, name) as { name: string } | undefined)?.name,
    find: (kind, name, version) =>
      parse(version === undefined ? statements.newest.get(kind, name) : statements.one.get(kind, name, version)),
    save: (kind, name, version) => void statements.save.run(kind, name, version.version, JSON.stringify(version)),
    names(kind, { deleted, after = '', limit }) {
      const rows = statements.names.all(kind, Number(deleted), after, limit + 1) as { name: string }[];
      return page(
        rows.map(({ name }) => name),
        limit,
        (name) => name,
      );
    },
    versions(kind, name, { after, limit }) {
      const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after);
      const rows = statements.versions.all(kind, name, before, limit + 1) as unknown as Row[];
      const { items, next } = page(rows, limit, ({ sequence }) => String(sequence));
      return {
        items: items.map(({ body }) => JSON.parse(body) as StoredVersion),
        ...(next === undefined ? {} : { next }),
      };
    },
    deletion: (kind, name) => statements.deletion.get(kind, name) as Deletion | undefined,
    markDeleted: (kind, { name, deletedAt, purgeAt }) =>
      void statements.markDeleted.run(kind, name, deletedAt, purgeAt),
    recover: (kind, name) => void statements.recover.run(kind, name),
    purge,
    purgeDue(now) {
      for (const { kind, name } of statements.due.all(now) as { kind: Kind; name: string }[]) purge(kind, name);
    },
    policy: (name) => parse(statements.policy.get(name)),
    savePolicy: (name, record) => void statements.savePolicy.run(name, JSON.stringify(record)),
    atomically: (work) => atomically(database, work),
    close() {
      if (database.isOpen) database.close();
    },
  };
}

function page<T>(rows: T[], limit: number, key: (item: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: key(last) } : { items };
}
