import { asObject, isText } from '../../json.ts';
import { acceptIdentity, type IdentityOptions } from '../managed-identity/identities.ts';
import { type ResourceType } from '../provider.ts';
import { diskApiVersions } from './api-versions.ts';
import { disksEncryptedWith } from './disks.ts';
import { computeRefusals } from './refusals.ts';

const encryptionTypes = [
  'EncryptionAtRestWithCustomerKey',
  'EncryptionAtRestWithPlatformAndCustomerKeys',
  'ConfidentialVmEncryptedWithCustomerKey',
];

/** Microsoft.Compute/diskEncryptionSets: which key of a vault encrypts disks. The key itself is not looked at. */
export const diskEncryptionSet = (identities: IdentityOptions): ResourceType => ({
  name: 'diskEncryptionSets',
  apiVersions: diskApiVersions,
  kind: 'regional',
  longRunning: { put: true, delete: true },
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
  accept({ id, name, properties, envelope, current, view }) {
    const { keyUrl, sourceVault } = asObject(properties['activeKey']);
    if (!isText(keyUrl)) throw computeRefusals.missingParameter('diskEncryptionSet.activeKey.keyUrl');
    const encryptionType = properties['encryptionType'] ?? encryptionTypes[0];
    if (!encryptionTypes.includes(String(encryptionType)))
      throw computeRefusals.invalidParameter(
        'diskEncryptionSet.encryptionType',
        `The value '${String(encryptionType)}' of parameter 'diskEncryptionSet.encryptionType' is invalid.`,
      );
    const identity = acceptIdentity(identities, {
      id,
      name,
      given: envelope['identity'],
      current: current?.envelope['identity'],
      view,
    });
    if (!identity) throw computeRefusals.missingParameter('diskEncryptionSet.identity');
    return {
      properties: {
        activeKey: { keyUrl, ...(sourceVault === undefined ? {} : { sourceVault }) },
        encryptionType,
        rotationToLatestKeyVersionEnabled: properties['rotationToLatestKeyVersionEnabled'] === true,
      },
      envelope: { ...envelope, identity },
    };
  },
  refuseDelete(resource, view) {
    const [user] = disksEncryptedWith(view, resource.id);
    return (
      user &&
      computeRefusals.notAllowed(
        `Disk encryption set '${resource.name}' cannot be deleted because it is in use by resources such as '${user.id}'.`,
      )
    );
  },
});
