import { parse, stringify } from 'yaml';
import { Secret, silentLog } from '@aro-rp/telemetry';
import { seconds, systemClock } from '@aro-rp/time';
import { createKubernetesServer, type KubernetesServer, status } from '../testing/kubernetes-server.ts';
import { type Cluster } from './cluster.ts';
import { connectCluster } from './connect.ts';
import { writtenAt } from './credentials.ts';

const core = '/api/v1/namespaces';
const root = `${core}/kube-system/secrets/azure-credentials`;
const provider = `${core}/kube-system/secrets/azure-cloud-provider`;
const pods = `${core}/openshift-cloud-credential-operator/pods`;
const requests =
  '/apis/cloudcredential.openshift.io/v1/namespaces/openshift-cloud-credential-operator/credentialsrequests';
const operators = '/apis/operator.openshift.io/v1';
const redeployed = [`${operators}/kubeapiservers/cluster`, `${operators}/kubecontrollermanagers/cluster`];

const base64 = (text: string) => Buffer.from(text).toString('base64');
const text = (value: unknown) => Buffer.from(String(value), 'base64').toString();
const { signal } = new AbortController();
const at = Date.parse('2026-11-23T12:00:00.700Z');
const credentials = { tenantId: 'tenant', clientId: 'new', clientSecret: new Secret('new-canary') };

let server: KubernetesServer;
let cluster: Cluster;
beforeEach(async () => {
  server = await createKubernetesServer();
  cluster = connectCluster({
    kubeconfig: server.kubeconfig,
    address: '127.0.0.1',
    callTimeout: seconds(10),
    clock: systemClock,
    log: silentLog,
  });
  const data = { azure_region: base64('west'), azure_tenant_id: base64('tenant'), azure_client_id: base64('old') };
  server.put(root, { kind: 'Secret', metadata: { name: 'azure-credentials' }, data });
});
afterEach(async () => {
  cluster[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const dataOf = (path: string) => server.get(path)?.['data'] as Record<string, string>;
const servedFrom = (version: string) =>
  server.put(requests, {
    items: [
      { metadata: { name: 'machines' }, status: { lastSyncCloudCredsSecretResourceVersion: version } },
      { metadata: { name: 'never-served' }, status: {} },
    ],
  });
const versionOf = (path: string) => String(server.get(path)?.metadata['resourceVersion']);

it('writes what the operators sign in with, keeps the rest, and writes nothing the second time', async () => {
  const first = await cluster.setAzureCredentials(credentials, at, { signal });
  const second = await cluster.setAzureCredentials(credentials, at, { signal });

  expect([first, second]).toEqual(['written', 'unchanged']);
  expect(Object.fromEntries(Object.entries(dataOf(root)).map(([name, value]) => [name, text(value)]))).toEqual({
    azure_region: 'west',
    azure_tenant_id: 'tenant',
    azure_client_id: 'new',
    azure_client_secret: 'new-canary',
  });
});

it('says nothing of the secret when the cluster refuses it, whatever the cluster says', async () => {
  server.next(`PUT ${root}`, (_, response) => status(response, 422, 'invalid: new-canary'));

  await expect(cluster.setAzureCredentials(credentials, at, { signal })).rejects.not.toThrow(/canary/);
});

it('restarts the credential operator while it has served another version, and waits for it', async () => {
  const labels = { app: 'cloud-credential-operator' };
  server.put(pods, {
    items: [
      { metadata: { name: 'operator-1', labels } },
      { metadata: { name: 'leaving', labels, deletionTimestamp: '2026-11-23T12:00:00Z' } },
    ],
  });
  server.put(`${pods}/operator-1`, { metadata: { name: 'operator-1' } });
  servedFrom('1');

  const restarted = await cluster.restartAfterCredentials({ signal });
  const waits = await cluster.withOldCredentials({ signal });
  servedFrom(versionOf(root));
  const again = await cluster.restartAfterCredentials({ signal });

  expect([restarted, again]).toEqual(['written', 'unchanged']);
  expect(server.requests.filter((one) => one.startsWith('DELETE'))).toEqual([`DELETE ${pods}/operator-1`]);
  expect(waits).toEqual(['the credentials request machines']);
  expect(await cluster.withOldCredentials({ signal })).toEqual([]);
});

describe('where a release has the Secret of the cloud provider', () => {
  const rolledOut = (generation: number, observed: number, revisions: number[]) => {
    for (const path of redeployed)
      server.put(path, {
        metadata: { name: 'cluster', generation },
        spec: { managementState: 'Managed' },
        status: {
          observedGeneration: observed,
          latestAvailableRevision: 7,
          nodeStatuses: revisions.map((currentRevision) => ({ currentRevision })),
        },
      });
  };
  beforeEach(() => {
    const config = stringify({ aadClientId: 'old', aadClientSecret: 'old', location: 'west' });
    server.put(provider, {
      kind: 'Secret',
      metadata: { name: 'azure-cloud-provider' },
      data: { 'cloud-config': base64(config) },
    });
    server.put(pods, { items: [] });
    rolledOut(1, 1, [7, 7, 7]);
  });

  it('changes its credentials alone, and notes when in the same write', async () => {
    await cluster.setAzureCredentials(credentials, at, { signal });

    expect(parse(text(dataOf(provider)['cloud-config']))).toEqual({
      aadClientId: 'new',
      aadClientSecret: 'new-canary',
      location: 'west',
    });
    const { annotations } = server.get(provider)?.metadata as { annotations: Record<string, string> };
    expect(annotations).toEqual({ [writtenAt]: '2026-11-23T12:00:00.000Z' });
  });

  it('redeploys what reads it at its start, once for each change', async () => {
    await cluster.restartAfterCredentials({ signal });
    const before = redeployed.map((path) => server.get(path)?.['spec']);
    await cluster.setAzureCredentials(credentials, at, { signal });

    const first = await cluster.restartAfterCredentials({ signal });
    const second = await cluster.restartAfterCredentials({ signal });

    expect(before).toEqual(redeployed.map(() => ({ managementState: 'Managed' })));
    expect([first, second]).toEqual(['written', 'unchanged']);
    for (const path of redeployed)
      expect(server.get(path)?.['spec']).toEqual({
        managementState: 'Managed',
        forceRedeploymentReason: 'credentials of 2026-11-23T12:00:00.000Z',
      });
  });

  it.each([
    ['its operator has not seen the change', [2, 1, [7, 7, 7]] as const, 2],
    ['a master has an older revision', [2, 2, [7, 6, 7]] as const, 2],
    ['all masters have the latest', [2, 2, [7, 7, 7]] as const, 0],
  ])('tells a rollout when %s', async (_, [generation, observed, revisions], waits) => {
    await cluster.setAzureCredentials(credentials, at, { signal });
    rolledOut(generation, observed, [...revisions]);

    expect(await cluster.withOldCredentials({ signal })).toHaveLength(waits);
  });
});
