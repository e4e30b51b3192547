import { Secret } from '@aro-rp/telemetry';
import { refOf, resource } from '@aro-rp/testing';
import { hours, milliseconds, seconds } from '@aro-rp/time';
import { createCustomer } from '../testing/customer.ts';
import { accept, messageFor, readCluster, workUntilEnded } from '../testing/worker-on.ts';
import { type ClusterChanges, createWorld, releases, type World } from '../testing/world.ts';
import { type PlanBookOptions } from './index.ts';

let world: World;
beforeAll(async () => void (world = await createWorld()), 60_000);
afterEach(() => world.azure.faults.clear());
afterAll(() => world[Symbol.asyncDispose]());

let count = 0;
const newCluster = () => resource(`c${++count}`, world.endpoints.subscriptionId);
type Cluster = ReturnType<typeof newCluster>;
type Given = ClusterChanges & { kind?: 'create' | 'update' | 'delete'; secret?: string; clientId?: string };

async function run(id: Cluster, { kind = 'create', secret, clientId, ...changes }: Given = {}, options = {}) {
  const { cluster, secrets } = await world.cluster(id, changes);
  if (clientId !== undefined) cluster.properties.servicePrincipalProfile = { clientId };
  const given = {
    kind,
    cluster,
    secrets: { ...secrets, ...(secret !== undefined && { clientSecret: new Secret(secret) }) },
  };
  const operationId = await accept(world.database, id, given);
  const worker = world.worker(options);
  const { document } = await workUntilEnded(world.database, id, () => worker);
  const operation = await world.database.operations.get(id.subscriptionId, operationId);
  return { cluster: document, operation: operation?.document };
}

const groupOf = (id: Cluster) => `/subscriptions/${id.subscriptionId}/resourceGroups/managed-${id.name}`;
const signal = new AbortController().signal;
const customer = () => createCustomer(world.endpoints).azure;
const dnsNames = (id: Cluster) =>
  world.azure.arm.view
    .ofType(undefined, 'Microsoft.Network/dnszones/A')
    .map(({ name }) => name)
    .filter((name) => name === `api.${id.name}` || name === `*.apps.${id.name}`)
    .sort();

/** All that a cluster may leave anywhere but in the documents. */
async function leftovers(id: Cluster): Promise<string[]> {
  const { view } = world.azure.arm;
  const document = refOf(id).id;
  const isOurs = (one: { id: string }) =>
    one.id.toLowerCase().startsWith(`${groupOf(id).toLowerCase()}/`) || one.id.includes(document);
  const group = await customer().resourceGroups.get(`managed-${id.name}`, { signal });
  const types = [
    'Microsoft.Network/privateEndpoints',
    'Microsoft.ContainerRegistry/registries/tokens',
    'Microsoft.Compute/virtualMachines',
  ];
  const resources = types
    .flatMap((type) => view.ofType(undefined, type))
    .filter(isOurs)
    .map((one) => one.id);
  return [...(group ? [group.id] : []), ...resources, ...dnsNames(id)];
}

