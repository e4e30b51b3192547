import { type Digest, digestOf } from '../digest.ts';
import { referrersTag } from '../lists.ts';
import { type Descriptor, type Manifest } from '../manifest.ts';
import { type Registry } from '../registry.ts';
import { type BlobLedger } from './ledger.ts';

/** Tags under which cosign keeps what belongs to a manifest, behind the digest with a dash for its colon. */
const suffixes = ['.sig', '.att', '.sbom'];

interface Place {
  registry: Registry;
  repository: string;
}

export interface Attachments {
  /** Tags of the source, and what they point to. */
  tags: { tag: string; digest: Digest | undefined }[];
  referrers: Descriptor[];
}

/** What is attached to that manifest where it comes from. */
export async function attachmentsOf(
  { registry, repository }: Place,
  digest: Digest,
  ledger: BlobLedger,
  signal: AbortSignal,
): Promise<Attachments> {
  const known = await ledger.tagsOf(registry, repository, signal);
  const wanted = suffixes.map((suffix) => referrersTag(digest) + suffix).filter((tag) => known?.has(tag) ?? true);
  const [referrers, ...heads] = await Promise.all([
    registry.referrers(repository, digest, { signal, tags: known }),
    ...wanted.map((tag) => registry.headManifest(repository, tag, { signal })),
  ]);
  const tags = heads.flatMap((head, index) => (head ? [{ tag: wanted[index] ?? '', digest: head.digest }] : []));
  return { tags, referrers };
}

/**
 * Makes the referrers known at a registry that finds none by itself: in the list that is tagged for it, beside those that
 * are there (OCI distribution specification, "Pushing Manifests with Subject"). Two at the same time may lose an entry,
 * which the next run puts back.
 */
export async function listReferrers(
  { registry, repository }: Place,
  digest: Digest,
  referrers: readonly Descriptor[],
  signal: AbortSignal,
): Promise<void> {
  const known = await registry.referrers(repository, digest, { signal });
  const missing = referrers.filter((one) => !known.some((other) => other.digest === one.digest));
  if (missing.length === 0) return;
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests: [...known, ...missing] }));
  const list: Manifest = { mediaType, digest: digestOf(bytes), bytes };
  await registry.putManifest(repository, referrersTag(digest), list, { signal });
}
