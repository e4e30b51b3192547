import { milliseconds } from '@aro-rp/time';
import { conditionOf, type KubeObject, kubeTime, textAt } from '../../kubernetes/object.ts';
import { type ClusterContext, type Controller } from '../context.ts';
import {
  clusterOperator,
  clusterVersion,
  ingressNamespace,
  machine,
  machineApi,
  roleLabel,
  service,
} from '../kinds.ts';
import { needIngress, needWorkers } from '../operators.ts';
import { rollingOut } from './rollouts.ts';
import { writeConditions } from './write.ts';

/** Brings the ClusterOperators up as soon as what they wait for is there, and the ClusterVersion after the last. */
export const operators: Controller = {
  name: 'operators',
  async reconcile(cluster) {
    const waits = cluster.objects.transaction(() => bringUp(cluster));
    return waits.length === 0 ? undefined : milliseconds(Math.min(...waits));
  },
};

/** @returns how long those still start that have all they need */
function bringUp(cluster: ClusterContext): number[] {
  const { objects, clock, timeline, assets } = cluster;
  const now = clock.now();
  const waits: number[] = [];
  for (const operator of objects.list(clusterOperator)) {
    const { name } = operator.metadata;
    const missing = missingFor(cluster, name);
    const isUp = conditionOf(operator, 'Available')?.status === 'True';
    // What was available stays so, and only says that it works on something.
    const since = missing === undefined ? readySince(operator, now) : undefined;
    const left = since === undefined ? undefined : since + timeline.operator - now;
    if (left !== undefined && left > 0 && !isUp) waits.push(left);
    const isDone = missing === undefined && (isUp || (left !== undefined && left <= 0));
    writeConditions(
      cluster,
      operator,
      judged(isUp, isDone, missing ?? rollingOut(cluster, name), cluster.facts.credentialsRefused?.[name]),
      {
        versions: isUp || isDone ? [{ name: 'operator', version: assets.version }] : [],
      },
    );
  }
  writeVersion(cluster);
  return waits;
}

/** When it began to have all that it needs: since it says that it is starting. */
function readySince(operator: KubeObject, now: number): number {
  const progressing = conditionOf(operator, 'Progressing');
  if (progressing?.reason !== 'Starting') return now;
  return Date.parse(progressing.lastTransitionTime);
}

/** @param refused what Azure says to the credentials of the operator, when they do not work */
function judged(
  isUp: boolean,
  isDone: boolean,
  missing: string | undefined,
  refused: string | undefined,
): Parameters<typeof writeConditions>[2] {
  const progressing =
    isDone && missing === undefined
      ? { status: false, reason: 'AsExpected' }
      : missing === undefined
        ? { status: true, reason: 'Starting', message: 'The operands start' }
        : { status: true, reason: 'Waiting', message: missing };
  return {
    Available: isUp || isDone ? { status: true } : { status: false, reason: 'Starting', message: missing ?? '' },
    Progressing: progressing,
    Degraded:
      refused === undefined ? { status: false } : { status: true, reason: 'CredentialsFailing', message: refused },
    Upgradeable: { status: true },
  };
}

/** What an operator still waits for. */
function missingFor({ objects, facts }: ClusterContext, name: string): string | undefined {
  if (facts.bootstrapCompleteAt === undefined) return 'Waiting for the bootstrap to complete';
  if (facts.bootstrapGoneAt === undefined) return 'Waiting for the bootstrap machine to go';
  const machines = objects.list(machine, machineApi);
  const running = (role: string) =>
    machines.filter((one) => one.metadata.labels?.[roleLabel] === role && textAt(one, 'status', 'phase') === 'Running')
      .length;
  if (running('master') < 3) return 'Waiting for three masters';
  if (needWorkers.includes(name) && running('worker') === 0) return 'Waiting for a worker';
  if (needIngress.includes(name)) {
    const router = objects.get(service, ingressNamespace, 'router-default');
    if (textAt(router, 'status', 'loadBalancer', 'ingress', 0, 'ip') === '')
      return 'Waiting for the load balancer of the router';
  }
  return undefined;
}

function writeVersion(cluster: ClusterContext): void {
  const { objects, assets, clock } = cluster;
  const version = objects.get(clusterVersion, undefined, 'version');
  if (!version) return;
  const all = objects.list(clusterOperator);
  const waiting = all
    .filter((one) => conditionOf(one, 'Available')?.status !== 'True')
    .map(({ metadata }) => metadata.name);
  const wasUp = conditionOf(version, 'Available')?.status === 'True';
  const isUp = waiting.length === 0 || wasUp;
  const now = kubeTime(clock.now());
  const started = textAt(version, 'status', 'history', 0, 'startedTime') || now;
  const completed = textAt(version, 'status', 'history', 0, 'completionTime') || now;
  const desired = { version: assets.version, image: assets.releaseImage };
  const done = `Cluster version is ${assets.version}`;
  const working = `Working towards ${assets.version}: ${all.length - waiting.length} of ${all.length} done, waiting on ${waiting.slice(0, 3).join(', ')}`;
  writeConditions(
    cluster,
    version,
    {
      Available: isUp ? { status: true, message: `Done applying ${assets.version}` } : { status: false },
      Failing: { status: false },
      Progressing: isUp ? { status: false, message: done } : { status: true, message: working },
    },
    {
      desired,
      observedGeneration: version.metadata.generation ?? 1,
      versionHash: '',
      availableUpdates: null,
      history: [
        {
          ...desired,
          startedTime: started,
          completionTime: isUp ? completed : null,
          state: isUp ? 'Completed' : 'Partial',
          verified: false,
        },
      ],
    },
  );
}
