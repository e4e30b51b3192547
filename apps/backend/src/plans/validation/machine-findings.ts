import { finding } from '../error-codes.ts';
import { type VmSize } from '../vm-sizes.ts';
import { type Finding } from './findings.ts';
import { type MachineGroup } from './machines.ts';

const versionTarget = 'properties.clusterProfile.version';

/** What may be wrong with the machines that a cluster asks for, and with what they are made of. */
export const machineFindings = {
  versionNotOffered: (version: string): Finding => ({
    error: finding(
      'InvalidParameter',
      `The OpenShift version '${version}' is not offered any more. Choose one that is: 'az aro get-versions' lists them.`,
      versionTarget,
    ),
  }),
  sizeNotAvailable: (size: string, location: string, target: string): Finding => ({
    error: finding(
      'SkuNotAvailable',
      `The machine size '${size}' is not available to the subscription in '${location}'. Choose another size, or ask Azure for this one.`,
      target,
    ),
  }),
  zonesClosed: ({ role, target }: MachineGroup, { name, zones }: VmSize, location: string): Finding => ({
    error: finding(
      'SkuNotAvailable',
      `The machine size '${name}' is open to the subscription in ${zones.length === 0 ? 'no zone' : `zone ${zones.join(' and ')} only`} of '${location}'; ${role === 'masters' ? 'the three control plane machines need three zones' : 'the worker machines need at least one'}. Choose another size, or ask Azure to open its zones.`,
      `${target}.vmSize`,
    ),
  }),
  noImage: ({ target }: MachineGroup, { name, generations }: VmSize, version: string): Finding => ({
    error: finding(
      'InvalidParameter',
      `Machines of the size '${name}' are of generation ${generations.join(' or ')}, for which OpenShift ${version} has no image. Choose another size or another version.`,
      `${target}.vmSize`,
    ),
  }),
  noEncryptionAtHost: (size: string, target: string): Finding => ({
    error: finding(
      'InvalidParameter',
      `The machine size '${size}' has no encryption at host. Choose another size, or leave the encryption out.`,
      target,
    ),
  }),
  encryptionAtHostNotRegistered: (target: string): Finding => ({
    error: finding(
      'InvalidParameter',
      "The subscription has not registered for encryption at host. Run 'az feature register --namespace Microsoft.Compute --name EncryptionAtHost', wait until it is registered, and run 'az provider register -n Microsoft.Compute'.",
      target,
    ),
  }),
  quotaExceeded: (what: string, location: string, quota: { limit: number; used: number; needed: number }): Finding => ({
    error: finding(
      'ResourceQuotaExceeded',
      `The subscription's quota of '${what}' in '${location}' is ${quota.limit}, of which ${quota.used} are used; the cluster needs ${quota.needed} more. Ask Azure for a quota of ${quota.used + quota.needed}, or choose another machine size or region.`,
    ),
  }),
  encryptionSetMissing: (id: string, target: string): Finding => ({
    error: finding(
      'InvalidLinkedDiskEncryptionSet',
      `The disk encryption set '${id}' was not found. Make it, or name one that is there.`,
      target,
    ),
  }),
  encryptionSetElsewhere: (id: string, location: string, wanted: string, target: string): Finding => ({
    error: finding(
      'InvalidLinkedDiskEncryptionSet',
      `The disk encryption set '${id}' is in the region '${location}'; it has to be in the cluster's, '${wanted}'. Name one that is there.`,
      target,
    ),
  }),
} as const;
