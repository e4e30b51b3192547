import { location, managedResourceGroup, serviceDomain } from './cluster-rules.ts';
import { joinRanges, sameSubscription, workerDiskEncryption, workerSubnets } from './network-rules.ts';
import { oneIngressProfile, oneWorkerProfile, vmSizeVersions } from './profile-rules.ts';
import { type Rule } from './rule.ts';
import { tags } from './tag-rules.ts';

/** What holds in every API version; a rule about a member that a version lacks has nothing to say there. */
export const everyVersion: readonly Rule[] = [
  location,
  tags,
  serviceDomain,
  managedResourceGroup,
  joinRanges,
  sameSubscription,
  oneWorkerProfile,
  workerSubnets,
  workerDiskEncryption,
  vmSizeVersions,
  oneIngressProfile,
];
