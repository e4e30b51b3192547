import {
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  Watch,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node';
import { request } from 'node:https';
import { issueCertificate } from '../../certificates/authority.ts';
import { type ApiUnderTest, configMap, startApi } from './testing.ts';

describe('the Kubernetes API, seen by the official client', () => {
  let api: ApiUnderTest;
  let core: CoreV1Api;
  let custom: CustomObjectsApi;
  let config: KubeConfig;
  const machines = {
    group: 'machine.openshift.io',
    version: 'v1beta1',
    namespace: 'openshift-machine-api',
    plural: 'machinesets',
  };
  const machineSet = (name: string, replicas: number) => ({
    apiVersion: 'machine.openshift.io/v1beta1',
    kind: 'MachineSet',
    metadata: { name, namespace: 'openshift-machine-api' },
    spec: { replicas },
  });
  beforeAll(async () => {
    api = await startApi();
    config = new KubeConfig();
    config.loadFromString(api.kubeconfig());
    core = config.makeApiClient(CoreV1Api);
    custom = config.makeApiClient(CustomObjectsApi);
  });
  afterAll(() => api[Symbol.asyncDispose]());

  const call = (path: string, options: Parameters<typeof request>[1] = {}) =>
    new Promise<{ status: number; body: Record<string, unknown> | string }>((resolve, reject) => {
      const sent = request(
        `https://localhost:${api.port}${path}`,
        { ca: api.authority.certificate, ...options },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => (text += chunk));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : text,
            }),
          );
        },
      );
      sent.on('error', reject).end();
    });

  it('refuses an update with a stale resource version as a conflict, and takes the latest', async () => {
    const created = await core.createNamespacedConfigMap({
      namespace: 'default',
      body: configMap('stale', { n: '1' }),
    });
    const body = { ...created, data: { n: '2' } };

    const second = await core.replaceNamespacedConfigMap({ namespace: 'default', name: 'stale', body });
    const third = core.replaceNamespacedConfigMap({ namespace: 'default', name: 'stale', body: { ...body, data: {} } });

    expect(second.data).toEqual({ n: '2' });
    await expect(third).rejects.toMatchObject({ code: 409, body: expect.stringContaining('"reason":"Conflict"') });
  });

  it('insists on a resource version for the types of OpenShift', async () => {
    await custom.createNamespacedCustomObject({ ...machines, body: machineSet('bare', 1) });

    const update = custom.replaceNamespacedCustomObject({ ...machines, name: 'bare', body: machineSet('bare', 2) });

    await expect(update).rejects.toMatchObject({
      code: 422,
      body: expect.stringContaining('metadata.resourceVersion'),
    });
  });

  it('counts the generation up for a change of the spec, and not for one of status or labels', async () => {
    const name = 'counted';
    const read = async () =>
      (await custom.getNamespacedCustomObject({ ...machines, name })) as ReturnType<typeof machineSet> & {
        metadata: { generation: number };
        status?: unknown;
      };
    await custom.createNamespacedCustomObject({ ...machines, body: machineSet(name, 1) });

    await custom.replaceNamespacedCustomObjectStatus({
      ...machines,
      name,
      body: { ...(await read()), status: { replicas: 1 } },
    });
    const current = await read();
    await custom.replaceNamespacedCustomObject({
      ...machines,
      name,
      body: { ...current, metadata: { ...current.metadata, labels: { a: 'b' } }, status: { replicas: 9 } },
    });
    const labelled = await read();
    await custom.replaceNamespacedCustomObject({ ...machines, name, body: { ...labelled, spec: { replicas: 2 } } });
    const scaled = await read();

    expect(labelled).toMatchObject({ metadata: { generation: 1 }, status: { replicas: 1 } });
    expect(scaled.metadata.generation).toBe(2);
  });

  it('applies merge and JSON patches', async () => {
    await core.createNamespacedConfigMap({ namespace: 'default', body: configMap('patched', { a: '1', b: '2' }) });
    const at = { namespace: 'default', name: 'patched' };

    const merged = await core.patchNamespacedConfigMap(
      { ...at, body: { data: { a: null, c: '3' } } },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
    const patched = await core.patchNamespacedConfigMap(
      { ...at, body: [{ op: 'replace', path: '/data/b', value: '4' }] },
      setHeaderOptions('Content-Type', PatchStrategy.JsonPatch),
    );

    expect(merged.data).toEqual({ b: '2', c: '3' });
    expect(patched.data).toEqual({ b: '4', c: '3' });
  });

  it('lists page by page, and by labels and names', async () => {
    for (const n of [1, 2, 3]) {
      const body = configMap(`page-${n}`);
      await core.createNamespacedConfigMap({
        namespace: 'default',
        body: { ...body, metadata: { ...body.metadata, labels: { paged: n > 1 ? 'yes' : 'no' } } },
      });
    }

    const first = await core.listNamespacedConfigMap({ namespace: 'default', labelSelector: 'paged', limit: 2 });
    const rest = await core.listNamespacedConfigMap({
      namespace: 'default',
      labelSelector: 'paged',
      limit: 2,
      _continue: first.metadata?._continue ?? '',
    });
    const some = await core.listNamespacedConfigMap({
      namespace: 'default',
      labelSelector: 'paged in (yes)',
      fieldSelector: 'metadata.name!=page-2',
    });

    const names = (list: typeof first) => list.items.map(({ metadata }) => metadata?.name);
    expect([names(first), names(rest), names(some)]).toEqual([['page-1', 'page-2'], ['page-3'], ['page-3']]);
  });

  it('tells a watcher what changed after the list that it has seen', async () => {
    const { metadata } = await core.listNamespacedConfigMap({ namespace: 'default' });
    const seen: string[] = [];
    await core.createNamespacedConfigMap({ namespace: 'default', body: configMap('watched', { n: '1' }) });

    const done = Promise.withResolvers<void>();
    const watching = await new Watch(config).watch(
      '/api/v1/namespaces/default/configmaps',
      { resourceVersion: metadata?.resourceVersion, fieldSelector: 'metadata.name=watched' },
      (type, object: { metadata: { name: string } }) => {
        seen.push(`${type} ${object.metadata.name}`);
        if (type === 'DELETED') done.resolve();
      },
      () => undefined,
    );
    await core.patchNamespacedConfigMap(
      { namespace: 'default', name: 'watched', body: { data: { n: '2' } } },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    );
    await core.deleteNamespacedConfigMap({ namespace: 'default', name: 'watched' });
    await done.promise;
    watching.abort();

    expect(seen).toEqual(['ADDED watched', 'MODIFIED watched', 'DELETED watched']);
  });

  it('only marks an object with finalizers, and removes it with the last of them', async () => {
    const body = {
      ...machineSet('finalized', 0),
      metadata: { ...machineSet('finalized', 0).metadata, finalizers: ['x/y'] },
    };
    await custom.createNamespacedCustomObject({ ...machines, body });

    await custom.deleteNamespacedCustomObject({ ...machines, name: 'finalized' });
    const marked = (await custom.getNamespacedCustomObject({ ...machines, name: 'finalized' })) as typeof body;
    await custom.replaceNamespacedCustomObject({
      ...machines,
      name: 'finalized',
      body: { ...marked, metadata: { ...marked.metadata, finalizers: [] } },
    });

    expect(marked.metadata).toHaveProperty('deletionTimestamp');
    await expect(custom.getNamespacedCustomObject({ ...machines, name: 'finalized' })).rejects.toMatchObject({
      code: 404,
    });
  });

  it('shows health and version to anybody, and nothing else', async () => {
    expect(await call('/readyz')).toEqual({ status: 200, body: 'ok' });
    expect(await call('/version')).toMatchObject({ status: 200, body: { gitVersion: 'v1.29.10' } });
    expect(await call('/api/v1/nodes')).toMatchObject({ status: 403, body: { kind: 'Status', reason: 'Forbidden' } });
  });

  it('knows a user by a client certificate of the signer, and refuses one that somebody else signed', async () => {
    const as = async (signer: typeof api.signer, commonName: string) => {
      const { certificate, privateKey } = await issueCertificate(signer, { commonName, usage: 'client' });
      return (await call('/api/v1/nodes', { cert: certificate, key: privateKey })).status;
    };

    expect(await as(api.signer, 'system:admin')).toBe(200);
    expect(await as(api.signer, 'somebody')).toBe(403);
    expect(await as(api.authority, 'system:admin')).toBe(401);
  });

  it('strikes with faults in the words of the Kubernetes API', async () => {
    api.context.faults.add({
      service: 'openshift',
      path: '/api/v1/namespaces$',
      action: { kind: 'status', status: 503, retryAfterMs: 1_000 },
    });

    await expect(core.listNamespace()).rejects.toMatchObject({ code: 503, body: expect.stringContaining('Status') });
    expect((await core.listNamespace()).items.length).toBe(2);
  });
});
