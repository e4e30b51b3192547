import { type Duration, milliseconds } from '@aro-rp/time';
import { asObject } from '../../../arm/model/json.ts';
import { at, type KubeObject, listAt, textAt } from '../../kubernetes/object.ts';
import { requireKind } from '../../kubernetes/kinds.ts';
import { type ClusterContext, type Controller } from '../context.ts';
import { machine, machineApi, roleLabel } from '../kinds.ts';
import { writeStatus } from './write.ts';

/** Kinds of operators whose operands run on each master, and the ClusterOperator that speaks for them. */
export const rolledOut = [
  { kind: requireKind('operator.openshift.io/v1', 'KubeAPIServer'), operator: 'kube-apiserver' },
  { kind: requireKind('operator.openshift.io/v1', 'KubeControllerManager'), operator: 'kube-controller-manager' },
] as const;

/**
 * Static pods: a change of the operator's object, such as of `forceRedeploymentReason`, is a new revision, and one
 * master after the other is brought to it.
 */
export const rollouts: Controller = {
  name: 'static-pods',
  reconcile(cluster) {
    const waits = rolledOut.flatMap(({ kind }) => {
      const found = cluster.objects.get(kind, undefined, 'cluster');
      return found ? rollOut(cluster, found) : [];
    });
    return Promise.resolve(waits.length === 0 ? undefined : milliseconds(Math.min(...waits)));
  },
};

function rollOut(cluster: ClusterContext, found: KubeObject): Duration[] {
  const { clock, facts, timeline } = cluster;
  const generation = found.metadata.generation ?? 1;
  const status = asObject(found.status);
  const masters = mastersOf(cluster);
  const latest = Number(status['latestAvailableRevision'] ?? 0);
  if (status['observedGeneration'] !== generation) {
    const isFirst = latest === 0;
    const nodes = masters.map((nodeName) => ({ nodeName, currentRevision: Math.max(latest, 1) }));
    facts.rolloutsSince = { ...facts.rolloutsSince, [found.kind]: clock.now() };
    writeStatus(cluster, found, {
      observedGeneration: generation,
      latestAvailableRevision: isFirst ? 1 : latest + 1,
      nodeStatuses: nodes,
    });
    return isFirst ? [] : [timeline.operator];
  }
  const since = facts.rolloutsSince?.[found.kind] ?? clock.now();
  const done = Math.floor((clock.now() - since) / Math.max(1, timeline.operator));
  const nodes = masters.map((nodeName, index) => ({
    nodeName,
    currentRevision: index < done ? latest : currentOf(found, nodeName, latest),
  }));
  writeStatus(cluster, found, { nodeStatuses: nodes });
  const left = since + (done + 1) * timeline.operator - clock.now();
  return nodes.every(({ currentRevision }) => currentRevision === latest) ? [] : [milliseconds(Math.max(1, left))];
}

/** A node that joins gets the latest revision. */
function currentOf(found: KubeObject, name: string, latest: number): number {
  const known = listAt(found, 'status', 'nodeStatuses').find((one) => textAt(one, 'nodeName') === name);
  return Number(at(known, 'currentRevision') ?? latest);
}

const mastersOf = ({ objects }: ClusterContext): string[] =>
  objects
    .list(machine, machineApi)
    .filter((one) => one.metadata.labels?.[roleLabel] === 'master' && textAt(one, 'status', 'phase') === 'Running')
    .map(({ metadata }) => metadata.name);

/** @returns what the operator is doing, while not every master has the latest revision */
export function rollingOut({ objects }: ClusterContext, operator: string): string | undefined {
  const known = rolledOut.find((one) => one.operator === operator);
  const found = known && objects.get(known.kind, undefined, 'cluster');
  if (!found) return undefined;
  const latest = at(found.status, 'latestAvailableRevision');
  const nodes = listAt(found, 'status', 'nodeStatuses');
  const behind = nodes.filter((one) => at(one, 'currentRevision') !== latest).length;
  const isSeen = at(found.status, 'observedGeneration') === found.metadata.generation;
  return isSeen && behind === 0
    ? undefined
    : `NodeInstallerProgressing: ${behind} nodes are not at the latest revision`;
}
