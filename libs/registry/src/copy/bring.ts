import { type Digest, isDigest } from '../digest.ts';
import { type Descriptor, type Manifest } from '../manifest.ts';
import { type Registry } from '../registry.ts';
import { type CopyOptions, type CopyResult, type Outcome } from './copy.ts';
import { allOf, createGate } from './gate.ts';
import { type BlobLedger, createBlobLedger } from './ledger.ts';
import { isIndex, parseManifest } from './parse-manifest.ts';

/** One copy under way: what it has done, and how it brings manifests with all that they are made of. */
export interface Bringing {
  readonly source: Registry;
  readonly target: Registry;
  readonly from: string;
  readonly to: string;
  readonly ledger: BlobLedger;
  readonly signal: AbortSignal;
  readonly done: Omit<CopyResult, 'digest' | 'mediaType'>;
  /** Manifests that are at the target by now, whether copied or found there. */
  readonly seen: Set<Digest>;
  /**
   * Brings a manifest: what it is made of first, itself then, by its digest.
   * @param reference tag or digest @param tag that it should have at the target; it is looked at, not set
   * @returns the manifest, unless it had not to be read, and whether it has the tag
   */
  manifest(reference: string, tag?: string): Promise<{ digest: Digest; manifest?: Manifest; isTagged: boolean }>;
}

export function createBringing(options: CopyOptions): Bringing & Disposable {
  const { registry: source, repository: from } = options.from;
  const { registry: target, repository: to } = options.to;
  const ledger: BlobLedger = options.blobsDone ?? createBlobLedger();
  const tell = options.onProgress ?? (() => undefined);
  const atOnce = createGate(options.blobs ?? 4);
  const controller = new AbortController();
  const { signal } = controller;
  const caller = options.signal;
  const stop = () => controller.abort(caller?.reason);
  if (caller?.aborted) stop();
  caller?.addEventListener('abort', stop, { once: true });
  const seen = new Set<Digest>();
  const done: Bringing['done'] = {
    manifests: { copied: 0, present: 0 },
    blobs: { copied: 0, mounted: 0, shared: 0, present: 0 },
    bytes: 0,
    attached: [],
  };

  const upload = async ({ digest, size }: Descriptor, elsewhere: string | undefined): Promise<Outcome> => {
    if (await target.hasBlob(to, digest, { signal })) return 'present';
    tell({ kind: 'blob-started', digest, size });
    const mountFrom = elsewhere ?? (source.host === target.host && from !== to ? from : undefined);
    const how = await target.uploadBlob(
      to,
      { digest, size },
      (offset, reading) => source.blob(from, { digest, size }, { offset, signal: reading }),
      { mountFrom, signal, onBytes: (bytes) => tell({ kind: 'bytes', digest, bytes }) },
    );
    return how === 'mounted' ? 'mounted' : 'copied';
  };
  const bringBlob = (blob: Descriptor) =>
    atOnce(async () => {
      signal.throwIfAborted();
      const { digest, size } = blob;
      const place = { host: target.host, repository: to, digest };
      const how = await ledger.bring(place, (elsewhere) => upload(blob, elsewhere));
      done.blobs[how] += 1;
      if (how === 'copied') done.bytes += size;
      tell({ kind: 'blob-done', digest, size, how });
    });

  const bringing: Bringing = {
    source,
    target,
    from,
    to,
    ledger,
    signal,
    done,
    seen,
    async manifest(reference, tag) {
      const known = isDigest(reference) ? await lookFor(reference, tag) : undefined;
      // A list is read in any case: something may be attached to what it lists.
      if (known?.head && isDigest(reference) && !options.deep && !isIndex(known.head.mediaType)) {
        note(reference, 'present');
        return { digest: reference, isTagged: known.isTagged };
      }
      const manifest = await source.manifest(from, reference, { signal });
      const { digest } = manifest;
      const { head, isTagged } = known ?? (await lookFor(digest, tag));
      const parts = parseManifest(manifest, { host: source.host, repository: from, reference: digest });
      const children = parts.manifests.map((child) => bringing.manifest(child.digest));
      const blobs = head && !options.deep ? [] : parts.blobs.map(bringBlob);
      await allOf([...children, ...blobs], (error) => controller.abort(error));
      if (!head) await target.putManifest(to, digest, manifest, { signal });
      note(digest, head ? 'present' : 'copied');
      return { digest, manifest, isTagged };
    },
  };
  /** One question is enough when the tag is where it should be. */
  const lookFor = async (digest: Digest, tag: string | undefined) => {
    const tagged = tag === undefined ? undefined : await target.headManifest(to, tag, { signal });
    if (tagged?.digest === digest) return { head: tagged, isTagged: true };
    return { head: await target.headManifest(to, digest, { signal }), isTagged: false };
  };
  const note = (digest: Digest, how: 'copied' | 'present') => {
    if (seen.has(digest)) return;
    seen.add(digest);
    done.manifests[how] += 1;
    tell({ kind: 'manifest-done', digest, how });
  };
  return { ...bringing, [Symbol.dispose]: () => caller?.removeEventListener('abort', stop) };
}
