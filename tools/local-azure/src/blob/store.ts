import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { atomically, openDatabase } from '../host/sqlite.ts';
import { type StoredLease } from './model/leases.ts';

/** Where the bytes of a block lie inside its blob's content. */
export interface CommittedBlock {
  id: string;
  /** In bytes. */
  offset: number;
  size: number;
}

export interface StoredBlob {
  name: string;
  /** Id of the content. */
  content: string;
  size: number;
  /** Base64; absent on a blob made of blocks whose client named none. */
  md5?: string;
  /** With its quotes; new with every write. */
  etag: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  changedAt: number;
  /** `content-type` and the other five headers that a blob keeps, by lower-case name. */
  headers: Record<string, string>;
  metadata: Record<string, string>;
  /** Empty on a blob that was put in one piece. */
  blocks: CommittedBlock[];
  /** The latest one, also when it has ended. */
  lease?: StoredLease;
}

/** A block that no block list has committed. */
export interface StagedBlock {
  id: string;
  content: string;
  size: number;
}

/** A container that has, or had, blobs. */
export interface KnownContainer {
  generation: string;
  account: string;
  name: string;
}

/**
 * Blobs and staged blocks by the generation of their container. What a call wrote is on the disk when it returns, or
 * nothing is when it throws. Methods that return content ids return those that nobody keeps any more.
 */
export interface BlobStore {
  find(container: string, name: string): StoredBlob | undefined;
  /** Replaces the blob; forgets its staged blocks when its content is another. */
  save(container: KnownContainer, blob: StoredBlob): string[];
  remove(container: string, name: string): string[];
  /** In the order of their names' bytes, from `after` (exclusive) on. */
  list(container: string, options: { prefix: string; after: string; limit: number }): StoredBlob[];
  stage(container: KnownContainer, blob: string, block: StagedBlock): string[];
  /** In the order of their ids. */
  staged(container: string, blob: string): StagedBlock[];
  containers(): KnownContainer[];
  forget(generation: string): string[];
  /** Whether a blob or a staged block keeps the content. */
  keeps(content: string): boolean;
  /** Made once, 64 bytes. */
  secret: Buffer;
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS containers (
    generation TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE IF NOT EXISTS blobs (
    container TEXT NOT NULL, name TEXT NOT NULL, content TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (container, name)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX IF NOT EXISTS contents ON blobs (content);
  CREATE TABLE IF NOT EXISTS blocks (
    container TEXT NOT NULL, blob TEXT NOT NULL, id TEXT NOT NULL, content TEXT NOT NULL, size INTEGER NOT NULL,
    PRIMARY KEY (container, blob, id)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX IF NOT EXISTS block_contents ON blocks (content);
`;

/** Opens `blob.sqlite` in `folder`, or makes it. @throws Error as {@link openDatabase} does */
export function openBlobStore(folder: string): BlobStore {
  const database = openDatabase(join(folder, 'blob.sqlite'), schema);
  const sql = {
    know: database.prepare('INSERT OR IGNORE INTO containers (generation, account, name) VALUES (?, ?, ?)'),
    containers: database.prepare('SELECT generation, account, name FROM containers ORDER BY generation'),
    forget: database.prepare('DELETE FROM containers WHERE generation = ?'),
    find: database.prepare('SELECT body FROM blobs WHERE container = ? AND name = ?'),
    save: database.prepare('INSERT OR REPLACE INTO blobs (container, name, content, body) VALUES (?, ?, ?, ?)'),
    remove: database.prepare('DELETE FROM blobs WHERE container = ? AND name = ?'),
    list: database.prepare(
      `SELECT body FROM blobs WHERE container = ?1 AND name > ?2 AND substr(name, 1, length(?3)) = ?3
       ORDER BY name LIMIT ?4`,
    ),
    stage: database.prepare(
      'INSERT OR REPLACE INTO blocks (container, blob, id, content, size) VALUES (?, ?, ?, ?, ?)',
    ),
    staged: database.prepare('SELECT id, content, size FROM blocks WHERE container = ? AND blob = ? ORDER BY id'),
    unstage: database.prepare('DELETE FROM blocks WHERE container = ? AND blob = ? RETURNING content'),
    allBlobs: database.prepare('DELETE FROM blobs WHERE container = ? RETURNING content'),
    allBlocks: database.prepare('DELETE FROM blocks WHERE container = ? RETURNING content'),
    keepsBlob: database.prepare('SELECT 1 FROM blobs WHERE content = ?'),
    keepsBlock: database.prepare('SELECT 1 FROM blocks WHERE content = ?'),
    secret: database.prepare('SELECT value FROM secrets WHERE name = ?'),
    makeSecret: database.prepare('INSERT OR IGNORE INTO secrets (name, value) VALUES (?, ?)'),
  };
  const contentsOf = (rows: unknown[]) => rows.map((row) => (row as { content: string }).content);
  const parse = (row: unknown): StoredBlob => JSON.parse((row as { body: string }).body) as StoredBlob;
  const know = ({ generation, account, name }: KnownContainer) => void sql.know.run(generation, account, name);
  const find: BlobStore['find'] = (container, name) => {
    const row = sql.find.get(container, name);
    return row === undefined ? undefined : parse(row);
  };

  sql.makeSecret.run('delegation', randomBytes(64));
  return {
    find,
    save: (container, blob) =>
      atomically(database, () => {
        const before = find(container.generation, blob.name);
        know(container);
        sql.save.run(container.generation, blob.name, blob.content, JSON.stringify(blob));
        if (before?.content === blob.content) return [];
        return [...(before ? [before.content] : []), ...contentsOf(sql.unstage.all(container.generation, blob.name))];
      }),
    remove: (container, name) =>
      atomically(database, () => {
        const before = find(container, name);
        sql.remove.run(container, name);
        return before ? [before.content] : [];
      }),
    list: (container, { prefix, after, limit }) => sql.list.all(container, after, prefix, limit).map(parse),
    stage: (container, blob, block) =>
      atomically(database, () => {
        know(container);
        const before = sql.staged.all(container.generation, blob) as unknown as StagedBlock[];
        sql.stage.run(container.generation, blob, block.id, block.content, block.size);
        return before.filter(({ id }) => id === block.id).map(({ content }) => content);
      }),
    staged: (container, blob) => sql.staged.all(container, blob) as unknown as StagedBlock[],
    containers: () => sql.containers.all() as unknown as KnownContainer[],
    forget: (generation) =>
      atomically(database, () => {
        sql.forget.run(generation);
        return [...contentsOf(sql.allBlobs.all(generation)), ...contentsOf(sql.allBlocks.all(generation))];
      }),
    keeps: (content) => sql.keepsBlob.get(content) !== undefined || sql.keepsBlock.get(content) !== undefined,
    secret: Buffer.from(sql.secret.get('delegation')?.['value'] as Uint8Array),
    close() {
      if (database.isOpen) database.close();
    },
  };
}
