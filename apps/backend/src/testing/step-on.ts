import { documentId, type OpenShiftCluster, type ResourceId } from '@aro-rp/api';
import { type Facts, type StepAction, type StepRun } from '@aro-rp/plan';
import { Secret } from '@aro-rp/telemetry';
import { clusterOf } from '@aro-rp/testing';
import { milliseconds, seconds, systemClock } from '@aro-rp/time';
import { type ClusterContext } from '../plans/context.ts';
import { type ClusterFacts } from '../plans/facts.ts';
import { classify } from '../plans/failure.ts';
import { type ScriptedArm } from './scripted-arm.ts';

export const tenantId = '00000000-0000-4000-8000-00000000000e';
export const serviceSubscriptionId = '00000000-0000-4000-8000-0000000000d5';

/** What a step is given, with the real clients on an Azure Resource Manager. */
export function contextOn(
  arm: Pick<ScriptedArm, 'subscription'>,
  id: ResourceId,
  changes: Partial<ClusterContext> & { cluster?: OpenShiftCluster } = {},
): ClusterContext {
  const rp = arm.subscription({ identity: 'rp', tenantId }, id.subscriptionId);
  const never = () => Promise.reject(new Error('this test has none'));
  return {
    id,
    documentId: documentId(id),
    cluster: clusterOf(id),
    customer: () => Promise.resolve(rp),
    asCluster: () =>
      Promise.resolve(
        arm.subscription(
          { identity: 'cluster', tenantId, clientId: 'cluster', secret: new Secret('s') },
          id.subscriptionId,
        ),
      ),
    signInAsCluster: () => Promise.resolve(),
    service: arm.subscription({ identity: 'service' }, serviceSubscriptionId),
    place: {
      subscriptionId: serviceSubscriptionId,
      dns: { name: 'west.example.com', resourceGroup: 'dns' },
      networkShards: [],
      resourceGroup: 'service',
      location: 'westeurope',
      registryId: `/subscriptions/${serviceSubscriptionId}/resourceGroups/service/providers/Microsoft.ContainerRegistry/registries/r`,
      subnetIds: [],
    },
    tenantId: () => Promise.resolve(tenantId),
    ownObjectId: () => Promise.resolve('own-object-id'),
    secret: () => Promise.resolve(undefined),
    requireSecret: never,
    connect: never,
    versions: { get: never },
    billing: { open: never, close: never },
    installations: { read: never, make: never, trim: never, remove: never },
    call: ({ signal }) => ({ signal }),
    lastCalls: () => [],
    allSecrets: () => Promise.resolve([]),
    now: () => 0,
    pollEvery: milliseconds(10),
    spreadWithin: seconds(10),
    lastTakeover: undefined,
    frozenFor: milliseconds(0),
    ...changes,
  };
}

export const runWith = (facts: Partial<ClusterFacts> = {}, changes: Partial<StepRun> = {}): StepRun => ({
  signal: new AbortController().signal,
  facts: facts as Facts,
  secrets: {},
  startedAt: 0,
  ...changes,
});

/** Runs a step until it is done, as a plan does: it waits, and tries again what may pass. @throws what a plan ends with */
export async function untilDone(step: StepAction<ClusterContext>, context: ClusterContext, run: StepRun) {
  const waits: string[] = [];
  while (waits.length < 500) {
    const result = await step(context, run).catch((error: unknown): Waiting => {
      const verdict = classify(error);
      if (verdict.kind === 'fail') throw verdict.error;
      return { kind: 'again', waitingFor: verdict.waitingFor };
    });
    if (result.kind === 'done') return result;
    waits.push(result.waitingFor);
    await systemClock.sleep(context.pollEvery);
  }
  throw new Error(`the step waits for ever: ${[...new Set(waits)].slice(-3).join('; ')}`);
}

interface Waiting {
  kind: 'again';
  waitingFor: string;
}