describe('creating a cluster', () => {
  it('installs OpenShift, publishes where it is reached, and keeps what opens it sealed', async () => {
    const id = newCluster();

    const { cluster, operation } = await run(id);

    expect(operation?.error).toBeUndefined();
    expect(cluster.provisioningState).toBe('Succeeded');
    const { apiserverProfile, ingressProfiles, consoleProfile, clusterProfile } = cluster.cluster.properties;
    const domain = `${id.name}.${world.endpoints.dnsZone.name}`;
    expect({ apiserverProfile, consoleProfile, clusterProfile }).toMatchObject({
      apiserverProfile: { url: `https://api.${domain}:6443/`, ip: expect.any(String) as string },
      consoleProfile: { url: `https://console-openshift-console.apps.${domain}/` },
      clusterProfile: { version: releases[0] },
    });
    expect(ingressProfiles[0]?.ip).toEqual(expect.any(String));
    expect(dnsNames(id)).toEqual([`*.apps.${id.name}`, `api.${id.name}`]);
    expect(Object.keys(await world.database.clusters.secrets(id)).sort()).toEqual(
      expect.arrayContaining(['kubeadminPassword', 'serviceKubeconfig', 'sreKubeconfig', 'userAdminKubeconfig']),
    );
  }, 60_000);

  it.each(releases.slice(1))(
    'installs %s',
    async (version) => {
      const { cluster, operation } = await run(newCluster(), { version });

      expect(operation?.error).toBeUndefined();
      expect(cluster.provisioningState).toBe('Succeeded');
    },
    60_000,
  );

  it('with a private API server and ingress publishes addresses of the network only', async () => {
    const { cluster, operation } = await run(newCluster(), { private: true });

    expect(operation?.error).toBeUndefined();
    const { apiserverProfile, ingressProfiles } = cluster.cluster.properties;
    expect([apiserverProfile.ip, ingressProfiles[0]?.ip]).toEqual([
      expect.stringMatching(/^10\.0\./),
      expect.stringMatching(/^10\.0\./),
    ]);
  }, 60_000);

  it('fails and says so when another cluster has the domain', async () => {
    const [first, second] = [newCluster(), newCluster()];
    const owner = { owner: first.key, name: 'api.wanted' };
    const { dnsZone, rp } = world.endpoints;
    const service = world.azure.arm.view.get(
      `/subscriptions/${rp.subscriptionId}/resourceGroups/${dnsZone.resourceGroup}/providers/Microsoft.Network/dnszones/${dnsZone.name}`,
    );
    await customer().resources.beginPut(
      `${service?.id}/A/${owner.name}`,
      '2018-05-01',
      { properties: { TTL: 300, metadata: { owner: owner.owner } } },
      { signal },
    );

    const { cluster, operation } = await run(second, { domain: 'wanted' });

    expect(cluster.provisioningState).toBe('Failed');
    expect(operation).toMatchObject({
      error: { code: 'DuplicateDomain', target: 'properties.clusterProfile.domain' },
      diagnostics: { step: 'reserve-dns-name' },
    });
  });

  it("fails and says so when the group exists and is not the cluster's, and does not touch it", async () => {
    const id = newCluster();
    const { location } = world.endpoints;
    await customer().resources.beginPut(
      groupOf(id),
      '2021-04-01',
      { location, managedBy: '/somebody/else' },
      { signal },
    );

    const { operation } = await run(id);
    await run(id, { kind: 'delete' });

    expect(operation?.error?.code).toBe('ResourceGroupAlreadyExists');
    expect(await customer().resourceGroups.get(`managed-${id.name}`, { signal })).toMatchObject({
      managedBy: '/somebody/else',
    });
  }, 30_000);

  it.each<[string, Given, string, RegExp]>([
    ['a wrong secret', { secret: 'wrong' }, 'InvalidServicePrincipalCredentials', /AADSTS7000215/],
    [
      'an application that is unknown',
      { clientId: '00000000-0000-4000-8000-0000000000ee' },
      'InvalidServicePrincipalCredentials',
      /AADSTS700016/,
    ],
    ['a version that is not offered', { version: '4.16.99' }, 'InvalidParameter', /4\.16\.99/],
  ])(
    'with %s fails and says what to do',
    async (_, given, code, message) => {
      const { cluster, operation } = await run(newCluster(), given, { spreadWithin: seconds(1) });

      expect(cluster.provisioningState).toBe('Failed');
      // Rights that were given a moment ago may be told beside it.
      const { details = [], ...error } = operation?.error ?? {};
      expect([error, ...details]).toContainEqual(
        expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
      );
    },
    30_000,
  );

  it('says which rights the service principal lacks, and on what', async () => {
    const id = newCluster();
    const { entra } = world.azure;
    const { clientId } = await entra.directory.addApplication('without rights');
    await entra.directory.addServicePrincipal(world.endpoints.tenantId, clientId);
    const secret = await entra.directory.addPassword(clientId);

    const { operation } = await run(id, { clientId, secret: secret }, { spreadWithin: seconds(1) });

    expect(operation?.error).toMatchObject({
      code: 'InvalidServicePrincipalPermissions',
      details: expect.arrayContaining([
        expect.objectContaining({ message: expect.stringContaining('subnets/join/action') as string }),
      ]) as object[],
    });
  }, 30_000);

  it('goes on when Azure throttles it for a while', async () => {
    const action = { kind: 'status', status: 429, code: 'TooManyRequests', retryAfterMs: 1_000 } as const;
    world.azure.faults.add({ service: 'arm', method: 'PUT', path: 'resourcegroups/managed-', times: 2, action });

    expect((await run(newCluster())).cluster.provisioningState).toBe('Succeeded');
    expect(world.azure.faults.list()[0]?.struck).toBe(2);
  }, 60_000);
});

