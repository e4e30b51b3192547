import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { atomically, openDatabase } from '../host/sqlite.ts';

export interface StoredBlob {
  content: string;
  size: number;
}

export interface StoredManifest {
  digest: string;
  mediaType: string;
  body: Buffer;
}

/** A blob that is on its way. */
export interface Upload {
  id: string;
  /** Content ids, in their order. */
  parts: string[];
  size: number;
}

/**
 * What registries hold, by the key of the registry. A change is on the disk when the call returns.
 * A blob is kept once, and can be read in the repositories that have it.
 */
export interface RegistryStore {
  blob(registry: string, repository: string, digest: string): StoredBlob | undefined;
  /** @returns the content that is not needed: there is one already */
  saveBlob(registry: string, repository: string, digest: string, blob: StoredBlob): string | undefined;
  removeBlob(registry: string, repository: string, digest: string): boolean;
  /** @returns whether the other repository had it */
  mount(registry: string, from: string, to: string, digest: string): boolean;
  /** @param reference a tag or a digest */
  manifest(registry: string, repository: string, reference: string): StoredManifest | undefined;
  /** Those in which the text stands somewhere. */
  manifestsWith(registry: string, repository: string, text: string): StoredManifest[];
  saveManifest(registry: string, repository: string, manifest: StoredManifest, tag?: string): void;
  /** With its tags, when the reference is a digest; else only the tag. */
  removeManifest(registry: string, repository: string, reference: string): boolean;
  /** In their order, from `after` (exclusive) on. */
  tags(registry: string, repository: string, after: string, limit: number): string[];
  repositories(registry: string, after: string, limit: number): string[];
  begin(registry: string, repository: string): Upload;
  upload(registry: string, repository: string, id: string): Upload | undefined;
  saveUpload(upload: Upload): void;
  endUpload(id: string): void;
  /** Whether a blob or an upload keeps the content. */
  keeps(content: string): boolean;
  /** Made once, 64 bytes. */
  secret: Buffer;
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS blobs (
    registry TEXT NOT NULL, digest TEXT NOT NULL, content TEXT NOT NULL, size INTEGER NOT NULL,
    PRIMARY KEY (registry, digest)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE IF NOT EXISTS links (
    registry TEXT NOT NULL, repository TEXT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (registry, repository, digest)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE IF NOT EXISTS manifests (
    registry TEXT NOT NULL, repository TEXT NOT NULL, digest TEXT NOT NULL, mediaType TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (registry, repository, digest)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS tags (
    registry TEXT NOT NULL, repository TEXT NOT NULL, tag TEXT NOT NULL, digest TEXT NOT NULL,
    PRIMARY KEY (registry, repository, tag)
  ) WITHOUT ROWID, STRICT;
  CREATE TABLE IF NOT EXISTS uploads (
    id TEXT PRIMARY KEY, registry TEXT NOT NULL, repository TEXT NOT NULL, body TEXT NOT NULL
  ) STRICT;
`;

interface ManifestRow {
  digest: string;
  mediaType: string;
  body: Uint8Array;
}

const toManifest = ({ digest, mediaType, body }: ManifestRow): StoredManifest => ({
  digest,
  mediaType,
  body: Buffer.from(body),
});

/** Opens `registry.sqlite` in `folder`, or makes it. @throws Error as {@link openDatabase} does */
export function openRegistryStore(folder: string): RegistryStore {
  const database = openDatabase(join(folder, 'registry.sqlite'), schema);
  const sql = {
    blob: database.prepare(
      `SELECT b.content, b.size FROM links l JOIN blobs b ON b.registry = l.registry AND b.digest = l.digest
       WHERE l.registry = ? AND l.repository = ? AND l.digest = ?`,
    ),
    known: database.prepare('SELECT 1 FROM blobs WHERE registry = ? AND digest = ?'),
    saveBlob: database.prepare('INSERT INTO blobs (registry, digest, content, size) VALUES (?, ?, ?, ?)'),
    link: database.prepare('INSERT OR IGNORE INTO links (registry, repository, digest) VALUES (?, ?, ?)'),
    unlink: database.prepare('DELETE FROM links WHERE registry = ? AND repository = ? AND digest = ?'),
    manifest: database.prepare(
      `SELECT digest, mediaType, body FROM manifests WHERE registry = ?1 AND repository = ?2 AND digest = coalesce(
         (SELECT digest FROM tags WHERE registry = ?1 AND repository = ?2 AND tag = ?3), ?3)`,
    ),
    manifestsWith: database.prepare(
      `SELECT digest, mediaType, body FROM manifests WHERE registry = ? AND repository = ?
       AND instr(body, CAST(? AS BLOB)) > 0 ORDER BY digest`,
    ),
    saveManifest: database.prepare(
      'INSERT OR REPLACE INTO manifests (registry, repository, digest, mediaType, body) VALUES (?, ?, ?, ?, ?)',
    ),
    saveTag: database.prepare('INSERT OR REPLACE INTO tags (registry, repository, tag, digest) VALUES (?, ?, ?, ?)'),
    removeManifest: database.prepare('DELETE FROM manifests WHERE registry = ? AND repository = ? AND digest = ?'),
    removeTag: database.prepare(
      'DELETE FROM tags WHERE registry = ?1 AND repository = ?2 AND (tag = ?3 OR digest = ?3)',
    ),
    tags: database.prepare(
      'SELECT tag AS name FROM tags WHERE registry = ? AND repository = ? AND tag > ? ORDER BY tag LIMIT ?',
    ),
    repositories: database.prepare(
      `SELECT DISTINCT repository AS name FROM manifests WHERE registry = ? AND repository > ?
       ORDER BY repository LIMIT ?`,
    ),
    begin: database.prepare('INSERT INTO uploads (id, registry, repository, body) VALUES (?, ?, ?, ?)'),
    upload: database.prepare('SELECT body FROM uploads WHERE registry = ? AND repository = ? AND id = ?'),
    saveUpload: database.prepare('UPDATE uploads SET body = ? WHERE id = ?'),
    endUpload: database.prepare('DELETE FROM uploads WHERE id = ?'),
    keepsBlob: database.prepare('SELECT 1 FROM blobs WHERE content = ?'),
    keepsUpload: database.prepare(`SELECT 1 FROM uploads WHERE instr(body, ?) > 0`),
    secret: database.prepare('SELECT value FROM secrets WHERE name = ?'),
    makeSecret: database.prepare('INSERT OR IGNORE INTO secrets (name, value) VALUES (?, ?)'),
  };
  const names = (rows: unknown[]) => rows.map((row) => (row as { name: string }).name);

  sql.makeSecret.run('tokens', randomBytes(64));
  return {
    blob: (...key) => sql.blob.get(...key) as StoredBlob | undefined,
    saveBlob: (registry, repository, digest, { content, size }) =>
      atomically(database, () => {
        const known = sql.known.get(registry, digest) !== undefined;
        if (!known) sql.saveBlob.run(registry, digest, content, size);
        sql.link.run(registry, repository, digest);
        return known ? content : undefined;
      }),
    removeBlob: (...key) => sql.unlink.run(...key).changes === 1,
    mount: (registry, from, to, digest) =>
      atomically(database, () => {
        if (!sql.blob.get(registry, from, digest)) return false;
        sql.link.run(registry, to, digest);
        return true;
      }),
    manifest(...key) {
      const row = sql.manifest.get(...key) as ManifestRow | undefined;
      return row && toManifest(row);
    },
    manifestsWith: (...key) => sql.manifestsWith.all(...key).map((row) => toManifest(row as unknown as ManifestRow)),
    saveManifest: (registry, repository, { digest, mediaType, body }, tag) =>
      atomically(database, () => {
        sql.saveManifest.run(registry, repository, digest, mediaType, body);
        if (tag !== undefined) sql.saveTag.run(registry, repository, tag, digest);
      }),
    removeManifest: (registry, repository, reference) =>
      atomically(database, () => {
        const tags = sql.removeTag.run(registry, repository, reference).changes;
        const manifests = reference.includes(':') ? sql.removeManifest.run(registry, repository, reference).changes : 0;
        return reference.includes(':') ? manifests === 1 : tags === 1;
      }),
    tags: (...query) => names(sql.tags.all(...query)),
    repositories: (...query) => names(sql.repositories.all(...query)),
    begin(registry, repository) {
      const upload: Upload = { id: randomUUID(), parts: [], size: 0 };
      sql.begin.run(upload.id, registry, repository, JSON.stringify(upload));
      return upload;
    },
    upload(...key) {
      const row = sql.upload.get(...key);
      return row === undefined ? undefined : (JSON.parse(row['body'] as string) as Upload);
    },
    saveUpload: (upload) => void sql.saveUpload.run(JSON.stringify(upload), upload.id),
    endUpload: (id) => void sql.endUpload.run(id),
    keeps: (content) => sql.keepsBlob.get(content) !== undefined || sql.keepsUpload.get(content) !== undefined,
    secret: Buffer.from(sql.secret.get('tokens')?.['value'] as Uint8Array),
    close() {
      if (database.isOpen) database.close();
    },
  };
}
