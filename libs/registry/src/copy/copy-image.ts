import { type Digest, isDigest } from '../digest.ts';
import { RegistryError } from '../errors.ts';
import { type Manifest } from '../manifest.ts';
import { attachmentsOf, listReferrers } from './attachments.ts';
import { type Bringing, createBringing } from './bring.ts';
import { type CopyOptions, type CopyResult, type ImageAddress } from './copy.ts';

/**
 * Copies one image, manifest lists with all that they list, so that every digest stays what it is. Blobs come before the
 * manifest that names them, manifests before the list, the tag at the end: at no time is there half of one. What is there
 * already is not copied; a copy that was cut off anywhere is taken up by another one. May run beside itself.
 * @throws RegistryError that names the image; the signal's reason
 */
export async function copyImage(options: CopyOptions): Promise<CopyResult> {
  using bringing = createBringing(options);
  try {
    return await copy(bringing, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw named(error, options.from);
  }
}

/** The same error, about the image. */
export function named(error: unknown, { registry, repository, reference }: ImageAddress): unknown {
  if (!(error instanceof RegistryError)) return error;
  const image = `${registry.host}/${repository}${isDigest(reference) ? '@' : ':'}${reference}`;
  return new RegistryError(error.kind, `${image}: ${error.message}`, error.context, { cause: error });
}

async function copy(bringing: Bringing, { from, to, attachments = true }: CopyOptions): Promise<CopyResult> {
  const { target, seen, done } = bringing;
  const tag = to.reference === undefined || isDigest(to.reference) ? undefined : to.reference;
  const { digest, manifest, isTagged } = await bringing.manifest(from.reference, tag);
  if (to.reference !== undefined && isDigest(to.reference) && to.reference !== digest)
    throw new RegistryError('refused', `it is ${digest}, and cannot be ${to.reference}`, { host: target.host });
  const visited = new Set<Digest>();
  if (attachments) for (const one of [...seen]) await attach(bringing, one, visited);
  if (tag !== undefined && !isTagged) await setTag(bringing, tag, digest, manifest);
  return { digest, ...done };
}

async function setTag(bringing: Bringing, tag: string, digest: Digest, manifest?: Manifest): Promise<void> {
  const { source, target, from, to, signal } = bringing;
  await target.putManifest(to, tag, manifest ?? (await source.manifest(from, digest, { signal })), { signal });
}

/** Takes along what is attached to a manifest, and what is attached to that. */
async function attach(bringing: Bringing, digest: Digest, visited: Set<Digest>): Promise<void> {
  const { source, target, from, to, ledger, signal, done } = bringing;
  if (visited.has(digest)) return;
  visited.add(digest);
  const { tags, referrers } = await attachmentsOf({ registry: source, repository: from }, digest, ledger, signal);
  for (const { tag, digest: wanted } of tags) {
    const brought = await bringing.manifest(wanted ?? tag, tag);
    if (!brought.isTagged) await setTag(bringing, tag, brought.digest, brought.manifest);
    done.attached.push(tag);
  }
  for (const { digest: referrer } of referrers) {
    await bringing.manifest(referrer);
    done.attached.push(referrer);
    await attach(bringing, referrer, visited);
  }
  if (referrers.length > 0) await listReferrers({ registry: target, repository: to }, digest, referrers, signal);
}
