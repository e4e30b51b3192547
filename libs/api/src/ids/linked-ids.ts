import { isResourceGroupName, isSubscriptionId } from './rules.ts';

/** The id of a resource group. */
export interface ResourceGroupId {
  /** Lower-cased. */
  readonly subscriptionId: string;
  readonly resourceGroup: string;
}

/** The id of a subnet. */
export interface SubnetId extends ResourceGroupId {
  readonly virtualNetwork: string;
  readonly subnet: string;
  /** Lower-cased; two subnets are in one virtual network when these are equal. */
  readonly virtualNetworkKey: string;
  /** The whole id, lower-cased. */
  readonly key: string;
}

/** The id of a disk encryption set. */
export interface DiskEncryptionSetId extends ResourceGroupId {
  readonly name: string;
  readonly key: string;
}

/** The id of a user-assigned managed identity. */
export interface UserAssignedIdentityId extends ResourceGroupId {
  readonly name: string;
  readonly key: string;
}

const group = '/subscriptions/([^/]+)/resourceGroups/([^/]+)';
const groupPattern = new RegExp(`^${group}$`, 'i');
const subnetPattern = new RegExp(
  `^${group}/providers/Microsoft\\.Network/virtualNetworks/([-a-z0-9_.]{2,64})/subnets/([-a-z0-9_.]{2,80})$`,
  'i',
);
const diskEncryptionSetPattern = new RegExp(
  `^${group}/providers/Microsoft\\.Compute/diskEncryptionSets/([-a-z0-9_]{1,80})$`,
  'i',
);

/** The names of managed identities are those of Azure's published naming rules. */
const userAssignedIdentityPattern = new RegExp(
  `^${group}/providers/Microsoft\\.ManagedIdentity/userAssignedIdentities/([a-z0-9][-a-z0-9_]{2,127})$`,
  'i',
);

/** The parts of an id, when the subscription and the group in it can exist. */
function parse(pattern: RegExp, text: string): [group: ResourceGroupId, ...rest: string[]] | undefined {
  const [, subscriptionId, resourceGroup, ...rest] = pattern.exec(text) ?? [];
  if (subscriptionId === undefined || resourceGroup === undefined) return undefined;
  if (!isSubscriptionId(subscriptionId) || !isResourceGroupName(resourceGroup)) return undefined;
  return [{ subscriptionId: subscriptionId.toLowerCase(), resourceGroup }, ...rest];
}

/** @returns undefined when the text is not the id of a resource group */
export const parseResourceGroupId = (text: string): ResourceGroupId | undefined => parse(groupPattern, text)?.[0];

/** @returns undefined when the text is not the id of a subnet */
export function parseSubnetId(text: string): SubnetId | undefined {
  const [of, virtualNetwork, subnet] = parse(subnetPattern, text) ?? [];
  if (of === undefined || virtualNetwork === undefined || subnet === undefined) return undefined;
  const key = text.toLowerCase();
  return { ...of, virtualNetwork, subnet, key, virtualNetworkKey: key.slice(0, key.lastIndexOf('/subnets/')) };
}

/** @returns undefined when the text is not the id of a disk encryption set */
export function parseDiskEncryptionSetId(text: string): DiskEncryptionSetId | undefined {
  const [of, name] = parse(diskEncryptionSetPattern, text) ?? [];
  return of === undefined || name === undefined ? undefined : { ...of, name, key: text.toLowerCase() };
}

/** @returns undefined when the text is not the id of a user-assigned managed identity */
export function parseUserAssignedIdentityId(text: string): UserAssignedIdentityId | undefined {
  const [of, name] = parse(userAssignedIdentityPattern, text) ?? [];
  return of === undefined || name === undefined ? undefined : { ...of, name, key: text.toLowerCase() };
}
