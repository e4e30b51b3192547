import { type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { type Log, Secret, silentLog } from '@aro-rp/telemetry';
import { createFakeClock } from '@aro-rp/testing';
import { seconds, systemClock } from '@aro-rp/time';
import { createConnectProxy } from '../testing/connect-proxy.ts';
import { createKubernetesServer, type KubernetesServer, serverName, status } from '../testing/kubernetes-server.ts';
import { connectCluster, type ClusterConnection } from './connect.ts';
import { ClusterApiError } from './cluster-api-error.ts';

const bootstrap = '/api/v1/namespaces/kube-system/configmaps/bootstrap';
const clusterVersion = '/apis/config.openshift.io/v1/clusterversions/version';
const operators = '/apis/config.openshift.io/v1/clusteroperators';
const machines = '/apis/machine.openshift.io/v1beta1/namespaces/openshift-machine-api/machines';
const machineSet = '/apis/machine.openshift.io/v1/namespaces/openshift-machine-api/controlplanemachinesets/cluster';
const pullSecret = '/api/v1/namespaces/openshift-config/secrets/pull-secret';
const console_ = '/apis/operator.openshift.io/v1/consoles/cluster';
const router = '/api/v1/namespaces/openshift-ingress/services/router-default';

let server: KubernetesServer;
const signal = new AbortController().signal;

beforeEach(async () => {
  server = await createKubernetesServer();
});
afterEach(() => server[Symbol.asyncDispose]());

const connect = (options: Partial<ClusterConnection> = {}) =>
  connectCluster({
    kubeconfig: server.kubeconfig,
    address: '127.0.0.1',
    callTimeout: seconds(20),
    clock: systemClock,
    log: silentLog,
    ...options,
  });

const failure = async (work: Promise<unknown>): Promise<ClusterApiError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ClusterApiError);
  return error as ClusterApiError;
};

