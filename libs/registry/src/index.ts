export {
  type CopyOptions,
  type CopyPlan,
  type CopyProgress,
  type CopyResult,
  type ImageAddress,
  type Outcome,
} from './copy/copy.ts';
export { copyImage } from './copy/copy-image.ts';
export { type BlobLedger, type BlobPlace, createBlobLedger } from './copy/ledger.ts';
export { planImage } from './copy/plan-image.ts';
export { azureRegistry, type AzureRegistryOptions, type TokenProvider } from './credentials/azure-registry.ts';
export { type Credential, type CredentialQuestion, type Credentials } from './credentials/credentials.ts';
export { dockerConfig } from './credentials/docker-config.ts';
export { firstOf } from './credentials/first-of.ts';
export { userAndPassword } from './credentials/password.ts';
export { type Digest, digestOf, isDigest } from './digest.ts';
export { isTransient, RegistryError, type RegistryErrorContext, type RegistryErrorKind } from './errors.ts';
export { formatImageReference, type ImageReference, parseImageReference } from './image-reference.ts';
export { defaultLimits, type RegistryLimits } from './limits.ts';
export { type Descriptor, type Manifest, type ManifestHead } from './manifest.ts';
export { openRegistry } from './open-registry.ts';
export { type BlobSource, type BlobUpload, type CallOptions, type Registry, type RegistryOptions } from './registry.ts';
export { type Extracted, extractFile, type FileSink } from './release/extract-file.ts';
export { type PlatformOptions } from './release/image.ts';
export { readReleaseImages } from './release/release-images.ts';
export { type ReleaseImage, type ReleaseImages } from './release/release.ts';
