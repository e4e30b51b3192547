import { type Digest, isDigest } from '../digest.ts';
import { type Descriptor } from '../manifest.ts';
import { attachmentsOf } from './attachments.ts';
import { type CopyOptions, type CopyPlan } from './copy.ts';
import { named } from './copy-image.ts';
import { createBlobLedger } from './ledger.ts';
import { isIndex, parseManifest } from './parse-manifest.ts';

/**
 * What {@link copyImage} would do with the same options, now; writes nothing. With one ledger for several images, a blob
 * that they share is missing once. @throws as copyImage
 */
export async function planImage(options: CopyOptions): Promise<CopyPlan> {
  try {
    return await plan(options);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw named(error, options.from);
  }
}

async function plan(options: CopyOptions): Promise<CopyPlan> {
  const { registry: source, repository: from } = options.from;
  const { registry: target, repository: to } = options.to;
  const ledger = options.blobsDone ?? createBlobLedger();
  const signal = options.signal ?? new AbortController().signal;
  const seen = new Set<Digest>();
  const manifests: CopyPlan['manifests'] = { missing: [], present: 0 };
  const blobs: CopyPlan['blobs'] = { missing: [], present: 0 };
  const attached: string[] = [];

  const lookAtBlob = async (blob: Descriptor) => {
    const { digest } = blob;
    const how = await ledger.bring({ host: target.host, repository: to, digest }, async () =>
      (await target.hasBlob(to, digest, { signal })) ? 'present' : 'copied',
    );
    if (how === 'copied') blobs.missing.push(blob);
    else if (how === 'present') blobs.present += 1;
  };
  const look = async (reference: string): Promise<Digest> => {
    if (isDigest(reference) && seen.has(reference)) return reference;
    const known = isDigest(reference) ? await target.headManifest(to, reference, { signal }) : undefined;
    if (known && isDigest(reference) && !options.deep && !isIndex(known.mediaType)) {
      seen.add(reference);
      manifests.present += 1;
      return reference;
    }
    const manifest = await source.manifest(from, reference, { signal });
    const { digest, mediaType, bytes } = manifest;
    if (seen.has(digest)) return digest;
    seen.add(digest);
    const isThere = (known ?? (await target.headManifest(to, digest, { signal }))) !== undefined;
    if (isThere) manifests.present += 1;
    else manifests.missing.push({ digest, mediaType, size: bytes.length });
    const parts = parseManifest(manifest, { host: source.host, repository: from, reference: digest });
    await Promise.all(parts.manifests.map((child) => look(child.digest)));
    if (!isThere || options.deep) await Promise.all(parts.blobs.map(lookAtBlob));
    return digest;
  };
  const lookAtAttached = async (digest: Digest) => {
    const { tags, referrers } = await attachmentsOf({ registry: source, repository: from }, digest, ledger, signal);
    for (const { tag, digest: wanted } of tags) {
      const there = await target.headManifest(to, tag, { signal });
      if (there && there.digest === wanted) continue;
      attached.push(tag);
      await look(tag);
    }
    for (const { digest: referrer } of referrers) {
      if (seen.has(referrer)) continue;
      await look(referrer);
      if (manifests.missing.some((one) => one.digest === referrer)) attached.push(referrer);
      await lookAtAttached(referrer);
    }
  };

  const digest = await look(options.from.reference);
  if (options.attachments !== false) for (const one of [...seen]) await lookAtAttached(one);
  return { digest, manifests, blobs, bytes: blobs.missing.reduce((sum, { size }) => sum + size, 0), attached };
}
