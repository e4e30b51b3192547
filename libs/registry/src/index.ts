export {
  type CopyOptions,
  type CopyPlan,
  type CopyProgress,
  type CopyResult,
  type ImageAddress,
  type Outcome,
} from './copy/copy.ts';
export { type BlobLedger, createBlobLedger } from './copy/ledger.ts';
export { type Credential, type Credentials } from './credentials/credentials.ts';
export { type Digest, digestOf, isDigest } from './digest.ts';
export { isTransient, RegistryError, type RegistryErrorContext, type RegistryErrorKind } from './errors.ts';
export { defaultLimits, type RegistryLimits } from './limits.ts';
export { type Descriptor, type Manifest, type ManifestHead } from './manifest.ts';
export { type BlobSource, type BlobUpload, type CallOptions, type Registry, type RegistryOptions } from './registry.ts';
export { type ReleaseImage, type ReleaseImages } from './release/release.ts';
