import { type WritePath } from './batch.ts';
import { catalogueStore } from './catalogue-store.ts';
import { type RoleSetDocument } from './documents.ts';
import { type RoleSetStore } from './stores.ts';

export const roleSetStore = (path: WritePath): RoleSetStore =>
  catalogueStore<RoleSetDocument>(path, {
    type: 'platform-workload-identity-role-set',
    name: 'put-role-set',
    key: 'openShiftVersion',
  });
