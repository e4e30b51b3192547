import { type Instant } from '@aro-rp/time';
import { type VersionDocument } from '../documents.ts';

/** `mirrored`: everything has been copied; `verified`: and was found there, byte counts and digests included. */
export type ReleaseState = 'mirroring' | 'mirrored' | 'verified';

/** One OpenShift release on its way into the service's registry; `id` and `release` are its version. */
export interface ReleaseDocument {
  id: string;
  type: 'release';
  /** Such as `4.16.30`; the partition key. */
  release: string;
  revision: number;
  state: ReleaseState;
  /** Of the lease under which it was last worked on: who has an older one writes nothing any more. */
  epoch: number;
  /** The release image where it is published, by digest. */
  source: string;
  startedAt: Instant;
  mirroredAt?: Instant;
  verifiedAt?: Instant;
  /** The release image in the service's registry, by digest. */
  releaseImage?: string;
  /** How many images it names, itself included. */
  images?: number;
  installer?: VersionDocument['installer'];
  osImage?: VersionDocument['osImage'];
  /** Why the last try ended; absent when it did not fail. */
  failure?: { message: string; at: Instant };
}

/** An image of a release that is completely in the service's registry; `id` is its digest. */
export interface MirroredImageDocument {
  id: string;
  type: 'mirrored-image';
  release: string;
  revision: number;
  repository: string;
  copiedAt: Instant;
}
