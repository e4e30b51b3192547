import { randomUUID } from 'node:crypto';
import { type MaintenanceTask, type OpenShiftCluster } from '@aro-rp/api';
import { type ClusterDocument } from '@aro-rp/database';
import { type Cluster, unavailable } from '@aro-rp/openshift';
import { type StepAction } from '@aro-rp/plan';
import { Secret } from '@aro-rp/telemetry';
import { resource } from '@aro-rp/testing';
import { apiVersions } from '../../names.ts';
import { createCustomer } from '../../testing/customer.ts';
import { install, type Installed, seenIn } from '../../testing/installed.ts';
import { runWith } from '../../testing/step-on.ts';
import { readCluster, workerOn, workUntilEnded } from '../../testing/worker-on.ts';
import { type Duration, seconds } from '@aro-rp/time';
import { createWorld, releases, type World, worldTimes } from '../../testing/world.ts';
import { type PlanBook } from '../../worker/slice.ts';
import { type ClusterContext } from '../context.ts';
import { adminUpdateCluster } from '../admin-update-cluster/index.ts';
import { updateCluster } from './index.ts';

/** One cluster; each test finds it as the one before has left it. */
describe('updating a cluster', () => {
  let world: World;
  let installed: Installed;
  const id = () => resource('updated', world.endpoints.subscriptionId);
  const signal = new AbortController().signal;

  beforeAll(async () => {
    world = await createWorld();
    installed = await install(world, 'updated', { version: releases[0], private: false, outboundIps: 2 });
  }, 120_000);
  afterAll(() => world?.[Symbol.asyncDispose]());

  interface Asked {
    change?: (cluster: OpenShiftCluster) => OpenShiftCluster;
    secrets?: Record<string, Secret>;
    /** How long a new secret may take to be known; as in the world unless told. */
    spreadWithin?: Duration;
    /** Every step is begun twice, and what it learnt the first time is lost, as by a crash. */
    twice?: true;
    plan?: Pick<typeof updateCluster, 'kind' | 'version' | 'deadline'>;
  }

  async function update({
    change = (cluster) => cluster,
    secrets,
    plan = updateCluster,
    spreadWithin,
    twice,
  }: Asked = {}) {
    const operationId = randomUUID();
    const { kind, version, deadline } = plan;
    const status = plan === updateCluster ? ('Updating' as const) : ('AdminUpdating' as const);
    await world.database.clusters.accept(id(), { operationId, planId: randomUUID() }, (current) => ({
      cluster: change(current?.document.cluster as OpenShiftCluster),
      ...(secrets && { secrets }),
      operation: { kind: 'update', status },
      plan: { kind, version, cursor: '', deadline },
      reservations: current?.document.reservations ?? [],
    }));
    const book = world.planBook(spreadWithin && { spreadWithin });
    const worker = workerOn(world.database, twice ? { ...book, find: doubled(book.find) } : book, {
      times: worldTimes,
    });
    const { document } = await workUntilEnded(world.database, id(), () => worker);
    const operation = await world.database.operations.get(id().subscriptionId, operationId);
    return { document, operation: operation?.document };
  }

  /** The cluster's own API, as the service sees it. */
  async function inCluster<T>(look: (cluster: Cluster) => Promise<T>): Promise<T> {
    const { document } = await readCluster(world.database, id());
    using cluster = await world.planBook().context(document, Date.now).connect(runWith(document.facts));
    return await look(cluster);
  }
  const groupOf = (document: Readonly<ClusterDocument>) => document.cluster.properties.clusterProfile.resourceGroupId;

  /** What the service has asked Azure for that was not so already. */
  const changes = (after: number) =>
    world.azure.arm
      .requests({ after })
      .filter(({ method, effect }) => method !== 'GET' && effect !== 'unchanged')
      .map(({ method, path }) => `${method} ${path}`);
  const latest = () => world.azure.arm.requests().at(-1)?.n ?? 0;

  /** Another application with the rights that a customer gives, and a secret. */
  async function newPrincipal(name: string) {
    const { directory } = world.azure.entra;
    const { clientId } = await directory.addApplication(name);
    await directory.addServicePrincipal(world.endpoints.tenantId, clientId);
    const clientSecret = new Secret(await directory.addPassword(clientId));
    await createCustomer(world.endpoints).giveRights(installed.network, clientId);
    return { clientId, clientSecret };
  }
  const withPrincipal =
    (clientId: string) =>
    (cluster: OpenShiftCluster): OpenShiftCluster => ({
      ...cluster,
      properties: { ...cluster.properties, servicePrincipalProfile: { clientId } },
    });
  const withOutbound =
    (count: number) =>
    (cluster: OpenShiftCluster): OpenShiftCluster => {
      const { properties } = cluster;
      const loadBalancerProfile = { ...properties.networkProfile.loadBalancerProfile, managedOutboundIps: { count } };
      return {
        ...cluster,
        properties: { ...properties, networkProfile: { ...properties.networkProfile, loadBalancerProfile } },
      };
    };

  it('finds it with the outbound addresses that it was created with', () => {
    const { loadBalancerProfile } = installed.document.cluster.properties.networkProfile;

    expect(loadBalancerProfile).toMatchObject({
      managedOutboundIps: { count: 2 },
      effectiveOutboundIps: [
        { id: expect.stringContaining(`${installed.infraId}-pip-v4`) as string },
        { id: expect.stringContaining(`${installed.infraId}-outbound-2-v4`) as string },
      ],
    });
  });

  it('that is as it should be changes nothing in Azure', async () => {
    const before = latest();

    const { document, operation } = await update();

    expect(operation?.error).toBeUndefined();
    expect(document.provisioningState).toBe('Succeeded');
    expect(changes(before)).toEqual([]);
    expect(document.cluster.properties.workerProfilesStatus).toHaveLength(3);
  }, 60_000);

  it('gives it another service principal, after which the one before may go', async () => {
    const former = requireText((await readCluster(world.database, id())).document.facts['clusterObjectId']);
    const { clientId, clientSecret } = await newPrincipal('second');

    const { document, operation } = await update({ change: withPrincipal(clientId), secrets: { clientSecret } });

    expect(operation?.error).toBeUndefined();
    expect(document.facts).toMatchObject({ formerObjectIds: [] });
    expect(document.facts['clusterObjectId']).not.toBe(former);
    const assignments = await seenIn(world).list(
      `${groupOf(document)}/providers/Microsoft.Authorization/roleAssignments`,
    );
    const atGroup = assignments.filter(({ id: one }) => one.toLowerCase().startsWith(groupOf(document).toLowerCase()));
    expect(atGroup.map(({ properties }) => properties['principalId'])).not.toContain(former);
    expect(await inCluster((cluster) => cluster.withOldCredentials({ signal }))).toEqual([]);
  }, 90_000);

  it('with a secret that is wrong fails and says so; the cluster keeps the one before, and the next update mends it', async () => {
    const { clientId, clientSecret } = await newPrincipal('third');

    const failed = await update({
      change: withPrincipal(clientId),
      secrets: { clientSecret: new Secret('wrong') },
      spreadWithin: seconds(1),
    });
    const operators = await inCluster((cluster) => cluster.clusterOperators({ signal }));
    const mended = await update({ secrets: { clientSecret } });

    expect(failed.document.provisioningState).toBe('Failed');
    expect(failed.operation?.error).toMatchObject({
      code: 'InvalidServicePrincipalCredentials',
      message: expect.stringContaining('AADSTS7000215') as string,
    });
    expect(unavailable(operators, ['cloud-credential', 'machine-api'])).toEqual([]);
    expect(mended.operation?.error).toBeUndefined();
  }, 90_000);

  it('gives it as many addresses for what goes out as it asks for, and takes them away again', async () => {
    const addresses = async (document: Readonly<ClusterDocument>) =>
      (await seenIn(world).list(`${groupOf(document)}/providers/Microsoft.Network/publicIPAddresses`)).length;
    const effective = (document: Readonly<ClusterDocument>) =>
      document.cluster.properties.networkProfile.loadBalancerProfile?.effectiveOutboundIps?.length;

    const more = await update({ change: withOutbound(3) });
    const withThree = await addresses(more.document);
    const less = await update({ change: withOutbound(1) });

    expect([more.operation?.error, less.operation?.error]).toEqual([undefined, undefined]);
    expect([effective(more.document), withThree]).toEqual([3, 4]);
    expect([effective(less.document), await addresses(less.document)]).toEqual([1, 2]);
  }, 90_000);

  it('mends what others have changed: subnets, names, machines, updates', async () => {
    const { document } = await readCluster(world.database, id());
    const { resources } = createCustomer(world.endpoints).azure;
    const { masterProfile } = document.cluster.properties;
    const subnet = await resources.get(masterProfile.subnetId, apiVersions.network, { signal });
    const { networkSecurityGroup: _removed, ...properties } = subnet?.properties ?? {};
    await resources.beginPut(masterProfile.subnetId, apiVersions.network, { name: 'master', properties }, { signal });
    const master = `${groupOf(document)}/providers/Microsoft.Compute/virtualMachines/${installed.infraId}-master-0`;
    const asProvider = await world.planBook().context(document, Date.now).customer(runWith(document.facts));
    await asProvider.resources.post(`${master}/deallocate`, apiVersions.compute, undefined, { signal });
    await inCluster((cluster) => cluster.setUpdates({ channel: 'stable-4.16', upstream: '' }, { signal }));

    const { operation } = await update();

    expect(operation?.error).toBeUndefined();
    const mended = await seenIn(world).require(masterProfile.subnetId);
    expect(JSON.stringify(mended.properties['networkSecurityGroup'])).toContain(`${installed.infraId}-nsg`);
    const machine = await resources.get(master, apiVersions.compute, { signal, expand: 'instanceView' });
    expect(JSON.stringify(machine?.properties?.['instanceView'])).toContain('PowerState/running');
    expect((await inCluster((cluster) => cluster.clusterVersion({ signal }))).channel).toBe('');
  }, 90_000);

  it('that dies after every step, before what it did is stored, ends as any other', async () => {
    const { clientId, clientSecret } = await newPrincipal('fourth');
    const change = (cluster: OpenShiftCluster) => withOutbound(2)(withPrincipal(clientId)(cluster));

    const { document, operation } = await update({ change, secrets: { clientSecret }, twice: true });

    expect(operation?.error).toBeUndefined();
    expect(document.facts).toMatchObject({ formerObjectIds: [] });
    expect(document.cluster.properties.networkProfile.loadBalancerProfile?.effectiveOutboundIps).toHaveLength(2);
    expect(await inCluster((cluster) => cluster.withOldCredentials({ signal }))).toEqual([]);
    const before = latest();
    await update();
    expect(changes(before)).toEqual([]);
  }, 90_000);

  it('by an administrator does the task that was asked for, and no later one inherits it', async () => {
    const kubeconfig = async () => (await world.database.clusters.secrets(id()))['userAdminKubeconfig']?.reveal();
    const withTask = (maintenanceTask: MaintenanceTask) => (cluster: OpenShiftCluster) => ({
      ...cluster,
      properties: { ...cluster.properties, maintenanceTask },
    });
    const before = await kubeconfig();

    const synced = await update({ plan: adminUpdateCluster, change: withTask('SyncClusterObject') });
    const unchanged = await kubeconfig();
    const renewed = await update({ plan: adminUpdateCluster, change: withTask('CertificatesRenewal') });

    expect([synced.operation?.error, renewed.operation?.error]).toEqual([undefined, undefined]);
    expect(renewed.document.provisioningState).toBe('Succeeded');
    expect(unchanged).toBe(before);
    expect(await kubeconfig()).not.toBe(before);
    expect(renewed.document.cluster.properties.maintenanceTask).toBeUndefined();
  }, 90_000);
});

const doubled =
  (find: PlanBook<ClusterContext>['find']): PlanBook<ClusterContext>['find'] =>
  (kind, version) => {
    const found = find(kind, version);
    const again = (action: StepAction<ClusterContext>): StepAction<ClusterContext> => {
      return async (context, run) => {
        await action(context, run);
        return action(context, run);
      };
    };
    return found && { ...found, steps: found.steps.map((one) => ({ ...one, action: again(one.action) })) };
  };

const requireText = (value: unknown): string => {
  if (typeof value !== 'string') throw new Error('no text');
  return value;
};
