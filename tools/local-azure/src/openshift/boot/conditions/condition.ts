import { type ArmWorld } from '../../arm-world.ts';
import { type AzureClient } from '../../azure/client.ts';
import { type HttpsCall } from '../../network/https-call.ts';
import { type Assets } from '../assets.ts';
import { type Hardware } from '../hardware.ts';

/** What is known before a machine has its configuration. */
export interface PowerOn {
  hardware: Hardware;
  world: ArmWorld;
}

/** What is known once it has it. */
export interface Boot extends PowerOn {
  assets: Assets;
  /** Milliseconds since 1970 UTC. */
  now: number;
}

/** What a condition may ask over the wire. */
export interface Probes {
  call: HttpsCall;
  /** Azure Resource Manager as the cluster's own principal. */
  azure: AzureClient;
}

/** Something without which a machine or a cluster does not come up. @returns what is wrong, for the serial console */
export type Condition<Seen> = (seen: Seen) => string | undefined;
export type ProbedCondition = (boot: Boot, probes: Probes) => Promise<string | undefined>;

/** The first of `values` that a judgement finds fault with. */
export function firstFault<T>(values: Iterable<T>, judge: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const fault = judge(value);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
