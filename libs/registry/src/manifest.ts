import { type Digest } from './digest.ts';

/** What a manifest says of a blob or of another manifest (OCI image specification, "Descriptor"). */
export interface Descriptor {
  mediaType: string;
  digest: Digest;
  /** In bytes. */
  size: number;
  artifactType?: string;
  annotations?: Record<string, string>;
  platform?: { architecture?: string; os?: string; variant?: string };
  /** Where the bytes are when they are not in the registry. */
  urls?: string[];
}

/** A manifest as the registry has it, byte by byte, so that its digest stays what it is. */
export interface Manifest {
  mediaType: string;
  digest: Digest;
  bytes: Uint8Array;
}

/** What `HEAD` tells of one. */
export interface ManifestHead {
  mediaType: string;
  /** Absent when the registry does not say. */
  digest?: Digest;
  size?: number;
}
