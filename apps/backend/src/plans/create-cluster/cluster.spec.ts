import { connectCluster } from '@aro-rp/openshift';
import { createKubernetesServer, type KubernetesServer } from '@aro-rp/openshift/testing';
import { Secret, silentLog } from '@aro-rp/telemetry';
import { resource } from '@aro-rp/testing';
import { seconds, systemClock } from '@aro-rp/time';
import { createLocalArm, type LocalArm, location } from '../../testing/local-arm.ts';
import { placedCluster } from '../../testing/places.ts';
import { contextOn, runWith, serviceSubscriptionId } from '../../testing/step-on.ts';
import { publishRouter } from './addresses.ts';
import { configure, settleRouter, workersRunning } from './cluster.ts';

const id = resource('c1');
const machines = '/apis/machine.openshift.io/v1beta1/namespaces/openshift-machine-api/machines';
const controlPlane = '/apis/machine.openshift.io/v1/namespaces/openshift-machine-api/controlplanemachinesets/cluster';
const router = '/api/v1/namespaces/openshift-ingress/services/router-default';

let local: LocalArm;
let server: KubernetesServer;
beforeAll(async () => {
  local = await createLocalArm();
});
afterAll(() => local[Symbol.asyncDispose]());
beforeEach(async () => {
  server = await createKubernetesServer();
});
afterEach(() => server[Symbol.asyncDispose]());

/** What a step is given, with the real client on that API server. */
const context = () =>
  contextOn(local, id, {
    cluster: placedCluster(id),
    connect: () =>
      Promise.resolve(
        connectCluster({
          ...{ kubeconfig: server.kubeconfig, address: '127.0.0.1' },
          ...{ callTimeout: seconds(20), clock: systemClock, log: silentLog },
        }),
      ),
    requireSecret: () => Promise.resolve(new Secret('password')),
  });

describe('workers', () => {
  const labels = { 'machine.openshift.io/cluster-api-machine-role': 'worker' };
  const machine = (name: string, phase: string, errorMessage?: string) => ({
    metadata: { name, labels },
    status: { phase, ...(errorMessage !== undefined && { errorMessage }) },
  });
  const node = (name: string, ready: boolean) => ({
    metadata: { name, labels: { 'node-role.kubernetes.io/worker': '' } },
    status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  });
  const given = (ofMachines: object[], ofNodes: object[]) => {
    server.put(machines, { metadata: {}, items: ofMachines });
    server.put('/api/v1/nodes', { metadata: {}, items: ofNodes });
  };
  const look = () => workersRunning(context(), runWith());

  it('end the create as soon as one of them has failed, in the words of its machine', async () => {
    const words = 'failed to create vm w-2: Code="SkuNotAvailable": zone 2 is closed to the subscription';
    given([machine('w-1', 'Running'), machine('w-2', 'Failed', words), machine('w-3', 'Provisioning')], []);

    await expect(look()).rejects.toMatchObject({
      body: {
        code: 'DeploymentFailed',
        message: expect.stringMatching(/'w-2' could not be made: .*zone 2 is closed.*\. Mend it/) as string,
        target: 'w-2',
      },
    });
  });

  it('are waited for until two of them carry the router', async () => {
    const three = ['w-1', 'w-2', 'w-3'];

    given(
      three.map((name) => machine(name, 'Provisioned')),
      [],
    );
    expect(await look()).toMatchObject({ waitingFor: 'workers: 0 of 3 machines run, 0 nodes are ready' });
    given(
      three.map((name) => machine(name, 'Running')),
      [node('w-1', true), node('w-2', false)],
    );
    expect(await look()).toMatchObject({ waitingFor: 'workers: 3 of 3 machines run, 1 nodes are ready' });
    given(
      three.map((name) => machine(name, 'Running')),
      [node('w-1', true), node('w-2', true)],
    );
    expect(await look()).toBe(true);
  });

  it('are waited for while the cluster has no machines, or does not answer', async () => {
    given([], []);
    expect(await look()).toMatchObject({ waitingFor: expect.stringMatching(/^workers: 0 of 0/) as string });

    server.next(`GET ${machines}`, (request) => void request.socket.destroy());
    expect(await look()).toMatchObject({ waitingFor: expect.stringMatching(/^the API server: /) as string });
  });
});

