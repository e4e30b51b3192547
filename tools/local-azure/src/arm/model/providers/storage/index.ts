import { type ResourceProvider } from '../provider.ts';
import { storageAccount, type StorageOptions } from './accounts.ts';
import { blobContainer, blobService } from './containers.ts';

export { type StorageOptions } from './accounts.ts';
export { createStorageAccounts } from './data-plane.ts';
export { checkAccountName } from './names.ts';

export const storage = (options: StorageOptions): ResourceProvider => ({
  namespace: 'Microsoft.Storage',
  types: [storageAccount(options), blobService, blobContainer],
});
