import { type Digest } from '../digest.ts';

/** One image of an OpenShift release, as `release-manifests/image-references` names it. */
export interface ReleaseImage {
  /** Such as `machine-config-operator`. */
  name: string;
  /** `HOST/REPOSITORY@DIGEST`. */
  reference: string;
  annotations: Record<string, string>;
}

/** What a release image says of itself. */
export interface ReleaseImages {
  /** Of the release image for the architecture that was asked for; another one than asked when that was a list. */
  digest: Digest;
  /** Of the release, such as `4.16.30`. */
  version: string;
  images: ReleaseImage[];
  /** `release-manifests/release-metadata`: `previous` are the versions that can be updated to this one. */
  metadata: { version: string; previous: string[]; metadata: Record<string, string> };
}