describe("the router's address", () => {
  const group = `/subscriptions/${serviceSubscriptionId}/resourceGroups/dns`;
  const { place } = contextOn({ subscription: () => undefined as never }, id);
  const call = { signal: new AbortController().signal };
  const service = () => local.subscription({ identity: 'service' }, serviceSubscriptionId);
  const published = async () => (await service().dnsRecords.get(place.dns, '*.apps.c1', call))?.addresses;
  const at = (...addresses: string[]) =>
    server.put(router, {
      metadata: { name: 'router-default', namespace: 'openshift-ingress' },
      status: { loadBalancer: { ingress: addresses.map((ip) => ({ ip })) } },
    });
  beforeAll(async () => {
    await service().resources.beginPut(group, '2021-04-01', { location }, call);
    const zone = `${group}/providers/Microsoft.Network/dnszones/${place.dns.name}`;
    await service().resources.beginPut(zone, '2018-05-01', { location: 'global' }, call);
  });
  beforeEach(
    async () => void (await publishRouter(context(), runWith({ infraId: 'c1-x7k2p', routerAddress: '1.2.3.4' }))),
  );
  const settle = () => settleRouter(context(), runWith({ routerAddress: '1.2.3.4' }));

  it('is waited for until its Service has one', async () => {
    expect(await settle()).toMatchObject({ waitingFor: "the router's load balancer" });
    at();
    expect(await settle()).toMatchObject({ waitingFor: "the router's load balancer" });
    expect(await published()).toEqual(['1.2.3.4']);
  });

  it('stays published when it is the one that was chosen', async () => {
    at('1.2.3.4');

    expect(await settle()).toMatchObject({ kind: 'done', facts: { routerAddress: '1.2.3.4' } });
    expect(await published()).toEqual(['1.2.3.4']);
  });

  it('is corrected in public DNS, in the document and for the customer when the cluster has another one', async () => {
    at('5.6.7.8');

    expect(await settle()).toMatchObject({
      kind: 'done',
      facts: { routerAddress: '5.6.7.8' },
      properties: { ingressProfiles: [{ name: 'default', visibility: 'Public', ip: '5.6.7.8' }] },
    });
    expect(await published()).toEqual(['5.6.7.8']);
  });
});

describe('what a managed cluster has otherwise', () => {
  const state = (of: string) =>
    server.put(controlPlane, { metadata: { name: 'cluster', uid: 'u' }, spec: { state: of } });
  beforeEach(() => {
    server.put('/apis/config.openshift.io/v1/clusterversions/version', {
      metadata: { name: 'version' },
      spec: { clusterID: 'c', channel: 'stable-4.16', upstream: 'https://elsewhere' },
    });
    server.put('/api/v1/namespaces/openshift-config/secrets/pull-secret', {
      metadata: { name: 'pull-secret' },
      data: {},
    });
    server.put('/apis/operator.openshift.io/v1/consoles/cluster', { metadata: { name: 'cluster' }, spec: {} });
  });
  const set = () => configure(context(), runWith({ loginServer: 'registry.example.com' }));
  const writes = () => server.requests.filter((one) => !one.startsWith('GET'));

  it('is a control plane machine set that replaces no master: an active one goes', async () => {
    state('Active');

    expect(await set()).toBe(true);

    expect(server.get(controlPlane)).toBeUndefined();
    expect(writes()).toContain(`DELETE ${controlPlane}`);
  });

  it('is no channel, the pull secret and the brand; and nothing is written that is so already', async () => {
    state('Inactive');

    await set();
    const version = server.get('/apis/config.openshift.io/v1/clusterversions/version');
    const { data } = server.get('/api/v1/namespaces/openshift-config/secrets/pull-secret') as { data?: object };
    const first = writes().length;
    await set();

    expect(version?.['spec']).toEqual({ clusterID: 'c' });
    expect(Object.keys(data ?? {})).toEqual(['.dockerconfigjson']);
    expect(server.get('/apis/operator.openshift.io/v1/consoles/cluster')?.['spec']).toEqual({
      customization: { brand: 'azure' },
    });
    expect([first, writes().length]).toEqual([3, 3]);
    expect(server.get(controlPlane)).toBeDefined();
  });
});
