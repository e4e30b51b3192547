import { type Clock, systemClock } from '@aro-rp/time';
import { asObject, type Json } from '../../arm/model/json.ts';
import { findHardware } from '../boot/hardware.ts';
import { type BootResult, tryBoot } from '../boot/try-boot.ts';
import { at } from '../kubernetes/object.ts';
import { createHttpsCall } from '../network/https-call.ts';
import { alterIgnition, type AlteredIgnition } from './altered-ignition.ts';
import { makeSite, type Site } from './site.ts';
import { type Snapshot, snapshotOf } from './snapshot.ts';

/** Changes one thing in a world and an ignition that are right. */
export type Change = (world: Snapshot, ignition: AlteredIgnition, infraId: string) => void;

/** One thing that is wrong, and what the console says of it. */
export type Broken = [what: string, says: RegExp, change: Change];

/** A whole local Azure with the machines of a cluster, of which each boot gets a copy. */
export interface BootTest extends AsyncDisposable {
  site: Site;
  /** The configuration as the bootstrap machine fetches it. */
  fetched: { source: string; text: string };
  boot(change: Change, clock?: Clock): Promise<BootResult>;
}

export async function openBootTest(): Promise<BootTest> {
  const site = await makeSite();
  await site.makeMachines();
  const pointer = JSON.parse(site.pointer) as Json;
  const fetched = {
    source: String(at(pointer, 'ignition', 'config', 'replace', 'source')),
    text: site.installation.bootstrap,
  };
  return {
    site,
    fetched,
    async boot(change, clock = systemClock) {
      const snapshot = snapshotOf(site.world);
      const ignition = alterIgnition(fetched.text);
      change(snapshot, ignition, site.installation.infraId);
      const [hardware] = findHardware(snapshot.world.view);
      if (!hardware) throw new Error('there is no hardware');
      using call = createHttpsCall(site.azure.certificates.authority);
      const tools = { world: snapshot.world, call, clock, signal: new AbortController().signal };
      return await tryBoot(hardware, tools, { ...fetched, text: ignition.text() });
    },
    [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
  };
}

export const encode = (text: string): string => Buffer.from(text).toString('base64');

export const inner = (value: unknown, ...path: (string | number)[]): Json => asObject(at(value, ...path));

/** The first IP configuration of the interface whose id ends so. */
export const configuration = (world: Snapshot, nic: string): Json =>
  inner(world.find(nic).properties, 'ipConfigurations', 0, 'properties');

/** Properties of a member of one of a load balancer's lists. */
export const memberOf = (world: Snapshot, balancer: string, list: string, index: number): Json =>
  inner(world.find(`/loadBalancers/${balancer}`).properties, list, index, 'properties');

export const osProfile = (world: Snapshot, machine: string): Json =>
  asObject(world.find(`/virtualMachines/${machine}`).properties['osProfile']);

/** Replaces text in the custom data of a machine. */
export function changeCustomData(world: Snapshot, machine: string, change: (text: string) => string): void {
  const profile = osProfile(world, machine);
  profile['customData'] = encode(change(Buffer.from(String(profile['customData']), 'base64').toString()));
}

export const unmet = (says: RegExp) => ({ kind: 'unmet', why: expect.stringMatching(says) as unknown });
