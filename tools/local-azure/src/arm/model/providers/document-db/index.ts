import { type ResourceProvider } from '../provider.ts';
import { databaseAccount, type DocumentDbOptions } from './accounts.ts';
import { sqlContainer } from './containers.ts';
import { sqlDatabase } from './databases.ts';
import { sqlRoleAssignment } from './role-assignments.ts';
import { sqlRoleDefinition } from './role-definitions.ts';

export { type DocumentDbOptions } from './accounts.ts';
export { createCosmosAccount } from './data-plane.ts';

/** Microsoft.DocumentDB, for NoSQL accounts. */
export const documentDb = (options: DocumentDbOptions): ResourceProvider => ({
  namespace: 'Microsoft.DocumentDB',
  types: [databaseAccount(options), sqlDatabase, sqlContainer, sqlRoleDefinition, sqlRoleAssignment(options)],
});
