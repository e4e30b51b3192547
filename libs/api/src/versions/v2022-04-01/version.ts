import { defineVersion } from '../define-version.ts';
import { location, managedResourceGroup, serviceDomain } from '../rules/cluster-rules.ts';
import { joinRanges, sameSubscription, workerDiskEncryption, workerSubnets } from '../rules/network-rules.ts';
import { oneIngressProfile, oneWorkerProfile, vmSizeVersions } from '../rules/profile-rules.ts';
import { tags } from '../rules/tag-rules.ts';

export const v20220401 = defineVersion({
  version: '2022-04-01',
  rules: [
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
  ],
  actions: new Set(['listCredentials', 'listAdminCredentials']),
  serves: new Set(),
});
