export { bootstrapPointer, customDataLimit, CustomDataTooLargeError, toCustomData } from './ignition.ts';
export {
  type InstallConfigInput,
  type MachinePoolInput,
  masterDiskSizeGB,
  type OsImage,
  toInstallConfig,
} from './install-config.ts';
export { type MinorVersion, minorVersionOf, supportedMinors, UnsupportedVersionError } from './minor-versions.ts';
export { type InstallerOutput, InstallerOutputError, readOutput, serializeOutput } from './output.ts';
export { PullSecretError, type RegistryAccess, toPullSecret } from './pull-secret.ts';
export { type ManifestEdits, ManifestError, type RouterAddress } from './manifests/manifests.ts';
export {
  type InstallerBinary,
  type InstallerCache,
  type InstallerCacheOptions,
  createInstallerCache,
} from './installer/cache.ts';
export { InstallerError, type InstallerFailure, isCustomersOwn, isLasting } from './installer/installer-error.ts';
export { type ClusterCredentials, type InstallerRun, type Scratch } from './installer/run-options.ts';
export { createRedaction } from './installer/redact-lines.ts';
export { runInstaller } from './installer/run-installer.ts';
export { cleanScratch, makePrivateFolder } from './installer/scratch.ts';
export { type Kubeconfigs, mintKubeconfigs } from './kubeconfigs/mint.ts';
export { expiryOf } from './kubeconfigs/expiry.ts';
export { connectCluster, type ClusterConnection } from './cluster-api/connect.ts';
export { ClusterApiError, type ClusterApiErrorKind, isClusterApiError } from './cluster-api/cluster-api-error.ts';
export { type Cluster, type ClusterCallOptions } from './cluster-api/cluster.ts';
export { type Written } from './cluster-api/change.ts';
export { type AzureCredentials } from './cluster-api/credentials.ts';
export * from './cluster-api/objects.ts';
export * from './cluster-api/judgements.ts';
export { KubeconfigError } from './kubeconfigs/kubeconfig.ts';
export { StateError } from './installer/state.ts';
