export { serviceUnavailable } from './model/errors.ts';
export { type MayUseVault, type Retention, type VaultResource } from './resource.ts';
export { createKeyVaultServer, type KeyVaultOptions, type KeyVaultServer, type VaultAccess } from './server.ts';
