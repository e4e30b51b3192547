import { otherTenant } from '../entra/tenants.ts';
import { anybody } from './protocol/tokens.ts';
import { type Credentials, principal, type RegistryUnderTest, startRegistry } from './testing.ts';

describe('Who may do what with the registry', () => {
  let under: RegistryUnderTest;
  let pull: Credentials;
  let push: Credentials;
  const manifest = '/v2/openshift-release-dev/ocp-release/manifests/4.16.30-x86_64';

  const statusOf = async (response: Promise<Response>) => (await response).status;
  const get = (credentials: Credentials) => statusOf(under.request('GET', manifest, { credentials }));

  beforeAll(async () => {
    under = await startRegistry();
    await under.server.seedRelease({ version: '4.16.30' });
    pull = await under.token('reader');
    push = await under.token('writer', '_repositories_push');
  });
  afterEach(() => {
    under.rights.mayAccess = () => true;
    under.clock.ahead = 0;
  });
  afterAll(() => under.close());

  it('refuses everybody without a token, and tells where there is one', async () => {
    const root = await under.request('GET', '/v2/');
    const image = await under.request('GET', manifest);

    const host = under.server.loginServer;
    const realm = `Bearer realm="https://${host}/oauth2/token",service="${host}"`;
    expect([root.status, root.headers.get('www-authenticate')]).toEqual([401, realm]);
    expect(image.status).toBe(401);
    expect(image.headers.get('www-authenticate')).toBe(
      `${realm},scope="repository:openshift-release-dev/ocp-release:pull"`,
    );
    expect(await image.json()).toMatchObject({ errors: [{ code: 'UNAUTHORIZED' }] });
  });

  it('gives a bearer token for a name and its password, for what its scope map allows', async () => {
    const scope = 'scope=repository:openshift-release-dev/ocp-release:pull,push';
    const path = `/oauth2/token?service=${under.server.loginServer}&${scope}`;
    const { access_token: bearer } = (await (await under.request('GET', path, { credentials: pull })).json()) as {
      access_token: string;
    };

    expect(await statusOf(under.request('GET', manifest, { bearer }))).toBe(200);
    expect(await statusOf(under.request('PUT', manifest, { bearer, body: '{}' }))).toBe(401);
    expect(await statusOf(under.request('GET', '/v2/other/tags/list', { bearer }))).toBe(401);
    expect(await statusOf(under.request('GET', path, { credentials: { ...pull, password: 'x' } }))).toBe(401);
    under.clock.ahead = 3_601_000;
    expect(await statusOf(under.request('GET', manifest, { bearer }))).toBe(401);
  });

  it('takes a name and its password at each request too', async () => {
    expect(await get(pull)).toBe(200);
    expect(await get({ ...pull, password: push.password })).toBe(401);
    expect(await statusOf(under.request('PUT', manifest, { credentials: pull, body: '{}' }))).toBe(401);
    expect(await statusOf(under.request('PUT', manifest, { credentials: push, body: '{}' }))).toBe(400);
    expect(await statusOf(under.request('DELETE', manifest, { credentials: push }))).toBe(401);
  });

  it('ends a password when it is made anew, and leaves the other one alone', async () => {
    const one = await under.token('rotated');
    const two = { ...one, password: await under.password('rotated', 'password2') };

    const anew = { ...one, password: await under.password('rotated') };

    expect([await get(one), await get(two), await get(anew)]).toEqual([401, 200, 200]);
  });

  it('ends a password at its expiry', async () => {
    const { username } = await under.token('short');
    const expiry = new Date(under.context.clock.now() + 60_000).toISOString();
    const credentials = { username, password: await under.password('short', 'password1', expiry) };

    expect(await get(credentials)).toBe(200);
    under.clock.ahead = 61_000;
    expect(await get(credentials)).toBe(401);
  });

  it('lets in no token that is disabled, deleted, or another of that name', async () => {
    const id = `${under.registryId}/tokens/gone-soon`;
    const credentials = await under.token('gone-soon');
    const scopeMapId = `${under.registryId}/scopeMaps/_repositories_pull`;

    await under.arm('PUT', id, { properties: { scopeMapId, status: 'disabled' } });
    expect(await get(credentials)).toBe(401);
    await under.settled(id);
    await under.arm('PUT', id, { properties: { scopeMapId, status: 'enabled' } });
    expect(await get(credentials)).toBe(200);
    await under.settled(id);
    expect((await under.arm('DELETE', id)).status).toBe(202);
    await under.settled(id);
    expect(await get(credentials)).toBe(401);
    await under.token('gone-soon');
    expect(await get(credentials)).toBe(401);
  });

  it('shows a password once, and never again', async () => {
    const { password } = await under.token('secretive');

    const shown = await under.arm('GET', `${under.registryId}/tokens/secretive`);
    const registry = await under.arm('GET', under.registryId);

    expect(shown.body['properties']).toMatchObject({
      status: 'enabled',
      credentials: { passwords: [{ name: 'password1' }] },
    });
    expect(JSON.stringify([shown.body, registry.body])).not.toContain(password);
    expect(JSON.stringify([shown.body, registry.body])).not.toContain('hash');
    expect((registry.body['properties'] as Record<string, unknown>)['loginServer']).toBe(under.server.loginServer);
  });

  it('keeps a token of a repository of its own out of the others', async () => {
    const actions = ['repositories/mine/*/content/read'];
    await under.arm('PUT', `${under.registryId}/scopeMaps/only-mine`, { properties: { actions } });
    const credentials = await under.token('narrow', 'only-mine');

    expect(await get(credentials)).toBe(401);
    expect(await statusOf(under.request('GET', '/v2/mine/one/manifests/latest', { credentials }))).toBe(404);
  });

  it('exchanges a token of Entra ID, and judges by the roles of its principal', async () => {
    const exchange = async (tenantId: string) => {
      const audience = 'https://containerregistry.azure.net';
      const token = await under.context.token({ audience, objectId: principal.oid, tenantId });
      const body = new URLSearchParams({ grant_type: 'access_token', service: 'x', access_token: token });
      return under.request('POST', '/oauth2/exchange', { body });
    };
    const { refresh_token: password } = (await (await exchange(principal.tid)).json()) as { refresh_token: string };
    const credentials = { username: anybody, password };
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: password,
      scope: 'repository:openshift-release-dev/ocp-release:pull',
    });
    const answer = await under.request('POST', '/oauth2/token', { body: form });
    const { access_token: bearer } = (await answer.json()) as { access_token: string };

    expect(await get(credentials)).toBe(200);
    expect(await statusOf(under.request('GET', manifest, { bearer }))).toBe(200);
    expect(await statusOf(exchange(otherTenant))).toBe(401);
    under.rights.mayAccess = (who, operation) => who.oid === principal.oid && operation.includes('push');
    expect(await get(credentials)).toBe(401);
  });
});