describe('connectCluster', () => {
  it('dials the address and asks for the server by its own name', async () => {
    server.put(bootstrap, { metadata: {}, data: { status: 'complete' } });
    using cluster = connect();

    expect(await cluster.bootstrapStatus({ signal })).toBe('complete');
    expect(server.serverNames).toEqual([serverName]);
  });

  it('goes through the proxy to the address, or to the name when there is no address', async () => {
    await using proxy = await createConnectProxy({
      [`10.200.0.4:${server.port}`]: server.port,
      [`${serverName}:${server.port}`]: server.port,
    });
    using byAddress = connect({ proxy: proxy.url, address: '10.200.0.4' });
    using byName = connect({ proxy: proxy.url, address: undefined });

    expect(await byAddress.bootstrapStatus({ signal })).toBe('pending');
    expect(await byName.bootstrapStatus({ signal })).toBe('pending');
    expect(proxy.asked).toEqual([`10.200.0.4:${server.port}`, `${serverName}:${server.port}`]);
  });

  it('calls a cluster unreachable that nobody answers for, that the proxy refuses, or that shows another name', async () => {
    await using proxy = await createConnectProxy({});
    using gone = connect({ kubeconfig: server.kubeconfigFor(`https://${serverName}:1`) });
    using refused = connect({ proxy: proxy.url });
    using misnamed = connect({ kubeconfig: server.kubeconfigFor(`https://api-int.other.example.com:${server.port}`) });

    expect(await failure(gone.nodes({ signal }))).toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED' });
    expect(await failure(refused.nodes({ signal }))).toMatchObject({ kind: 'unreachable', code: 'PROXY' });
    expect(await failure(misnamed.nodes({ signal }))).toMatchObject({
      kind: 'unreachable',
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    expect(server.requests).toEqual([]);
  });

  it('calls itself unauthorized when the server refuses its certificate', async () => {
    using cluster = connect({ kubeconfig: server.strangersKubeconfig });

    expect(await failure(cluster.nodes({ signal }))).toMatchObject({ kind: 'unauthorized' });
  });

  it('ends at the limit when a connection is accepted and nothing comes, and closes it', async () => {
    const accepted = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const silent = createTcpServer((socket) => {
      socket.on('error', () => undefined).once('close', () => closed.resolve());
      socket.resume();
      accepted.resolve();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { port: number };
    const clock = createFakeClock();
    using cluster = connect({ clock, kubeconfig: server.kubeconfigFor(`https://${serverName}:${port}`) });

    const call = failure(cluster.nodes({ signal }));
    await accepted.promise;
    await clock.advance(seconds(20));

    expect(await call).toMatchObject({ kind: 'unreachable', code: 'Timeout' });
    await closed.promise;
    await new Promise((resolve) => silent.close(resolve));
  });

  it("throws the reason of the caller's signal when that aborts during a request", async () => {
    using cluster = connect();
    const stop = new AbortController();
    server.next(`GET ${operators}`, () => stop.abort(new Error('the slice ends')));

    await expect(cluster.clusterOperators({ signal: stop.signal })).rejects.toThrow('the slice ends');
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not-found'],
    [409, 'conflict'],
    [422, 'invalid'],
    [429, 'transient'],
    [503, 'transient'],
  ])('calls status %d %s', async (code, kind) => {
    using cluster = connect();
    server.next(`GET ${clusterVersion}`, (_request, response) => status(response, code, 'because'));

    expect(await failure(cluster.clusterVersion({ signal }))).toMatchObject({ kind, code: String(code) });
  });

  it('calls a connection that breaks transient', async () => {
    using cluster = connect();
    server.next(`GET ${clusterVersion}`, (request) => request.socket.destroy());

    expect(await failure(cluster.clusterVersion({ signal }))).toMatchObject({ kind: 'transient', code: 'ECONNRESET' });
  });
});

describe('reads', () => {
  it('take what a plan needs out of the objects, and nothing where a kind is not known yet', async () => {
    using cluster = connect();
    expect(await cluster.clusterOperators({ signal })).toEqual([]);
    expect(await cluster.machines('worker', { signal })).toEqual([]);
    expect(await cluster.routerService({ signal })).toBeUndefined();
    expect(await cluster.controlPlaneMachineSet({ signal })).toBeUndefined();
    fill(server);

    expect(await cluster.clusterOperators({ signal })).toEqual([
      { name: 'console', conditions: [{ type: 'Available', status: 'True', reason: 'AsExpected' }] },
    ]);
    expect(await cluster.machines('worker', { signal })).toEqual([
      { name: 'w-0', role: 'worker', phase: 'Failed', errorReason: 'InvalidConfiguration', errorMessage: 'no quota' },
    ]);
    expect(await cluster.nodes({ signal })).toEqual([{ name: 'n-0', roles: ['master'], ready: true }]);
    expect(await cluster.routerService({ signal })).toEqual({ addresses: ['20.1.2.3'], internal: false });
    expect(await cluster.controlPlaneMachineSet({ signal })).toEqual({ state: 'Inactive' });
    expect(await cluster.clusterVersion({ signal })).toEqual({
      clusterId: 'c-1',
      channel: 'stable-4.16',
      upstream: '',
      conditions: [],
      history: [{ state: 'Completed', version: '4.16.30' }],
    });
  });
});

describe('writes', () => {
  beforeEach(() => fill(server));

  it('change one thing, keep the rest, and write nothing when it is so already', async () => {
    using cluster = connect();

    expect(await cluster.setUpdates({ channel: '', upstream: '' }, { signal })).toBe('written');
    expect(await cluster.setUpdates({ channel: '', upstream: '' }, { signal })).toBe('unchanged');

    expect(server.get(clusterVersion)?.['spec']).toEqual({ clusterID: 'c-1', desiredUpdate: { version: '4.16.30' } });
    expect(server.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(1);
  });

  it('read again when another writer was faster, and keep what it wrote', async () => {
    using cluster = connect();
    server.afterNext(`GET ${console_}`, () =>
      server.put(console_, { metadata: { name: 'cluster' }, spec: { managementState: 'Removed' } }),
    );

    expect(await cluster.setConsoleBrand('azure', { signal })).toBe('written');

    expect(server.get(console_)?.['spec']).toEqual({ managementState: 'Removed', customization: { brand: 'azure' } });
  });

  it('give up as a conflict when others always are faster', async () => {
    using cluster = connect();
    for (let count = 0; count < 6; count += 1)
      server.next(`PUT ${console_}`, (_request, response) => status(response, 409, 'modified'));

    expect(await failure(cluster.setConsoleBrand('azure', { signal }))).toMatchObject({ kind: 'conflict' });
    expect(server.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(5);
  });

  it('set the pull secret and keep the type and the other data', async () => {
    using cluster = connect();

    expect(await cluster.setPullSecret(new Secret('{"auths":{}}'), { signal })).toBe('written');

    expect(server.get(pullSecret)).toMatchObject({
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': Buffer.from('{"auths":{}}').toString('base64'), other: 'eA==' },
    });
  });

  it('delete an active control plane machine set, since it cannot be made inactive', async () => {
    using cluster = connect();
    expect(await cluster.setControlPlaneMachineSetInactive({ signal })).toBe('unchanged');
    server.put(machineSet, { metadata: { name: 'cluster', uid: 'u-1' }, spec: { state: 'Active' } });

    expect(await cluster.setControlPlaneMachineSetInactive({ signal })).toBe('written');

    expect(await cluster.controlPlaneMachineSet({ signal })).toBeUndefined();
  });

  it('show no secret in an error or in the log, even when the server quotes it', async () => {
    const canary = 'canary-4c1e9b';
    const shown: unknown[] = [];
    const write = (...line: unknown[]) => void shown.push(...line);
    const log: Log = { debug: write, info: write, warn: write, error: write, with: () => log };
    using cluster = connect({ log });
    const quote = (_request: unknown, response: ServerResponse) => status(response, 422, `Invalid value: ${canary}`);
    server.next(`PUT ${pullSecret}`, quote);

    const error = await failure(cluster.setPullSecret(new Secret(canary), { signal }));

    expect(error.kind).toBe('invalid');
    expect(JSON.stringify([error.message, String(error.cause), shown])).not.toContain(canary);
  });
});

function fill(target: KubernetesServer) {
  const metadata = { name: 'version' };
  target.put(clusterVersion, {
    metadata,
    spec: { channel: 'stable-4.16', clusterID: 'c-1', desiredUpdate: { version: '4.16.30' } },
    status: { history: [{ state: 'Completed', version: '4.16.30' }] },
  });
  const available = [{ type: 'Available', status: 'True', reason: 'AsExpected', message: '' }];
  const operator = { metadata: { name: 'console' }, status: { conditions: available } };
  target.put(operators, { metadata: {}, items: [operator] });
  const role = (name: string) => ({ 'machine.openshift.io/cluster-api-machine-role': name });
  target.put(machines, {
    metadata: {},
    items: [
      {
        metadata: { name: 'w-0', labels: role('worker') },
        status: { phase: 'Failed', errorReason: 'InvalidConfiguration', errorMessage: 'no quota' },
      },
      { metadata: { name: 'm-0', labels: role('master') }, status: { phase: 'Running', nodeRef: { name: 'n-0' } } },
    ],
  });
  target.put('/api/v1/nodes', {
    metadata: {},
    items: [
      {
        metadata: { name: 'n-0', labels: { 'node-role.kubernetes.io/master': '' } },
        status: { conditions: [{ type: 'Ready', status: 'True' }] },
      },
    ],
  });
  target.put(router, { metadata: {}, status: { loadBalancer: { ingress: [{ ip: '20.1.2.3' }] } } });
  target.put(machineSet, { metadata: { name: 'cluster', uid: 'u-0' }, spec: { state: 'Inactive' } });
  target.put(console_, { metadata: { name: 'cluster' }, spec: {} });
  target.put(pullSecret, {
    metadata: { name: 'pull-secret', namespace: 'openshift-config' },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': 'e30=', other: 'eA==' },
  });
}
