import { ArmError } from '../../errors.ts';
import { type ResourceType } from '../provider.ts';
import { identityOf, type IdentityOptions, makeIdentity } from './identities.ts';

const names = /^[a-z0-9][a-z0-9_-]{2,127}$/i;

/** Microsoft.ManagedIdentity/userAssignedIdentities. Its ids stay the same however often it is written. */
export const userAssignedIdentity = (options: IdentityOptions): ResourceType => ({
  name: 'userAssignedIdentities',
  apiVersions: [
    '2024-11-30',
    '2023-01-31',
    '2022-01-31-preview',
    '2021-09-30-preview',
    '2018-11-30',
    '2015-08-31-preview',
  ],
  kind: 'regional',
  longRunning: { put: false, delete: false },
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
  accept({ id, name, current }) {
    if (!names.test(name))
      throw new ArmError(
        400,
        'InvalidIdentityName',
        `The identity name '${name}' is invalid. It has 3 to 128 characters: letters, digits, hyphens and underscores, of which the first is a letter or a digit.`,
      );
    if (current) return { properties: current.properties };
    const { tenantId, principalId, clientId } = makeIdentity(options, id, name);
    return { properties: { tenantId, principalId, clientId } };
  },
  onDelete(resource) {
    options.directory?.remove(identityOf(resource));
    return [];
  },
});
