import { asObject, type Json, sameJson } from '../../../arm/model/json.ts';
import { randomName } from '../../kubernetes/accept.ts';
import { at, type KubeObject, textAt } from '../../kubernetes/object.ts';
import { type ClusterContext, type Controller } from '../context.ts';
import { controlPlaneMachineSet as kind, machine as machineKind, machineApi, roleLabel } from '../kinds.ts';
import { machineFinalizer } from '../seed.ts';
import { writeStatus } from './write.ts';

/**
 * The ControlPlaneMachineSet. An active one replaces masters that differ from its template, one after the other: a new
 * machine first, and when that runs, the old one goes. An inactive one only counts.
 */
export const controlPlane: Controller = {
  name: 'control-plane-machine-set',
  async reconcile(cluster) {
    const { objects, facts } = cluster;
    const set = objects.get(kind, machineApi, 'cluster');
    if (!set || facts.bootstrapGoneAt === undefined) return undefined;
    const template = asObject(at(set.spec, 'template', 'machines_v1beta1_machine_openshift_io'));
    const wanted = comparable(at(template, 'spec', 'providerSpec', 'value'));
    const masters = objects
      .list(machineKind, machineApi)
      .filter(({ metadata }) => metadata.labels?.[roleLabel] === 'master' && metadata.deletionTimestamp === undefined);
    const isUpdated = (one: KubeObject) => sameJson(comparable(at(one.spec, 'providerSpec', 'value')), wanted);
    const isRunning = (one: KubeObject) => textAt(one, 'status', 'phase') === 'Running';
    if (textAt(set.spec, 'state') === 'Active') replaceOne(cluster, masters, template, isUpdated, isRunning);
    const ready = masters.filter(isRunning).length;
    const replicas = Number(at(set.spec, 'replicas') ?? 3);
    writeStatus(cluster, set, {
      replicas: masters.length,
      readyReplicas: ready,
      updatedReplicas: masters.filter((one) => isRunning(one) && isUpdated(one)).length,
      unavailableReplicas: Math.max(0, replicas - ready),
      observedGeneration: set.metadata.generation ?? 1,
    });
    return undefined;
  },
};

/** Without what differs from one machine to the next. */
function comparable(value: unknown): Json {
  const { zone: _zone, metadata: _metadata, ...rest } = asObject(value);
  return rest;
}

type Test = (machine: KubeObject) => boolean;

function replaceOne(
  { objects, assets, random }: ClusterContext,
  masters: KubeObject[],
  template: Json,
  isUpdated: Test,
  isRunning: Test,
): void {
  const old = masters.find((one) => !isUpdated(one));
  if (!old || masters.some((one) => isUpdated(one) && !isRunning(one))) return;
  const index = /-(\d+)$/.exec(old.metadata.name)?.[1] ?? '0';
  const replacement = masters.find((one) => one !== old && isUpdated(one) && one.metadata.name.endsWith(`-${index}`));
  if (replacement) return void objects.remove(machineKind, machineApi, old.metadata.name);
  const spec = structuredClone(asObject(template['spec']));
  const value = asObject(at(spec, 'providerSpec', 'value'));
  objects.create({
    apiVersion: 'machine.openshift.io/v1beta1',
    kind: 'Machine',
    metadata: {
      name: `${assets.infraId}-master-${randomName(5, random)}-${index}`,
      namespace: machineApi,
      labels: asObject(at(template, 'metadata', 'labels')) as Record<string, string>,
      finalizers: [machineFinalizer],
    },
    spec: { ...spec, providerSpec: { value: { ...value, zone: at(old.spec, 'providerSpec', 'value', 'zone') } } },
  });
}
