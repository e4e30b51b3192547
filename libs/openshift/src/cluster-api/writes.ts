import { isDeepStrictEqual } from 'node:util';
import { type Call } from './call.ts';
import { type Cluster, type Written } from './cluster.ts';
import { isClusterApiError } from './cluster-api-error.ts';
import { toClusterApiError } from './classify.ts';
import { kinds, machineNamespace } from './kinds.ts';
import { object, type Raw } from './parse.ts';
import { type ClientsFor } from './reads.ts';

export type Writes = Pick<
  Cluster,
  'setUpdates' | 'setControlPlaneMachineSetInactive' | 'setPullSecret' | 'setConsoleBrand'
>;

/** How often an object is read and put when other writers are faster. */
const tries = 5;

export const createWrites = (call: Call, clients: ClientsFor): Writes => ({
  setUpdates: ({ channel, upstream }, { signal }) =>
    call('update ClusterVersion version', signal, (inner) => {
      const { custom } = clients(inner);
      const at = { ...kinds.clusterVersions, name: 'version' };
      return change(
        async () => object(await custom.getClusterCustomObject(at)),
        (current) => ({
          ...current,
          spec: {
            ...without(current['spec'], ['channel', 'upstream']),
            ...(channel && { channel }),
            ...(upstream && { upstream }),
          },
        }),
        (body) => custom.replaceClusterCustomObject({ ...at, body }),
      );
    }),

  setConsoleBrand: (brand, { signal }) =>
    call('update Console cluster', signal, (inner) => {
      const { custom } = clients(inner);
      const at = { ...kinds.consoles, name: 'cluster' };
      return change(
        async () => object(await custom.getClusterCustomObject(at)),
        (current) => {
          const spec = object(current['spec']);
          return { ...current, spec: { ...spec, customization: { ...object(spec['customization']), brand } } };
        },
        (body) => custom.replaceClusterCustomObject({ ...at, body }),
      );
    }),

  setPullSecret: (pullSecret, { signal }) =>
    call(
      'update Secret openshift-config/pull-secret',
      signal,
      (inner) => {
        const { core } = clients(inner);
        const at = { namespace: 'openshift-config', name: 'pull-secret' };
        const encoded = Buffer.from(pullSecret.reveal()).toString('base64');
        return change(
          () => core.readNamespacedSecret(at),
          (current) => ({ ...current, data: { ...current.data, '.dockerconfigjson': encoded } }),
          (body) => core.replaceNamespacedSecret({ ...at, body }),
        );
      },
      'secret',
    ),

  setControlPlaneMachineSetInactive: ({ signal }) =>
    call('delete ControlPlaneMachineSet cluster', signal, async (inner) => {
      const { custom } = clients(inner);
      const at = { ...kinds.controlPlaneMachineSets, namespace: machineNamespace, name: 'cluster' };
      return retried(async () => {
        const current = await orUndefined(async () => object(await custom.getNamespacedCustomObject(at)));
        if (current === undefined || object(current['spec'])['state'] !== 'Active') return 'unchanged';
        const { uid, resourceVersion } = object(current['metadata']) as { uid: string; resourceVersion: string };
        await orUndefined(() =>
          custom.deleteNamespacedCustomObject({ ...at, body: { preconditions: { uid, resourceVersion } } }),
        );
        return 'written';
      });
    }),
});

/** The resource version that was read goes back in the body, so that a put after another writer's is a conflict. */
const change = <T extends object>(
  read: () => Promise<T>,
  changed: (current: T) => T,
  put: (next: T) => Promise<unknown>,
): Promise<Written> =>
  retried(async () => {
    const current = await read();
    const next = changed(current);
    if (isDeepStrictEqual(next, current)) return 'unchanged';
    await put(next);
    return 'written';
  });

async function retried<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      const failure = toClusterApiError(error, '');
      if (left === 1 || failure.kind !== 'conflict') throw error;
    }
  }
}

async function orUndefined<T>(request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (isClusterApiError(toClusterApiError(error, ''), 'not-found')) return undefined;
    throw error;
  }
}

const without = (value: unknown, names: readonly string[]): Raw =>
  Object.fromEntries(Object.entries(object(value)).filter(([name]) => !names.includes(name)));
