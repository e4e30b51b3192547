import { type Cluster, type Condition } from '@aro-rp/openshift';
import { type StepRun } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { factOf } from '../facts.ts';

/** What the cluster says of itself. None before the service has a way in; all of them over one connection. */
export function clusterSources(
  context: ClusterContext,
  run: StepRun,
  open: (cluster: Cluster) => void,
): Record<string, () => Promise<string | undefined>> {
  if (factOf(run.facts, 'privateEndpointAddress') === undefined) return {};
  const options = { signal: run.signal };
  let connected: Promise<Cluster> | undefined;
  const connect = () =>
    (connected ??= context.connect(run).then((cluster) => {
      open(cluster);
      return cluster;
    }));
  const lines = (read: (cluster: Cluster) => Promise<string[]>) => async () => (await read(await connect())).join('\n');

  return {
    'cluster version': lines(async (cluster) => {
      const { history, conditions } = await cluster.clusterVersion(options);
      return [...history.map(({ state, version }) => `${version} ${state}`), ...conditions.map(conditionLine)];
    }),
    'cluster operators': lines(async (cluster) =>
      (await cluster.clusterOperators(options)).map(({ name, conditions }) =>
        [name, ...conditions.map(conditionLine)].join('\n  '),
      ),
    ),
    nodes: lines(async (cluster) =>
      (await cluster.nodes(options)).map(
        ({ name, roles, ready }) => `${name} ${roles.join(',')} ${ready ? 'ready' : 'not ready'}`,
      ),
    ),
    machines: lines(async (cluster) => {
      const roles = await Promise.all((['master', 'worker'] as const).map((role) => cluster.machines(role, options)));
      return roles
        .flat()
        .map(({ name, role, phase = 'not seen', node = '', errorReason = '', errorMessage = '' }) =>
          [name, role, phase, node, errorReason, errorMessage].filter((word) => word !== '').join(' '),
        );
    }),
  };
}

const conditionLine = ({ type, status, reason = '', message = '' }: Condition): string =>
  [`${type}=${status}`, reason, message].filter((word) => word !== '').join(' ');
