import { systemClock } from '@aro-rp/time';
import { type IdentityOptions } from '../managed-identity/index.ts';
import { type ResourceProvider } from '../provider.ts';
import { diskEncryptionSet } from './disk-encryption-sets.ts';
import { disk } from './disks.ts';
import { type ComputeOptions } from './options.ts';
import { createHardwareSlot, scaleSet, scaleSetInstance } from './scale-sets/index.ts';
import { virtualMachine } from './virtual-machines.ts';

export { type Generation, imageGeneration, type ImageReference } from './images.ts';
export { type ComputeOptions, type ComputeQuota, type SkuRestriction } from './options.ts';
export { sizeGenerations } from './sizes.ts';

export const compute = (options: ComputeOptions, identities: IdentityOptions): ResourceProvider => {
  const { hardware = createHardwareSlot(), clock = systemClock } = options;
  const ofScaleSets = { compute: options, identities, hardware, clock };
  return {
    namespace: 'Microsoft.Compute',
    types: [
      virtualMachine(options, identities),
      disk,
      diskEncryptionSet(identities),
      scaleSet(ofScaleSets),
      scaleSetInstance(ofScaleSets),
    ],
  };
};
