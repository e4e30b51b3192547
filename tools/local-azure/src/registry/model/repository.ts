import { createHash } from 'node:crypto';
import { type Readable } from 'node:stream';
import { type Content, type Contents } from '../../blob/contents.ts';
import { type RegistryStore, type StoredManifest, type Upload } from '../store.ts';
import { refusals } from './errors.ts';

/** One repository of one registry: blobs, manifests, tags. Made by its first manifest, or its first blob. */
export interface Repository {
  blobSize(digest: string): number;
  /** Opened when this returns. @param range inclusive offsets; all of it unless told @throws RegistryError */
  readBlob(digest: string, range?: { start: number; end: number }): Readable;
  removeBlob(digest: string): void;
  mount(from: string, digest: string): boolean;
  begin(): Upload;
  upload(id: string): Upload;
  /** @param start where the chunk says it begins; not checked when it says nothing */
  append(id: string, chunk: AsyncIterable<Uint8Array>, start?: number): Promise<Upload>;
  /** The upload, with what comes last, is the blob of that digest, or nothing of it is kept. */
  finish(id: string, last: AsyncIterable<Uint8Array>, digest: string): Promise<void>;
  cancel(id: string): void;
  manifest(reference: string): StoredManifest;
  /** @param reference a tag, or the manifest's digest @returns `subject` when it names one: what it is attached to */
  putManifest(reference: string, mediaType: string, body: Buffer): { digest: string; subject: string | undefined };
  /** Descriptors of the manifests whose subject that is (OCI image specification, "subject"). */
  referrers(subject: string): Referrer[];
  removeManifest(reference: string): void;
  tags(after: string, limit: number): string[];
}

/** A descriptor as the list of referrers has it. */
export interface Referrer {
  mediaType: string;
  digest: string;
  size: number;
  artifactType?: string;
  annotations?: Record<string, string>;
}

export const digestOf = (body: Uint8Array): string => `sha256:${createHash('sha256').update(body).digest('hex')}`;

export const isDigest = (reference: string): boolean => /^sha256:[0-9a-f]{64}$/.test(reference);

export function openRepository(store: RegistryStore, contents: Contents, registry: string, name: string): Repository {
  const find = (digest: string) => {
    const blob = store.blob(registry, name, digest);
    if (!blob) throw refusals.noBlob(digest);
    return blob;
  };
  const upload = (id: string): Upload => {
    const found = store.upload(registry, name, id);
    if (!found) throw refusals.noUpload();
    return found;
  };
  const dropAll = (ids: readonly string[]) => ids.forEach((id) => contents.drop(id));
  const receive = async (id: string, chunk: AsyncIterable<Uint8Array>): Promise<Content | undefined> => {
    const content = await contents.save(chunk);
    if (content.size === 0) contents.drop(content.id);
    // It may have been ended by another request while the bytes arrived.
    if (content.size > 0 && !store.upload(registry, name, id)) contents.drop(content.id);
    return content.size === 0 ? undefined : content;
  };

  return {
    blobSize: (digest) => find(digest).size,
    readBlob: (digest, range) => contents.read(find(digest).content, range),
    removeBlob(digest) {
      if (!store.removeBlob(registry, name, digest)) throw refusals.noBlob(digest);
    },
    mount: (from, digest) => store.mount(registry, from, name, digest),
    begin: () => store.begin(registry, name),
    upload,
    async append(id, chunk, start) {
      const before = upload(id);
      if (start !== undefined && start !== before.size) throw refusals.range({ Range: `0-${before.size - 1}` });
      const content = await receive(id, chunk);
      const current = upload(id);
      if (content === undefined) return current;
      if (current.size !== before.size) {
        contents.drop(content.id);
        throw refusals.range({ Range: `0-${current.size - 1}` });
      }
      const next = { id, parts: [...current.parts, content.id], size: current.size + content.size };
      store.saveUpload(next);
      return next;
    },
    async finish(id, last, digest) {
      const { parts } = upload(id);
      const content = await receive(id, last);
      upload(id);
      const all = content === undefined ? parts : [...parts, content.id];
      const whole = content !== undefined && parts.length === 0 ? content : await contents.concat(all);
      const given = `sha256:${whole.hash.toString('hex')}`;
      if (given === digest) {
        const unneeded = store.saveBlob(registry, name, digest, { content: whole.id, size: whole.size });
        if (unneeded !== undefined) contents.drop(unneeded);
      } else contents.drop(whole.id);
      store.endUpload(id);
      dropAll(all.filter((one) => one !== whole.id));
      if (given !== digest) throw refusals.digest(digest);
    },
    cancel(id) {
      dropAll(upload(id).parts);
      store.endUpload(id);
    },
    manifest(reference) {
      const found = store.manifest(registry, name, reference);
      if (!found) throw refusals.noManifest(reference);
      return found;
    },
    putManifest(reference, mediaType, body) {
      const digest = digestOf(body);
      if (reference.includes(':') && reference !== digest) throw refusals.digest(reference);
      for (const { digest: needed, kind } of referencesOf(mediaType, body)) {
        const found = kind === 'blob' ? store.blob(registry, name, needed) : store.manifest(registry, name, needed);
        if (!found) throw refusals.noManifestBlob(needed);
      }
      store.saveManifest(registry, name, { digest, mediaType, body }, reference.includes(':') ? undefined : reference);
      return { digest, subject: parse(body)?.subject?.digest };
    },
    referrers: (subject) =>
      store.manifestsWith(registry, name, subject).flatMap(({ digest, mediaType, body }) => {
        const { subject: named, artifactType, config, annotations } = parse(body) ?? {};
        if (named?.digest !== subject) return [];
        const type = artifactType ?? config?.mediaType;
        return [
          {
            mediaType,
            digest,
            size: body.length,
            ...(type && { artifactType: type }),
            ...(annotations && { annotations }),
          },
        ];
      }),
    removeManifest(reference) {
      if (!store.removeManifest(registry, name, reference)) throw refusals.noManifest(reference);
    },
    tags: (after, limit) => store.tags(registry, name, after, limit),
  };
}

interface Descriptor {
  digest?: unknown;
}

/** What says to what a manifest is attached, and as what. */
interface Attached {
  subject?: { digest?: string };
  artifactType?: string;
  config?: { mediaType?: string };
  annotations?: Record<string, string>;
}

function parse(body: Buffer): Attached | undefined {
  return JSON.parse(body.toString('utf8')) as Attached | undefined;
}

/** What a manifest is made of (OCI image specification, and Docker's image manifest version 2, schema 2). */
function referencesOf(mediaType: string, body: Buffer): { digest: string; kind: 'blob' | 'manifest' }[] {
  let parsed: { config?: Descriptor; layers?: Descriptor[]; manifests?: Descriptor[]; schemaVersion?: unknown };
  try {
    parsed = JSON.parse(body.toString('utf8')) as typeof parsed;
  } catch {
    throw refusals.manifest('it is no JSON');
  }
  if (parsed?.schemaVersion !== 2) throw refusals.manifest('its schema version is not 2');
  const isIndex = /manifest\.list|image\.index/.test(mediaType);
  const descriptors = isIndex ? parsed.manifests : [parsed.config, ...(parsed.layers ?? [])];
  if (!Array.isArray(descriptors)) throw refusals.manifest('it has no manifests');
  return descriptors.map((one) => {
    const digest = one?.digest;
    if (typeof digest !== 'string' || !isDigest(digest)) throw refusals.manifest('a descriptor has no digest');
    return { digest, kind: isIndex ? 'manifest' : 'blob' };
  });
}
