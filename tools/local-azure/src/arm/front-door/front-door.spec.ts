import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { type ArmUnderTest, type Sent, startArm, subscriptionId } from '../testing.ts';
import { type Recorder, startRecorder } from './testing.ts';

const root = `/subscriptions/${subscriptionId}`;
const namespace = 'Microsoft.RedHatOpenShift';
const cluster = (name: string, group = 'clusters') =>
  `${root}/resourceGroups/${group}/providers/${namespace}/openShiftClusters/${name}`;
const version = 'api-version=2022-04-01';
const codeOf = ({ status, body }: Sent) =>
  `${status} ${String((body['error'] as { code?: string } | undefined)?.code)}`;
const body = { location: 'eastus', tags: { a: 'b' }, properties: {} };

describe('the front door', () => {
  let under: ArmUnderTest;
  let recorder: Recorder;
  let clock: FakeClock;

  beforeEach(async () => {
    clock = createFakeClock();
    under = await startArm({ operationDuration: seconds(1) }, { clock });
    recorder = await startRecorder(under.context);
    under.arm.setFrontend(recorder.url);
    await under.send('PUT', `${root}/resourceGroups/clusters`, { body: { location: 'eastus' } });
  });
  afterEach(async () => {
    await recorder.close();
    await under.close();
  });

  const register = async () => {
    await under.send('POST', `${root}/providers/${namespace}/register`);
    await until(() => registrationState(), 'Registered');
    recorder.requests.length = 0;
  };
  const registrationState = async () =>
    (await under.send('GET', `${root}/providers/${namespace}`)).body['registrationState'];
  /** Moves the clock on until something that happens over sockets has happened. */
  const until = async (read: () => Promise<unknown>, wanted: unknown) => {
    for (let i = 0; i < 200; i++) {
      if ((await read()) === wanted) return;
      await clock.advance(seconds(1));
    }
    throw new Error(`it never became ${String(wanted)}`);
  };
  /** The provider holds what comes from now on. @returns when the first has come */
  const held = () =>
    new Promise<void>((resolve) =>
      recorder.reply(() => {
        resolve();
        return 'hang';
      }),
    );
  const send: ArmUnderTest['send'] = (...request) => under.send(...request);

  it('tells the frontend of a registration until it is answered, with a certificate that the metadata lists', async () => {
    const replies = [503, 500, 201];
    recorder.reply(() => ({ status: replies.shift() ?? 200, body: {} }));

    await send('POST', `${root}/providers/${namespace}/register`);
    const early = await registrationState();
    await until(registrationState, 'Registered');
    const metadata = await send('GET', '/metadata/authentication?api-version=2015-01-01', { token: '' });
    const listed = metadata.body['clientCertificates'] as { thumbprint: string; certificate: string }[];

    expect(early).toBe('Registering');
    expect(recorder.requests).toHaveLength(3);
    expect(recorder.requests[2]).toMatchObject({
      method: 'PUT',
      url: `${root}?api-version=2.0`,
      thumbprint: listed[0]?.thumbprint,
      body: {
        state: 'Registered',
        registrationDate: expect.stringMatching(/GMT$/) as string,
        properties: { tenantId: '11111111-1111-4111-8111-111111111111' },
      },
    });
  });

  it('keeps path, query and body, and adds what Azure Resource Manager adds', async () => {
    await register();
    const path = `${cluster('MyCluster').replace('resourceGroups', 'ResourceGroups')}?${version}&$x=%20y`;

    await send('PUT', path, {
      body,
      headers: { 'x-ms-client-request-id': 'mine', 'x-ms-client-principal-name': 'forged', referer: 'https://forged' },
    });
    const [sent] = recorder.requests;

    expect(sent).toMatchObject({ method: 'PUT', url: path, body });
    expect(sent?.headers).toMatchObject({
      referer: `${under.arm.endpoint}${path}`,
      'x-ms-client-request-id': 'mine',
      'x-ms-client-tenant-id': '11111111-1111-4111-8111-111111111111',
      'x-ms-home-tenant-id': '11111111-1111-4111-8111-111111111111',
      'x-ms-client-object-id': '00000000-0000-4000-8000-00000000000a',
      'x-ms-client-principal-id': '00000000-0000-4000-8000-00000000000a',
      'x-ms-client-principal-name': '00000000-0000-4000-8000-00000000000b',
      'x-ms-client-app-id': '00000000-0000-4000-8000-00000000000b',
      'x-ms-correlation-request-id': expect.any(String) as string,
      'x-ms-routing-request-id': expect.any(String) as string,
    });
    expect(sent?.headers.authorization).toBeUndefined();
  });

  it('passes the answer back as it is', async () => {
    await register();
    const operation = 'https://a/operation';
    recorder.reply(() => ({
      status: 201,
      headers: { 'azure-asyncoperation': operation, location: 'https://a/result', 'retry-after': '7', etag: '"1"' },
      body: { odd: true },
    }));

    const made = await send('PUT', `${cluster('c')}?${version}`, { body });

    expect([made.status, made.body]).toEqual([201, { odd: true }]);
    expect(Object.fromEntries(made.headers)).toMatchObject({
      'azure-asyncoperation': operation,
      location: 'https://a/result',
      'retry-after': '7',
      etag: '"1"',
      'x-ms-request-id': 'of-the-provider',
      'x-ms-ratelimit-remaining-subscription-writes': '1199',
    });
  });

  it('keeps who created a cluster, and tells who changed it', async () => {
    await register();
    recorder.reply(() => ({ status: 200, body }));
    const token = await under.context.token({ audience: 'https://management.azure.com', clientId: 'somebody-else' });
    const systemData = () =>
      JSON.parse(String(recorder.requests.at(-1)?.headers['x-ms-arm-resource-system-data'])) as Record<string, string>;

    await send('PUT', `${cluster('c')}?${version}`, { body });
    const first = systemData();
    await clock.advance(seconds(60));
    await send('PATCH', `${cluster('C')}?${version}`, { body: { tags: {} }, token });
    const second = systemData();
    await send('GET', `${cluster('c')}?${version}`);

    expect(first).toMatchObject({ createdByType: 'Application', createdAt: first['lastModifiedAt'] });
    expect(second).toMatchObject({
      createdBy: first['createdBy'],
      createdAt: first['createdAt'],
      lastModifiedBy: 'somebody-else',
    });
    expect(second['lastModifiedAt']).not.toBe(first['lastModifiedAt']);
    expect(recorder.requests.at(-1)?.headers['x-ms-arm-resource-system-data']).toBeUndefined();
  });

  it('judges by itself what the provider must not be asked', async () => {
    const put = (path: string, content: unknown = body) => send('PUT', path, { body: content });
    expect(codeOf(await put(`${cluster('c')}?${version}`))).toBe('409 MissingSubscriptionRegistration');
    await register();

    expect(codeOf(await put(`${cluster('c')}?api-version=`))).toBe('400 MissingApiVersionParameter');
    expect(codeOf(await put(`${cluster('c', 'absent')}?${version}`))).toBe('404 ResourceGroupNotFound');
    expect(codeOf(await put(`${cluster('c')}?${version}`, { properties: {} }))).toBe('400 LocationRequired');
    expect(codeOf(await put(`${cluster('c')}?${version}`, '{'))).toBe('400 InvalidRequestContent');
    expect(codeOf(await send('GET', `${cluster('c').replace(subscriptionId, 'x')}?${version}`))).toBe(
      '404 SubscriptionNotFound',
    );
    expect(codeOf(await send('GET', `${cluster('c')}?${version}`, { token: '' }))).toBe('401 AuthenticationFailed');
    expect(recorder.requests).toEqual([]);
  });

  it('forwards lists, actions, statuses and the operations of the provider', async () => {
    await register();
    const paths: [string, string][] = [
      ['GET', `${root}/providers/${namespace}/openShiftClusters?${version}`],
      ['GET', `${root}/resourceGroups/clusters/providers/${namespace}/openShiftClusters?${version}`],
      ['POST', `${cluster('c')}/listCredentials?${version}`],
      ['GET', `${root}/providers/${namespace}/locations/eastus/operationsstatus/1?${version}`],
      ['GET', `/providers/${namespace}/operations?${version}`],
    ];

    for (const [method, path] of paths) expect((await send(method, path)).status).toBe(200);

    expect(recorder.requests.map(({ method, url }) => [method, url])).toEqual(paths);
  });

  it('answers 502 when the provider cannot be reached', async () => {
    await register();
    await recorder.close();

    expect(codeOf(await send('GET', `${cluster('c')}?${version}`))).toBe('502 BadGateway');
  });

  it('answers 504 when the provider has not answered in 60 s, and does not ask again', async () => {
    await register();
    const arrived = held();

    const sent = send('PUT', `${cluster('c')}?${version}`, { body });
    await arrived;
    await clock.advance(seconds(60));

    expect(codeOf(await sent)).toBe('504 ServerTimeout');
    expect(recorder.requests).toHaveLength(1);
  });

  it('answers 502 when the provider resets the connection after it has read a PUT, and never repeats it', async () => {
    await register();
    // A connection that is in the pool already, as in use.
    await send('GET', `${cluster('c')}?${version}`);
    recorder.requests.length = 0;
    recorder.reply(() => 'cut');

    const answer = await send('PUT', `${cluster('c')}?${version}`, { body });

    expect(codeOf(answer)).toBe('502 BadGateway');
    expect(recorder.requests.map(({ method }) => method)).toEqual(['PUT']);
  });

  it('ends while the provider holds a request', async () => {
    await register();
    const arrived = held();
    const outcome = send('PUT', `${cluster('c')}?${version}`, { body }).then(codeOf, () => 'no answer');
    await arrived;

    await under.arm.close();

    expect(await outcome).toMatch(/502 BadGateway|no answer/);
    under = await startArm({}, { clock });
  });

  it('shows a new certificate after a rotation, and lists both', async () => {
    await register();
    await send('GET', `${cluster('c')}?${version}`);
    await under.arm.rotateClientCertificate();
    await send('GET', `${cluster('c')}?${version}`);
    const metadata = await send('GET', '/metadata/authentication?api-version=2015-01-01', { token: '' });
    const listed = (metadata.body['clientCertificates'] as { thumbprint: string }[]).map(
      ({ thumbprint }) => thumbprint,
    );
    const shown = recorder.requests.map(({ thumbprint }) => thumbprint);

    expect(new Set(shown).size).toBe(2);
    expect(listed).toEqual(shown.reverse());
  });

  it('lists a cluster until the provider has deleted it', async () => {
    await register();
    const list = async () => {
      const filter = encodeURIComponent(`resourceType eq '${namespace}/openShiftClusters'`);
      const { body: page } = await send('GET', `${root}/resources?$filter=${filter}`);
      return (page['value'] as { name: string }[]).map(({ name }) => name);
    };
    let gone = false;
    recorder.reply(({ method }) =>
      method === 'DELETE' ? { status: 202 } : gone ? { status: 404, body: {} } : { status: 201, body },
    );

    await send('PUT', `${cluster('c')}?${version}`, { body });
    await send('PUT', `${cluster('c')}?${version}`, { body });
    const made = await list();
    await send('DELETE', `${cluster('c')}?${version}`);
    const deleting = await list();
    gone = true;

    expect([made, deleting, await list()]).toEqual([['c'], ['c'], []]);
    expect(under.arm.requests({ path: /\/openShiftClusters\/c$/ }).map(({ effect }) => effect)).toEqual([
      'created',
      'unchanged',
      'deleted',
    ]);
  });

  it('deletes the clusters of a group before the group', async () => {
    await register();
    recorder.reply(({ method }) => (method === 'DELETE' ? { status: 202 } : { status: 201, body }));
    await send('PUT', `${cluster('c')}?${version}`, { body });
    const refused = codeOf(await send('POST', `${root}/providers/${namespace}/unregister`));
    let looks = 0;
    recorder.reply(({ method }) => {
      if (method === 'DELETE') return { status: 202 };
      looks += 1;
      return looks < 3 ? { status: 200, body: { properties: { provisioningState: 'Deleting' } } } : { status: 404 };
    });

    const accepted = await send('DELETE', `${root}/resourceGroups/clusters`);
    const location = (accepted.headers.get('location') ?? '').slice(under.arm.endpoint.length);
    await until(async () => (await send('GET', location)).status, 200);

    expect(refused).toBe('409 CannotUnregisterNamespace');
    expect(recorder.requests.map(({ method }) => method)).toEqual(['PUT', 'DELETE', 'GET', 'GET', 'GET']);
    expect((await send('HEAD', `${root}/resourceGroups/clusters`)).status).toBe(404);
  });

  it('deletes what else is in a group while its clusters are being deleted, which may wait for it', async () => {
    await register();
    const network = `${root}/resourceGroups/clusters/providers/Microsoft.Network/virtualNetworks/net`;
    const isThere = () => under.arm.view.get(network) !== undefined;
    await send('PUT', `${network}?api-version=2023-11-01`, {
      body: { location: 'eastus', properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } } },
    });
    await clock.advance(seconds(2));
    recorder.reply(({ method }) => (method === 'DELETE' ? { status: 202 } : { status: 201, body }));
    await send('PUT', `${cluster('c')}?${version}`, { body });
    recorder.reply(({ method }) => {
      if (method === 'DELETE') return { status: 202 };
      return isThere() ? { status: 200, body: { properties: { provisioningState: 'Deleting' } } } : { status: 404 };
    });

    const accepted = await send('DELETE', `${root}/resourceGroups/clusters`);
    const location = (accepted.headers.get('location') ?? '').slice(under.arm.endpoint.length);
    await until(async () => (await send('GET', location)).status, 200);

    expect(isThere()).toBe(false);
    expect((await send('HEAD', `${root}/resourceGroups/clusters`)).status).toBe(404);
  });

  it('keeps a group whose cluster the provider refuses to delete', async () => {
    await register();
    recorder.reply(({ method }) =>
      method === 'DELETE'
        ? { status: 400, body: { error: { code: 'Refused', message: 'not now' } } }
        : { status: 201, body },
    );
    await send('PUT', `${cluster('c')}?${version}`, { body });

    const accepted = await send('DELETE', `${root}/resourceGroups/clusters`);
    const location = (accepted.headers.get('location') ?? '').slice(under.arm.endpoint.length);
    await until(async () => (await send('GET', location)).status, 409);

    expect(JSON.stringify((await send('GET', location)).body)).toContain('not now');
    expect((await send('HEAD', `${root}/resourceGroups/clusters`)).status).toBe(204);
  });
});
