export { createKeyVaultServer, type KeyVaultOptions, type KeyVaultServer, type VaultAccess } from './server.ts';
