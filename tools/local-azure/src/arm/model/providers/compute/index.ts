import { type IdentityOptions } from '../managed-identity/index.ts';
import { type ResourceProvider } from '../provider.ts';
import { diskEncryptionSet } from './disk-encryption-sets.ts';
import { disk } from './disks.ts';
import { type ComputeOptions } from './options.ts';
import { virtualMachine } from './virtual-machines.ts';

export { type Generation, imageGeneration, type ImageReference } from './images.ts';
export { type ComputeOptions, type ComputeQuota, type SkuRestriction } from './options.ts';
export { sizeGenerations } from './sizes.ts';

export const compute = (options: ComputeOptions, identities: IdentityOptions): ResourceProvider => ({
  namespace: 'Microsoft.Compute',
  types: [virtualMachine(options, identities), disk, diskEncryptionSet(identities)],
});
