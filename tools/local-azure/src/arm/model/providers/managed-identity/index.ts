import { type ResourceProvider } from '../provider.ts';
import { type IdentityOptions } from './identities.ts';
import { userAssignedIdentity } from './user-assigned-identities.ts';

export {
  type IdentityOptions,
  type ManagedIdentity,
  type ManagedIdentityDirectory,
  tellDirectory,
} from './identities.ts';

export const managedIdentity = (options: IdentityOptions): ResourceProvider => ({
  namespace: 'Microsoft.ManagedIdentity',
  types: [userAssignedIdentity(options)],
});
