export { AzureError, type AzureErrorKind, isAzureError } from './azure-error.ts';
export { type Azure, type AzureOptions, createAzure, type Identity, type Subscription } from './azure.ts';
export { type CallOptions, type EndedCall } from './call.ts';
export { createCredentials, type CredentialOptions } from './credentials.ts';
export { type AddressRecord, type DnsRecords, type DnsZone, type Reservation } from './dns-records.ts';
export {
  type EnsuredGroup,
  type ResourceGroup,
  type ResourceGroups,
  type ResourceGroupSpec,
} from './resource-groups.ts';
export { type BlobStore, type BlobStoreOptions, connectBlobStore } from './blob-store.ts';
export { type Blobs } from './blobs.ts';
export { type Deployment, type Deployments, type DeploymentSpec } from './deployments.ts';
export { type Graph } from './graph.ts';
export { type Accepted, type Operations } from './operations.ts';
export { type Resource, type Resources, type WriteOptions } from './resources.ts';
