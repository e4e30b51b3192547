import { type Call } from './call.ts';
import { change, missing, retried } from './change.ts';
import { type Cluster } from './cluster.ts';
import { kinds, machineNamespace } from './kinds.ts';
import { object, type Raw } from './parse.ts';
import { type ClientsFor } from './reads.ts';

export type Writes = Pick<
  Cluster,
  'setUpdates' | 'setControlPlaneMachineSetInactive' | 'setPullSecret' | 'setConsoleBrand'
>;

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
        const current = await missing(async () => object(await custom.getNamespacedCustomObject(at)));
        if (current === undefined || object(current['spec'])['state'] !== 'Active') return 'unchanged';
        const { uid, resourceVersion } = object(current['metadata']) as { uid: string; resourceVersion: string };
        await missing(() =>
          custom.deleteNamespacedCustomObject({ ...at, body: { preconditions: { uid, resourceVersion } } }),
        );
        return 'written';
      });
    }),
});

const without = (value: unknown, names: readonly string[]): Raw =>
  Object.fromEntries(Object.entries(object(value)).filter(([name]) => !names.includes(name)));