describe('updating a cluster', () => {
  it('fails and says so when its group was deleted', async () => {
    const { operation } = await run(newCluster(), { kind: 'update' });

    expect(operation?.error?.code).toBe('ResourceGroupNotFound');
  });
});

describe('deleting a cluster', () => {
  it('removes all that was made, leaves the customer’s own alone, and leaves a tombstone', async () => {
    const id = newCluster();
    await run(id);

    const { cluster, operation } = await run(id, { kind: 'delete' });

    expect(operation?.error).toBeUndefined();
    expect(cluster).toMatchObject({ provisioningState: 'Succeeded', tombstone: true });
    expect(await leftovers(id)).toEqual([]);
    const { masterProfile } = cluster.cluster.properties;
    const subnet = world.azure.arm.view.get(masterProfile.subnetId);
    expect(subnet?.properties['networkSecurityGroup']).toBeUndefined();
  }, 90_000);

  it('that was never begun to be made removes nothing and succeeds', async () => {
    const id = newCluster();

    expect((await run(id, { kind: 'delete' })).cluster.tombstone).toBe(true);
    expect(await leftovers(id)).toEqual([]);
  }, 30_000);

  describe('at its end (W11)', () => {
    async function confirming() {
      const id = newCluster();
      const { cluster, secrets } = await world.cluster(id);
      await accept(world.database, id, {
        cluster,
        secrets,
        plan: { kind: 'delete-cluster', version: 3, cursor: 'confirm-gone' },
      });
      return id;
    }
    const deliver = async (id: Cluster, changes: Partial<PlanBookOptions>) =>
      world.worker(changes).handler(messageFor(await readCluster(world.database, id), id.subscriptionId), signal);

    it('waits after a takeover, then removes what a frozen worker has made with one more call', async () => {
      const id = await confirming();
      // The take of a worker that does not end its slice: its lease is still there when the next one takes.
      await world.database.work.take(refOf(id), await readCluster(world.database, id), {
        id: 'frozen',
        owner: 'frozen',
      });
      await deliver(id, { frozenFor: hours(1) });
      expect((await readCluster(world.database, id)).document).toMatchObject({
        lastTakeover: expect.any(String) as string,
        plan: { cursor: 'confirm-gone', waitingFor: 'calls of a worker that was taken over' },
      });

      const { location } = world.endpoints;
      await customer().resources.beginPut(groupOf(id), '2021-04-01', { location, managedBy: id.id }, { signal });
      const { document } = await workUntilEnded(world.database, id, () => world.worker({ frozenFor: milliseconds(0) }));

      expect(document.tombstone).toBe(true);
      expect(await leftovers(id)).toEqual([]);
    }, 30_000);

    it('does not wait when there was no takeover', async () => {
      const id = await confirming();

      await deliver(id, { frozenFor: hours(1) });

      expect((await readCluster(world.database, id)).document.tombstone).toBe(true);
    });
  });
});
