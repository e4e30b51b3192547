import { type Duration, milliseconds } from '@aro-rp/time';
import { type Resource } from '../../../arm/model/resource.ts';
import { AzureRefusal } from '../../azure/client.ts';
import { primaryOf } from '../../boot/conditions/network.ts';
import { type KubeObject, kubeTime, textAt } from '../../kubernetes/object.ts';
import { createMachine, deleteMachine, idsOf } from '../cloud/machine-resources.ts';
import { type ClusterContext, type Controller } from '../context.ts';
import { machine as machineKind, machineApi, node as nodeKind, roleLabel, secret } from '../kinds.ts';
import { nodeOf, readyNode } from '../nodes.ts';
import { writeStatus } from './write.ts';

/** Worth another try: throttled, busy, no sign-in, or Azure's own fault. Everything else is the Machine's. */
const passing = (error: AzureRefusal): boolean =>
  error.status === 429 ||
  /^(invalid|unauthorized)_client$/.test(error.code) ||
  error.status === 412 ||
  error.status >= 500 ||
  /AnotherOperationInProgress|^Conflict$|ReferencedResourceNotProvisioned/.test(error.code);

/** Makes and removes the virtual machines of Machines in Azure, as the cluster's principal, and joins their nodes. */
export const machines: Controller = {
  name: 'machines',
  async reconcile(cluster) {
    const waits: Duration[] = [];
    const all = cluster.objects.list(machineKind, machineApi);
    // Azure is slow, so that the machines are made at the same time.
    const done = await Promise.allSettled(
      all.map(async (one) => {
        const wait = await reconcile(cluster, one);
        if (wait !== undefined) waits.push(wait);
      }),
    );
    for (const one of done) if (one.status === 'rejected') throw one.reason;
    return waits.length === 0 ? undefined : milliseconds(Math.min(...waits));
  },
};

async function reconcile(cluster: ClusterContext, machine: KubeObject): Promise<Duration | undefined> {
  const { groupId, world, objects, facts } = cluster;
  const { name } = machine.metadata;
  if (machine.metadata.deletionTimestamp !== undefined) return remove(cluster, machine);
  const phase = textAt(machine, 'status', 'phase');
  const found = world.view.get(idsOf(groupId, name).machine);
  const isThere = found !== undefined && found.provisioningState !== 'Deleting';
  // The machine API begins to work when the masters carry the cluster: a master that is made again before just joins.
  const isAtWork = facts.bootstrapGoneAt !== undefined;
  if (!isAtWork && (!isThere || found.provisioningState === 'Failed')) return undefined;
  if (isThere && phase !== 'Failed') return join(cluster, machine, found);
  if (phase === 'Failed') return undefined;
  if (phase === 'Provisioned' || phase === 'Running') {
    if (objects.get(nodeKind, undefined, name)) objects.remove(nodeKind, undefined, name);
    setPhase(cluster, machine, 'Failed', { errorMessage: "Can't find created instance.", errorReason: 'UpdateError' });
    return undefined;
  }
  setPhase(cluster, machine, 'Provisioning');
  return create(cluster, machine);
}

async function create(cluster: ClusterContext, machine: KubeObject): Promise<Duration | undefined> {
  const { groupId, assets, objects, log, timeline } = cluster;
  const azure = cluster.azureAs('machine-api');
  const userDataSecret = textAt(machine.spec, 'providerSpec', 'value', 'userDataSecret', 'name');
  const userData = textAt(objects.get(secret, machineApi, userDataSecret), 'data', 'userData');
  try {
    const { subscriptionId } = assets.credentials;
    await createMachine(azure, { machine, groupId, subscriptionId, infraId: assets.infraId, userData });
    return milliseconds(0);
  } catch (error) {
    if (!(error instanceof AzureRefusal)) throw error;
    log(`machine ${machine.metadata.name}: ${error.code}: ${error.message}`);
    if (passing(error)) return timeline.retry;
    const errorMessage = `failed to reconcile machine ${JSON.stringify(machine.metadata.name)}: failed to create vm ${machine.metadata.name}: ${error.code}: ${error.message}`;
    setPhase(cluster, machine, 'Failed', { errorMessage, errorReason: 'InvalidConfiguration' });
    return undefined;
  }
}

