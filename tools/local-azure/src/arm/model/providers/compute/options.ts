import { type Clock } from '@aro-rp/time';
import { type ArmError } from '../../errors.ts';
import { type Resource } from '../../resource.ts';
import { type HardwareSlot } from './scale-sets/hardware.ts';

/** Limits per subscription and region. */
export interface ComputeQuota {
  /** Of all virtual machines together. */
  cores: number;
  /** Of each family that is not in `families`. */
  coresPerFamily: number;
  /** By the family's name as `usages` writes it. */
  families?: Readonly<Record<string, number>>;
  virtualMachines: number;
}

/** A size that a subscription cannot have, in whole regions or in some of their zones. */
export interface SkuRestriction {
  size: string;
  /** All regions when absent. */
  location?: string;
  /** The whole region when absent. */
  zones?: readonly string[];
}

export interface ComputeOptions {
  /** Room for 50 clusters of the default sizes unless told. */
  quota?: ComputeQuota;
  /** None unless told. */
  restrictions?: readonly SkuRestriction[];
  /** Whether a feature such as `EncryptionAtHost` is registered; all are unless told. */
  hasFeature?(subscriptionId: string, feature: string): boolean;
  /** With what the creation of a machine ends, after it was accepted: `AllocationFailed`. Nothing unless told. */
  allocate?(machine: { id: string; size: string; location: string }): ArmError | undefined;
  /** Who runs the instances of scale sets; nobody unless told. */
  hardware?: HardwareSlot;
  /** For the notices that they get; the machine's unless told. */
  clock?: Clock;
  /** Where anybody who knows the address reads the serial console, until that many minutes from now. */
  consoleUrl?(machine: Resource, minutes: number): string;
}

/** A create of three masters of 8 cores, three workers of 4 and a bootstrap machine of 8 takes 44. */
export const roomFor50Clusters: ComputeQuota = { cores: 2_500, coresPerFamily: 2_500, virtualMachines: 25_000 };
