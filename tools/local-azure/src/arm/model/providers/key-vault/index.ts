import { type ResourceProvider } from '../provider.ts';
import { type KeyVaultOptions, vaults } from './vaults.ts';

export { createKeyVaults, mayUseVault } from './data-plane.ts';
export { checkVaultName, deletedVaultId, deletedVaults, deletedVaultType, keyVaultApiVersions } from './names.ts';
export { type KeyVaultOptions } from './vaults.ts';

export const keyVault = (options: KeyVaultOptions): ResourceProvider => ({
  namespace: 'Microsoft.KeyVault',
  types: [vaults(options)],
});
