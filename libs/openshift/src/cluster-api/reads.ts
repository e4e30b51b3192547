import { type Call } from './call.ts';
import { missing } from './change.ts';
import { type Clients } from './clients.ts';
import { type Cluster } from './cluster.ts';
import { kinds, machineNamespace, machineRoleLabel } from './kinds.ts';
import {
  items,
  object,
  toClusterOperator,
  toClusterVersion,
  toControlPlaneMachineSet,
  toMachine,
  toMachineSet,
  toNode,
  toRouterService,
} from './parse.ts';

export type Reads = Pick<
  Cluster,
  | 'bootstrapStatus'
  | 'clusterVersion'
  | 'clusterOperators'
  | 'machines'
  | 'machineSets'
  | 'nodes'
  | 'routerService'
  | 'controlPlaneMachineSet'
>;

export type ClientsFor = (signal: AbortSignal) => Clients;

export const createReads = (call: Call, clients: ClientsFor): Reads => ({
  async bootstrapStatus({ signal }) {
    const found = await orUndefined(
      call('read ConfigMap kube-system/bootstrap', signal, (inner) =>
        clients(inner).core.readNamespacedConfigMap({ namespace: 'kube-system', name: 'bootstrap' }),
      ),
    );
    return found?.data?.['status'] === 'complete' ? 'complete' : 'pending';
  },

  async clusterVersion({ signal }) {
    const found: unknown = await call('read ClusterVersion version', signal, (inner) =>
      clients(inner).custom.getClusterCustomObject({ ...kinds.clusterVersions, name: 'version' }),
    );
    return toClusterVersion(object(found));
  },

  async clusterOperators({ signal }) {
    const found: unknown = await orUndefined(
      call('list ClusterOperators', signal, (inner) =>
        clients(inner).custom.listClusterCustomObject(kinds.clusterOperators),
      ),
    );
    return items(found).map(toClusterOperator);
  },

  async machines(role, { signal }) {
    const found: unknown = await orUndefined(
      call(`list Machines of role ${role}`, signal, (inner) =>
        clients(inner).custom.listNamespacedCustomObject({
          ...kinds.machines,
          namespace: machineNamespace,
          labelSelector: `${machineRoleLabel}=${role}`,
        }),
      ),
    );
    return items(found).map(toMachine);
  },

  async machineSets(role, { signal }) {
    const found: unknown = await orUndefined(
      call('list MachineSets', signal, (inner) =>
        clients(inner).custom.listNamespacedCustomObject({ ...kinds.machineSets, namespace: machineNamespace }),
      ),
    );
    return items(found)
      .map(toMachineSet)
      .filter((set) => set.role === role);
  },

  async nodes({ signal }) {
    const found = await call('list Nodes', signal, (inner) => clients(inner).core.listNode());
    return found.items.map(toNode);
  },

  async routerService({ signal }) {
    const found = await orUndefined(
      call('read Service openshift-ingress/router-default', signal, (inner) =>
        clients(inner).core.readNamespacedService({ namespace: 'openshift-ingress', name: 'router-default' }),
      ),
    );
    return found && toRouterService(found);
  },

  async controlPlaneMachineSet({ signal }) {
    const found: unknown = await orUndefined(
      call('read ControlPlaneMachineSet cluster', signal, (inner) =>
        clients(inner).custom.getNamespacedCustomObject({
          ...kinds.controlPlaneMachineSets,
          namespace: machineNamespace,
          name: 'cluster',
        }),
      ),
    );
    return found === undefined ? undefined : toControlPlaneMachineSet(object(found));
  },
});

const orUndefined = <T>(called: Promise<T>): Promise<T | undefined> => missing(() => called);
