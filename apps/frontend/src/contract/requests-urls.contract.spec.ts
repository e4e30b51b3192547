import { randomUUID } from 'node:crypto';
import { type Reply } from '../testing/client.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import {
  apiVersion,
  clusterBody,
  clusterId,
  clusterPath,
  type ClusterPlace,
  groupPath,
  listPath,
  operationPath,
  refusal,
  subscriptionPath,
} from '../testing/requests.ts';

describe('URLs, names and spelling', () => {
  let harness: Harness;
  let subscription: string;
  const urls = ({ headers }: Reply) =>
    ['location', 'azure-asyncoperation'].map((name) => new URL(String(headers[name])));

  beforeAll(async () => {
    harness = await startHarness();
    ({ subscription } = await harness.cluster());
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  const put = (place: ClusterPlace, headers: Record<string, string> = {}) =>
    harness.arm.call('PUT', clusterPath(place), { body: clusterBody(place), headers });
  const get = (path: string) => harness.arm.call('GET', path);
  const idsIn = async (path: string) => ((await get(path)).json.value as { id: string }[]).map(({ id }) => id);

  it.each(['https://public.example', 'https://public.example:444', 'https://[2001:db8::1]:8443'])(
    'R003 gives out URLs of the origin %s when the customer came by it',
    async (origin) => {
      const place = { subscription: await harness.subscription() };

      const reply = await put(place, { referer: `${origin}${clusterPath(place)}` });

      expect(urls(reply).map((url) => url.origin)).toEqual([origin, origin]);
      const again = await get(urls(reply)[1]?.href ?? '');
      expect(again.status).toBe(200);
      const polled = await harness.arm.call('GET', urls(reply)[1]?.href ?? '', { headers: { referer: `${origin}/x` } });
      expect(urls(polled).map((url) => url.origin)).toEqual([origin, origin]);
    },
  );

  it.each([
    '',
    ' ',
    'garbage',
    '/subscriptions',
    'http://plain.example/',
    'javascript:alert(1)',
    'https://',
    'https://[',
  ])('R004 gives out URLs of the host that was asked when the referer is %j', async (referer) => {
    const reply = await put({ subscription: await harness.subscription() }, { referer });

    expect(reply.status).toBe(201);
    const own = `https://localhost:${harness.frontend.port}`;
    expect(urls(reply).map((url) => url.origin)).toEqual([own, own]);
  });

  it('R040 finds a cluster, its list and its operation under any spelling of each part', async () => {
    const place = { subscription: await harness.subscription(), group: 'rG1', name: 'n1' };
    const operation = urls(await put(place))[1]?.pathname ?? '';
    const shout = (path: string) => path.toUpperCase().replace('API-VERSION', 'api-version');

    for (const path of [clusterPath(place), groupPath(place), listPath(place.subscription)]) {
      const plain = await get(path);
      for (const spelt of [shout(path), path.toLowerCase()]) expect((await get(spelt)).json).toEqual(plain.json);
    }
    expect((await get(`${operation.toUpperCase()}?api-version=${apiVersion}`)).status).toBe(200);
    const lifecycle = await harness.arm.call('PUT', shout(subscriptionPath(place.subscription)), {
      body: { state: 'Registered' },
    });
    expect(lifecycle.status).toBe(200);
    const action = await harness.arm.call('POST', shout(clusterPath(place).replace('?', '/listCredentials?')));
    expect(action.status).toBe(409);
  });

  it('R040 R041 R043 gives a cluster back as it was last spelt, and makes no second one', async () => {
    const first = { subscription: await harness.subscription(), group: 'rG1', name: 'N1' };
    const body = clusterBody(first);
    const path = (place: ClusterPlace) => clusterPath(place);
    const created = await harness.arm.call('PUT', path(first), { body });
    expect(created.json).toMatchObject({ id: clusterId(first), name: 'N1' });
    await harness.end(first, { provisioningState: 'Succeeded' });
    const second = { ...first, group: 'RG1', name: 'n1' };
    expect((await get(path(second))).json.id).toBe(clusterId(first));

    const updated = await harness.arm.call('PUT', path(second), { body });
    await harness.end(second, { provisioningState: 'Succeeded' });

    expect(updated.status).toBe(200);
    expect((await get(path(first))).json).toMatchObject({
      id: clusterId(second),
      name: 'n1',
      type: 'Microsoft.RedHatOpenShift/openShiftClusters',
    });
    expect(await idsIn(listPath(first.subscription))).toEqual([clusterId(second)]);
    expect(await idsIn(groupPath(first))).toEqual([clusterId(second)]);
  });

  it.each([
    ['id', '/subscriptions/x', 'MismatchingResourceID'],
    ['name', 'other', 'MismatchingResourceName'],
    ['type', 'Microsoft.Other/things', 'MismatchingResourceType'],
  ])('R042 refuses a create whose %s is not that of the URL', async (member, value, code) => {
    const place = { subscription: await harness.subscription() };

    const reply = await harness.arm.call('PUT', clusterPath(place), {
      body: { ...clusterBody(place), [member]: value },
    });

    expect(refusal(reply)).toBe(`400 ${code} ${member}`);
    expect((await get(clusterPath(place))).status).toBe(404);
  });

  it('R042 takes id, name and type that say the same in another spelling', async () => {
    const place = { subscription: await harness.subscription() };
    const body = {
      ...clusterBody(place),
      id: clusterId(place).toUpperCase().replace('/SUBSCRIPTIONS', '/subscriptions'),
      name: 'CLUSTER',
      type: 'microsoft.redhatopenshift/OPENSHIFTCLUSTERS',
    };

    const reply = await harness.arm.call('PUT', clusterPath(place), { body });

    expect(reply.json).toMatchObject({ id: clusterId(place), name: 'cluster' });
  });

  it('R043 has an id that leads back to the cluster: no host, no query, nothing encoded', async () => {
    const place = { subscription: await harness.subscription(), group: 'a(b)_c.d-e', name: 'x-1' };
    const encoded = clusterPath(place).replaceAll('(', '%28').replaceAll(')', '%29');

    const { json } = await harness.arm.call('PUT', encoded, { body: clusterBody(place) });

    expect(json.id).toBe(clusterId(place));
    expect((await get(`${String(json.id)}?api-version=${apiVersion}`)).json).toEqual(json);
  });

  it.each([
    ['a'.repeat(90), '404 ResourceNotFound'],
    ['(A)_1.2-x', '404 ResourceNotFound'],
    ['a'.repeat(91), '400 ResourceGroupNotFound'],
    ['a.', '400 ResourceGroupNotFound'],
    ['gr%C3%B6%C3%9Fe', '400 ResourceGroupNotFound'],
    ['a%2Fb', '400 ResourceGroupNotFound'],
    ['a%20b', '400 ResourceGroupNotFound'],
    ['a*b', '400 ResourceGroupNotFound'],
  ])('R044 answers the group %s with %s: letters are of ASCII [decision 0008]', async (group, expected) => {
    expect(refusal(await get(clusterPath({ subscription, group })))).toBe(expected);
  });

  it.each([...'<>%&:\\?/\u0000\u001f\u007f"#*', 'a'.repeat(261)])(
    'R045 refuses the sign %j in the name of a cluster',
    async (sign) => {
      const name = `a${encodeURIComponent(sign)}b`;
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const body = method === 'PUT' ? { body: clusterBody({ subscription }) } : {};
        expect(refusal(await harness.arm.call(method, clusterPath({ subscription, name }), body))).toBe(
          '400 ResourceNotFound',
        );
      }
    },
  );

  it('R046 has types and a namespace of plain letters, in the plural', async () => {
    const { json } = await get(`/providers/Microsoft.RedHatOpenShift/operations?api-version=${apiVersion}`);
    const names = (json.value as { name: string }[]).map(({ name }) => name.split('/'));

    expect(names.length).toBeGreaterThan(5);
    for (const [namespace, ...parts] of names) {
      expect(namespace).toBe('Microsoft.RedHatOpenShift');
      for (const type of parts.slice(0, -1)) expect(type).toMatch(/^[a-z][A-Za-z0-9]*$/);
    }
    expect(names.map(([, type]) => type)).toEqual(expect.arrayContaining(['openShiftClusters', 'operations']));
  });

  it.each(['eastus', 'East US', 'EASTUS', 'east us'])(
    'R047 takes %j for the location of the service',
    async (location) => {
      const place = { subscription: await harness.subscription() };

      const reply = await harness.arm.call('PUT', clusterPath(place), { body: { ...clusterBody(place), location } });

      expect(reply.status).toBe(201);
      const operation = operationPath(subscription, 'operationsstatus', randomUUID());
      expect(refusal(await get(operation.replace('eastus', encodeURIComponent(location))))).toBe('404 NotFound');
    },
  );

  it.each(['/', '//', '/////'])('R048 does not mind the slashes %j before a path', async (slashes) => {
    expect((await get(`${slashes}${clusterPath({ subscription })}`)).status).toBe(200);
    expect(refusal(await get(`${slashes}nowhere`))).toBe('404 NotFound');
  });

  it.each([
    ['POST', () => clusterPath({ subscription }), 'GET, HEAD, PUT, PATCH, DELETE'],
    ['OPTIONS', () => clusterPath({ subscription }), 'GET, HEAD, PUT, PATCH, DELETE'],
    ['PUT', () => groupPath({ subscription }), 'GET'],
    ['PATCH', () => listPath(subscription), 'GET'],
    ['GET', () => subscriptionPath(subscription), 'PUT'],
    ['GET', () => clusterPath({ subscription }).replace('?', '/listCredentials?'), 'POST'],
    ['DELETE', () => operationPath(subscription, 'operationsstatus', randomUUID()), 'GET'],
  ])('R049 answers %s on a path that is there with 405, and tells what may be used', async (method, path, allowed) => {
    const reply = await harness.arm.call(method, path());

    expect(refusal(reply)).toBe('405 MethodNotAllowed');
    expect(reply.headers.allow).toBe(allowed);
  });

  it.each(['/', '/nowhere', '/subscriptions', '/providers', '/healthz', '/subscriptions//resourceGroups', '/a/../b'])(
    'R049 answers %s, which is not there, with 404',
    async (path) => {
      for (const method of ['GET', 'PUT', 'POST', 'DELETE']) {
        expect(refusal(await harness.arm.call(method, path))).toBe('404 NotFound');
      }
    },
  );
});
