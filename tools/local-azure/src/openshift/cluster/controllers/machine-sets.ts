import { asObject } from '../../../arm/model/json.ts';
import { randomName } from '../../kubernetes/accept.ts';
import { at, type KubeObject, type Metadata, textAt } from '../../kubernetes/object.ts';
import { matchesLabels } from '../../kubernetes/selectors.ts';
import { type ClusterContext, type Controller } from '../context.ts';
import { machine as machineKind, machineApi, machineSet as setKind } from '../kinds.ts';
import { machineFinalizer } from '../seed.ts';
import { writeStatus } from './write.ts';

/** Makes and deletes Machines until each MachineSet has as many as it asks for. */
export const machineSets: Controller = {
  name: 'machine-sets',
  async reconcile(cluster) {
    if (cluster.facts.bootstrapGoneAt === undefined) return undefined;
    for (const set of cluster.objects.list(setKind, machineApi)) reconcile(cluster, set);
    sweep(cluster);
    return undefined;
  },
};

function reconcile(cluster: ClusterContext, set: KubeObject): void {
  const { objects } = cluster;
  if (set.metadata.deletionTimestamp !== undefined) return;
  const wanted = Number(at(set.spec, 'replicas') ?? 1);
  const own = () =>
    objects
      .list(machineKind, machineApi)
      .filter((one) => one.metadata.deletionTimestamp === undefined && belongsTo(set, one));
  const before = own();
  objects.transaction(() => {
    for (let count = before.length; count < wanted; count += 1) objects.create(machineOf(cluster, set));
    for (const surplus of inOrderOfDeletion(before).slice(0, Math.max(0, before.length - wanted)))
      objects.remove(machineKind, machineApi, surplus.metadata.name);
  });
  const now = own();
  const ready = now.filter((one) => textAt(one, 'status', 'phase') === 'Running').length;
  writeStatus(cluster, set, {
    replicas: now.length,
    fullyLabeledReplicas: now.length,
    readyReplicas: ready,
    availableReplicas: ready,
    observedGeneration: set.metadata.generation ?? 1,
  });
}

/** Machines of a set that is gone go after it. */
function sweep({ objects }: ClusterContext): void {
  const uids = new Set(objects.list(setKind, machineApi).map(({ metadata }) => metadata.uid));
  for (const { metadata } of objects.list(machineKind, machineApi)) {
    const owner = metadata.ownerReferences?.find(({ kind }) => kind === 'MachineSet');
    if (owner && !uids.has(owner.uid) && metadata.deletionTimestamp === undefined)
      objects.remove(machineKind, machineApi, metadata.name);
  }
}

const belongsTo = (set: KubeObject, machine: KubeObject): boolean =>
  matchesLabels(machine, asObject(at(set.spec, 'selector', 'matchLabels')) as Record<string, string>);

function machineOf({ random }: ClusterContext, set: KubeObject): KubeObject {
  const template = asObject(at(set.spec, 'template'));
  const { labels = {}, annotations } = asObject(template['metadata']) as Partial<Metadata>;
  const { apiVersion, kind, metadata } = set;
  return {
    apiVersion: 'machine.openshift.io/v1beta1',
    kind: 'Machine',
    metadata: {
      name: `${metadata.name}-${randomName(5, random)}`,
      namespace: machineApi,
      labels,
      ...(annotations === undefined ? {} : { annotations }),
      finalizers: [machineFinalizer],
      ownerReferences: [{ apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true }],
    },
    spec: structuredClone(asObject(template['spec'])),
  };
}

/** Those marked for it first, then those that are no good, then the youngest. */
function inOrderOfDeletion(machines: KubeObject[]): KubeObject[] {
  const rank = (machine: KubeObject): number =>
    machine.metadata.annotations?.['machine.openshift.io/delete-machine'] !== undefined
      ? 0
      : textAt(machine, 'status', 'phase') === 'Running'
        ? 2
        : 1;
  const born = ({ metadata }: KubeObject) => metadata.creationTimestamp ?? '';
  return [...machines].sort((a, b) => rank(a) - rank(b) || (born(a) < born(b) ? 1 : -1));
}
