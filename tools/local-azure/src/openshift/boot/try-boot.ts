import { type Clock } from '@aro-rp/time';
import { subnetHeader } from '../../blob/index.ts';
import { type ArmWorld } from '../arm-world.ts';
import { createAzureClient } from '../azure/client.ts';
import { type HttpsCall } from '../network/https-call.ts';
import { type Assets, readAssets } from './assets.ts';
import { afterFetch, beforeFetch } from './conditions/index.ts';
import { primaryOf } from './conditions/network.ts';
import { type Hardware } from './hardware.ts';
import { decodeCustomData, parseIgnition, sourceOf } from './ignition.ts';
import { Unmet } from './unmet.ts';

/** The configuration that was fetched, to be kept: the address of it may not last. */
export interface Fetched {
  source: string;
  text: string;
}

export interface BootTools {
  world: ArmWorld;
  call: HttpsCall;
  clock: Clock;
  signal: AbortSignal;
}

export type BootResult =
  | { kind: 'up'; assets: Assets; fetched: Fetched }
  /** `fetched` is given to the next try, so that the configuration is fetched once. */
  | { kind: 'unmet'; why: string; fetched?: Fetched };

/** Goes through everything that a cluster needs, in the order of a boot. Writes nothing. */
export async function tryBoot(hardware: Hardware, tools: BootTools, earlier?: Fetched): Promise<BootResult> {
  const { world, clock, signal } = tools;
  const call: HttpsCall = (url, options) => tools.call(url, { signal, ...options });
  let fetched = earlier;
  const unmet = (why: string): BootResult => ({ kind: 'unmet', why, ...(fetched === undefined ? {} : { fetched }) });
  try {
    for (const condition of beforeFetch) {
      const why = condition({ hardware, world });
      if (why !== undefined) return unmet(why);
    }
    fetched = await fetchConfig(hardware, world, call, earlier);
    const assets = readAssets(parseIgnition(fetched.text, 'bootstrap.ign'));
    const { armEndpoint, authorityHost } = world;
    const azure = createAzureClient({
      armEndpoint,
      authorityHost,
      credentials: assets.credentials,
      call,
      clock,
      signal,
    });
    for (const condition of afterFetch) {
      const why = await condition({ hardware, world, assets, now: clock.now() }, { call, azure });
      if (why !== undefined) return unmet(why);
    }
    return { kind: 'up', assets, fetched };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Unmet) return unmet(error.message);
    return unmet(`network: ${(error as Error).message}`);
  }
}

/** GETs what the pointer names, with its signature; anything but 200 is unmet. */
async function fetchConfig(
  { bootstrap }: Hardware,
  { view }: ArmWorld,
  call: HttpsCall,
  earlier: Fetched | undefined,
): Promise<Fetched> {
  const origin = `customData of ${bootstrap.name}`;
  const source = sourceOf(parseIgnition(decodeCustomData(bootstrap.properties), origin), 'replace', origin);
  if (earlier?.source === source) return earlier;
  const shown = source.split('?')[0];
  let answer;
  try {
    // The account's network rules see the subnet that a call comes from.
    const subnet = primaryOf(view, bootstrap)?.subnetId ?? '';
    answer = await call(source, { headers: { [subnetHeader]: subnet } });
  } catch (cause) {
    throw new Unmet(`Ignition: GET ${shown}: ${(cause as Error).message}`);
  }
  if (answer.status !== 200) throw new Unmet(`Ignition: GET ${shown}: GET result: ${answer.status}`);
  parseIgnition(answer.text, 'bootstrap.ign');
  return { source, text: answer.text };
}