/** The virtual machine is there: its node comes after a while. */
function join(cluster: ClusterContext, machine: KubeObject, found: Resource): Duration | undefined {
  const { objects, clock, timeline, facts, world } = cluster;
  const { name } = machine.metadata;
  if (found.provisioningState === 'Failed') {
    setPhase(cluster, machine, 'Failed', {
      errorMessage: `virtual machine ${name} has failed`,
      errorReason: 'CreateError',
    });
    return undefined;
  }
  if (found.provisioningState !== 'Succeeded') return milliseconds(200);
  const address = primaryOf(world.view, found)?.address ?? '';
  const addresses = [
    { type: 'InternalIP', address },
    { type: 'InternalDNS', address: name },
    { type: 'Hostname', address: name },
  ];
  const providerID = `azure://${found.id}`;
  const spec = { ...machine.spec, providerID };
  const { resourceVersion: _latest, ...metadata } = machine.metadata;
  const current =
    textAt(machine.spec, 'providerID') === providerID ? machine : update(cluster, { ...machine, metadata, spec });
  const isNew = !objects.get(nodeKind, undefined, name);
  const left = Math.max(Date.parse(found.createdTime), facts.apiAt ?? 0) + timeline.node - clock.now();
  const providerStatus = { vmId: found.id, vmState: 'Running' };
  if (isNew && left > 0) {
    setPhase(cluster, current, 'Provisioned', { addresses, providerStatus });
    return milliseconds(left);
  }
  const role = machine.metadata.labels?.[roleLabel] ?? 'worker';
  const node = isNew
    ? objects.create(nodeOf(cluster, machine, role, providerID))
    : objects.get(nodeKind, undefined, name);
  if (!node) return undefined;
  writeStatus(cluster, node, readyNode(cluster, node, machine, address));
  const nodeRef = { kind: 'Node', name, uid: node.metadata.uid };
  setPhase(cluster, current, 'Running', { addresses, providerStatus, nodeRef });
  return undefined;
}

async function remove(cluster: ClusterContext, machine: KubeObject): Promise<Duration | undefined> {
  const { groupId, objects, log, timeline } = cluster;
  const azure = cluster.azureAs('machine-api');
  const { name } = machine.metadata;
  setPhase(cluster, machine, 'Deleting');
  try {
    await deleteMachine(azure, groupId, name);
  } catch (error) {
    if (!(error instanceof AzureRefusal)) throw error;
    log(`machine ${name}: ${error.code}: ${error.message}`);
    return timeline.retry;
  }
  if (objects.get(nodeKind, undefined, name)) objects.remove(nodeKind, undefined, name);
  const latest = objects.get(machineKind, machineApi, name);
  if (latest) objects.update({ ...latest, metadata: { ...latest.metadata, finalizers: [] } });
  return undefined;
}

function update({ objects }: ClusterContext, machine: KubeObject): KubeObject {
  const latest = objects.get(machineKind, machineApi, machine.metadata.name);
  if (!latest) return machine;
  return objects.update({ ...latest, ...(machine.spec === undefined ? {} : { spec: machine.spec }) });
}

function setPhase(
  cluster: ClusterContext,
  machine: KubeObject,
  phase: string,
  more: Record<string, unknown> = {},
): void {
  if (textAt(machine, 'status', 'phase') === phase && phase !== 'Running') {
    writeStatus(cluster, machine, more);
    return;
  }
  const isNews = textAt(machine, 'status', 'phase') !== phase;
  const lastUpdated = kubeTime(cluster.clock.now());
  writeStatus(cluster, machine, { phase, ...more, ...(isNews ? { lastUpdated } : {}) });
}
