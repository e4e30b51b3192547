import { randomUUID } from 'node:crypto';
import { apiVersion, clusterBody, clusterIdOf } from '@aro-rp/start';
import { type ArmCaller, armHeaders, createArmCaller } from './arm-caller.ts';
import { type StoredDocument } from './bare/settings.ts';
import { documentsOf } from './documents.ts';
import { type Server, type Target } from './load.ts';
import { type System } from './system.ts';

/** In the subscription that is read and listed. */
export const clusterCount = 20;
const group = 'bench';
const provider = 'providers/Microsoft.RedHatOpenShift';

export interface Operation {
  name: string;
  frontend: Target;
  baselines: Target[];
}

export interface Workload {
  /** What one accepted create writes. */
  template: StoredDocument[];
  operationsOf(servers: { frontend: Server; bare: Server }): Operation[];
}

/**
 * Makes what is read: one subscription with the clusters of GET and list, one whose only cluster is the template of the
 * bare server's creates, and an empty one that creates go to.
 */
export async function prepare(system: System): Promise<Workload> {
  await using caller = createArmCaller(system);
  const read = await subscriptionWith(system, caller, clusterCount);
  const sample = await subscriptionWith(system, caller, 1);
  const written = await subscriptionWith(system, caller, 0);
  const { endpoints } = system.stack;
  const template = await documentsOf(endpoints, sample);
  const clusters = (await documentsOf(endpoints, read)).filter(({ type }) => type === 'cluster');
  const list = `/subscriptions/${read}/${provider}/openShiftClusters?api-version=${apiVersion}`;
  await checkList(caller, list);

  return {
    template,
    operationsOf({ frontend, bare }) {
      const headers = armHeaders(endpoints.arm, '/subscriptions');
      const target = (server: Server, ...requests: Target['requests']): Target => ({ server, headers, requests });
      const get = (path: string) => ({ method: 'GET' as const, path });
      const create = creating(system, written);
      return [
        {
          name: 'GET',
          frontend: target(frontend, ...clusters.map((one) => get(`${String(one['key'])}?api-version=${apiVersion}`))),
          baselines: [target(bare, ...clusters.map(({ id }) => get(`/${read}/${id}`)))],
        },
        { name: 'list', frontend: target(frontend, get(list)), baselines: [target(bare, get(`/${read}`))] },
        {
          name: 'PUT',
          frontend: target(frontend, create()),
          baselines: [target(bare, create(`/${written}/batch`)), target(bare, create(`/${written}/reads-and-batch`))],
        },
      ];
    },
  };
}

async function subscriptionWith(system: System, caller: ArmCaller, count: number): Promise<string> {
  const subscriptionId = randomUUID();
  const endpoints = { ...system.stack.endpoints, subscriptionId };
  await caller.register(subscriptionId);
  for (let number = 0; number < count; number++) {
    const name = `read-${number}`;
    const path = `${clusterIdOf(endpoints, group, name)}?api-version=${apiVersion}`;
    const { status } = await caller.put(path, uniqueBody(endpoints, name, randomUUID()));
    if (status !== 201) throw new Error(`the frontend answered ${status} to a create`);
  }
  return subscriptionId;
}

/** The demonstration's body; a client id may be another cluster's only once in a subscription. */
export function uniqueBody(endpoints: System['stack']['endpoints'], name: string, clientId: string) {
  return clusterBody({ ...endpoints, clusterClientId: clientId }, name);
}

async function checkList(caller: ArmCaller, path: string): Promise<void> {
  const { value } = (await caller.get(path)).body as { value?: unknown[] };
  if (value?.length !== clusterCount) throw new Error(`the list has ${value?.length} clusters, not ${clusterCount}`);
}

/** Each request creates a cluster that no other has asked for; to `otherPath` with the same body when one is given. */
function creating(system: System, subscriptionId: string) {
  const endpoints = { ...system.stack.endpoints, subscriptionId };
  const [name, clientId] = ['name-to-be', 'c11e4700-0000-4000-8000-000000000000'];
  const body = JSON.stringify(uniqueBody(endpoints, name, clientId));
  const path = `${clusterIdOf(endpoints, group, name)}?api-version=${apiVersion}`;
  let made = 0;
  return (otherPath?: string): Target['requests'][number] => ({
    method: 'PUT',
    setupRequest(request) {
      const own = `c${made++}`;
      return {
        ...request,
        path: otherPath ?? path.replace(name, own),
        body: body.replaceAll(name, own).replaceAll(clientId, randomUUID()),
      };
    },
  });
}
