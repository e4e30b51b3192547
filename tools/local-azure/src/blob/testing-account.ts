import { homeTenant } from '../entra/tenants.ts';
import { type BlobAccount } from './account.ts';

const container = { name: 'releases', generation: 'first', etag: '"0x1"', changedAt: 0, metadata: {} };

/** An account with one container, for a blob service without Azure Resource Manager. */
export const fixedAccount: BlobAccount = {
  name: 'kept',
  id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/kept',
  tenantId: homeTenant,
  keys: [],
  allowSharedKeyAccess: false,
  network: { isPublic: true, defaultAction: 'Allow', subnets: [] },
  containers: {
    list: () => [container],
    find: (name) => (name === container.name ? container : undefined),
    create: () => undefined,
    remove: () => undefined,
  },
};
