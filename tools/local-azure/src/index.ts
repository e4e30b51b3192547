export {
  type ActivityRecord,
  ArmError,
  type ArmOptions,
  type ArmServer,
  createArmServer,
  type RequestFilter,
} from './arm/index.ts';
export {
  type BlobAccount,
  type BlobContainer,
  type BlobServer,
  type BlobServerOptions,
  createBlobServer,
} from './blob/index.ts';
export * from './certificates/index.ts';
export { removeEndpoints, writeEndpointFiles } from './cli/endpoint-files.ts';
export {
  type CosmosOptions,
  type CosmosServer,
  createCosmosServer,
  dataContributor,
  dataReader,
  emulatorKey,
} from './cosmos/index.ts';
export * from './entra/index.ts';
export * from './faults/index.ts';
export { type AdvanceableClock, createAdvanceableClock } from './host/clock.ts';
export * from './host/context.ts';
export { type LocalAzure, type LocalAzureOptions, startLocalAzure } from './host/local-azure.ts';
export { createTestContext, type TestContext, trust } from './host/testing.ts';
export { createKeyVaultServer, type KeyVaultOptions, type KeyVaultServer } from './key-vault/index.ts';
export { type BuiltInstaller, buildInstaller, type InstallerBuild } from './openshift-install/index.ts';
export {
  createRegistryServer,
  type Registry as LocalRegistry,
  type RegistryServer,
  type RegistryServerOptions,
} from './registry/index.ts';
export {
  type PublishedRelease,
  publishReleases,
  publishUpstream,
  startUpstream,
  type Upstream,
} from './releases/index.ts';
export { type ClusterReport, type OpenShiftServer, type Timeline } from './openshift/index.ts';
export {
  createServiceBusServer,
  type QueueStatus,
  type ServiceBusOptions,
  type ServiceBusServer,
  type ServiceBusTopology,
} from './service-bus/index.ts';
