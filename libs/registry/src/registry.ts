import { type Log } from '@aro-rp/telemetry';
import { type Clock, type Random } from '@aro-rp/time';
import { type Credentials } from './credentials/credentials.ts';
import { type Digest } from './digest.ts';
import { type RegistryLimits } from './limits.ts';
import { type Descriptor, type Manifest, type ManifestHead } from './manifest.ts';

export interface RegistryOptions {
  /** Host and port as image references begin: `quay.io`, `localhost:5000`. */
  host: string;
  /** `http` is for loopback only. `https` unless told. */
  scheme?: 'https' | 'http';
  /** Nobody unless told. */
  credentials?: Credentials;
  log: Log;
  clock: Clock;
  /** {@link defaultLimits} for what is not told. */
  limits?: Partial<RegistryLimits>;
  /** Authorities (PEM) that are trusted beside the default ones. */
  ca?: readonly string[];
  /** For jitter; `Math.random` unless told. */
  random?: Random;
}

export interface CallOptions {
  signal?: AbortSignal | undefined;
}

export interface BlobUpload extends CallOptions {
  /** Another repository of this registry that has the blob: it is mounted from there when the registry can do that. */
  mountFrom?: string | undefined;
  /** Told of the bytes that the registry was sent, as they go; negative when they have to be sent again. */
  onBytes?: ((bytes: number) => void) | undefined;
}

/** The bytes of a blob from `offset` on, to be read once. What it throws fails the upload or is tried again. */
export type BlobSource = (offset: number, signal: AbortSignal) => AsyncIterable<Uint8Array>;

/**
 * One registry (OCI distribution specification 1.1, Docker Registry HTTP API V2), spoken to by one client. Safe for
 * concurrent use: no more requests than its limits allow are under way, and a registry that asks for a pause gets it
 * from all of them. Every method throws RegistryError, or the signal's reason. A request that may be repeated is, with
 * jittered back-off, while the failure is transient.
 */
export interface Registry {
  readonly host: string;
  readonly limits: RegistryLimits;
  /** Shows that there is a registry and that the credentials are taken. */
  ping(options?: CallOptions): Promise<void>;
  /** The bytes are those of the digest, the reference's when that is one. @throws RegistryError `not-found` */
  manifest(repository: string, reference: string, options?: CallOptions): Promise<Manifest>;
  /** @returns undefined when there is none */
  headManifest(repository: string, reference: string, options?: CallOptions): Promise<ManifestHead | undefined>;
  /**
   * Streams a blob from `offset` on, opened at the first read; a cut connection is taken up where it broke. From
   * offset 0 the digest is verified: the last step throws `digest-mismatch` instead of ending when it is another.
   * @param size as the manifest says it; more or fewer bytes are a `digest-mismatch` too
   */
  blob(
    repository: string,
    blob: { digest: Digest; size?: number },
    options?: CallOptions & { offset?: number },
  ): AsyncIterable<Uint8Array>;
  hasBlob(repository: string, digest: Digest, options?: CallOptions): Promise<boolean>;
  /** @param reference a tag, or the digest of the manifest */
  putManifest(repository: string, reference: string, manifest: Manifest, options?: CallOptions): Promise<void>;
  /** @returns false when the registry cannot do it or `from` does not have the blob: then nothing has changed */
  mountBlob(repository: string, digest: Digest, from: string, options?: CallOptions): Promise<boolean>;
  /**
   * Sends a blob in pieces, asks after a cut how far it came, and goes on from there. It is published by the last
   * request, once all bytes are sent and have the digest: bytes of another digest cancel the upload.
   */
  uploadBlob(
    repository: string,
    blob: { digest: Digest; size: number },
    source: BlobSource,
    options?: BlobUpload,
  ): Promise<'uploaded' | 'mounted'>;
  /** Follows the pages. A repository that is not there has none. */
  tags(repository: string, options?: CallOptions): AsyncIterable<string>;
  /**
   * Manifests whose `subject` is that one (OCI distribution specification, "Listing Referrers"), by the API or, where
   * the registry has none, by the tag that takes its place.
   * @param options.tags all tags of the repository, when they are known: none but these is asked for
   */
  referrers(
    repository: string,
    digest: Digest,
    options?: CallOptions & { tags?: ReadonlySet<string> | undefined },
  ): Promise<Descriptor[]>;
  /** Cuts what is under way and closes every connection. */
  close(): Promise<void>;
}
