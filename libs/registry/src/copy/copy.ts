import { type Digest } from '../digest.ts';
import { type Descriptor } from '../manifest.ts';
import { type Registry } from '../registry.ts';
import { type BlobLedger } from './ledger.ts';

/** An image in a registry. */
export interface ImageAddress {
  registry: Registry;
  repository: string;
  /** Tag or digest. */
  reference: string;
}

/** How something came to be where it should be: by bytes, by a mount, by another image of this run, or before it. */
export type Outcome = 'copied' | 'mounted' | 'shared' | 'present';

/** What a copy tells while it goes on. Bytes are those of blobs; a blob that is sent again takes its own back first. */
export type CopyProgress =
  | { kind: 'blob-started'; digest: Digest; size: number }
  | { kind: 'bytes'; digest: Digest; bytes: number }
  | { kind: 'blob-done'; digest: Digest; size: number; how: Outcome }
  | { kind: 'manifest-done'; digest: Digest; how: 'copied' | 'present' };

export interface CopyOptions {
  from: ImageAddress;
  /**
   * Without a reference it is known by its digest alone. A tag is set last of all, so that it never shows half of
   * an image; a digest has to be the image's own.
   */
  to: { registry: Registry; repository: string; reference?: string };
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: CopyProgress) => void) | undefined;
  /** What copies of one run share, so that a blob goes over the wire once; one of its own unless told. */
  blobsDone?: BlobLedger | undefined;
  /** Signatures, attestations and other referrers of the image and of its parts are taken along unless false. */
  attachments?: boolean;
  /**
   * Looks below manifests that are at the target already too, and brings what is missing there: for a registry that has
   * lost something. Otherwise a manifest is the last to come, so that all of it is there when it is.
   */
  deep?: boolean;
  /** Blobs of this image that are under way at the same time; 4 unless told. The registries' own limits hold too. */
  blobs?: number;
}

export interface CopyResult {
  digest: Digest;
  manifests: { copied: number; present: number };
  blobs: Record<Outcome, number>;
  /** Bytes of the blobs that were copied. */
  bytes: number;
  /** Tags of signatures and attestations, and digests of referrers, that are at the target now. */
  attached: string[];
}

/** What a copy would do. Blobs and manifests of which the ledger knows already are left out. */
export interface CopyPlan {
  digest: Digest;
  manifests: { missing: Descriptor[]; present: number };
  blobs: { missing: Descriptor[]; present: number };
  /** Of the missing blobs. */
  bytes: number;
  /** Tags and digests of attachments that are missing. */
  attached: string[];
}
