import { setTimeout as sleep } from 'node:timers/promises';
import { type Endpoints } from '@aro-rp/local-azure';
import { registerProvider } from '@aro-rp/start';
import { apiVersion, createCustomer, type Customer } from '../harness/customer.ts';

export interface LoadReport {
  requests: number;
  /** Each request that was not answered as it had to be; nothing is sent again. */
  failed: string[];
  /** What every cluster that was accepted has become. */
  clusters: Record<string, string>;
}

/** Customers that look all the time and create a cluster now and then, through ARM. */
export interface Load {
  /** Ends it, and waits for what it has created. */
  stop(): Promise<LoadReport>;
}

const pause = 50;

/** @param prefix begins the names of its clusters, of which it makes `clusters`, one each `every` milliseconds */
export async function startLoad(
  endpoints: Endpoints,
  { prefix, clusters, every }: { prefix: string; clusters: number; every: number },
): Promise<Load> {
  await registerProvider(endpoints);
  const customer = await createCustomer(endpoints);
  const names = Array.from({ length: clusters }, (_, index) => `${prefix}-${index}`);
  // Networks and identities are made before anything is measured.
  for (const name of names) await customer.bodyOf(name);
  const failed: string[] = [];
  const accepted: string[] = [];
  let requests = 0;
  const over = new AbortController();

  const ask = async (method: string, path: string, allowed: readonly number[], body?: unknown) => {
    requests += 1;
    const say = (what: string) => failed.push(`${new Date().toISOString()} ${method} ${path}: ${what}`);
    try {
      const answer = await customer.call(method, path, body === undefined ? {} : { body });
      if (allowed.includes(answer.status)) return true;
      say(`${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`);
    } catch (error) {
      const { message, cause } = error as Error;
      say(`${message} ${String(cause)}`);
    }
    return false;
  };
  const again = async (once: () => Promise<unknown>) => {
    while (!over.signal.aborted) {
      await once();
      await sleep(pause);
    }
  };
  const provider = `/subscriptions/${endpoints.subscriptionId}/providers/Microsoft.RedHatOpenShift`;
  const list = `${provider}/openShiftClusters?${apiVersion}`;
  const offered = `${provider}/locations/${endpoints.location}/openShiftVersions?api-version=2023-11-22`;
  const create = async () => {
    for (const name of names) {
      if (over.signal.aborted) return;
      const path = `${customer.idOf(name)}?${apiVersion}`;
      if (await ask('PUT', path, [201], await customer.bodyOf(name))) accepted.push(name);
      await sleep(every, undefined, { signal: over.signal }).catch(() => undefined);
    }
  };
  const looking = [
    again(() => ask('GET', list, [200])),
    again(() => ask('GET', `${customer.idOf(accepted.at(-1) ?? 'none')}?${apiVersion}`, [200, 404])),
    again(() => ask('GET', offered, [200])),
  ];
  const creating = create();

  return {
    async stop() {
      over.abort();
      await Promise.all([...looking, creating]);
      return { requests, failed, clusters: await ends(customer, accepted) };
    },
  };
}

const ends = async (customer: Customer, names: readonly string[]) =>
  Object.fromEntries(await Promise.all(names.map(async (name) => [name, await customer.settled(name)] as const)));
