import { ManagedIdentityCredential } from '@azure/identity';
import { createFakeClock } from '@aro-rp/testing';
import { homeTenant } from '../entra/tenants.ts';
import { createTestContext, type TestContext } from '../host/testing.ts';
import { createImdsServer, type ImdsServer, type MachineIdentity } from './index.ts';

const identity = (digit: string, kind: MachineIdentity['kind'] = 'user'): MachineIdentity => ({
  tenantId: homeTenant,
  clientId: `c0000000-0000-4000-8000-00000000000${digit}`,
  principalId: `d0000000-0000-4000-8000-00000000000${digit}`,
  kind,
  resourceId: `/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i${digit}`,
});
const [one, two, system] = [identity('1'), identity('2'), identity('3', 'system')];
const machine = {
  location: 'eastus',
  name: 'vm',
  resourceGroupName: 'g',
  resourceId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm',
  subscriptionId: 's',
  vmId: 'v',
  vmSize: 'Standard_D8s_v5',
  zone: '1',
};
const arm = 'https://management.azure.com';

describe('the metadata service', () => {
  const clock = createFakeClock();
  let context: TestContext;
  let imds: ImdsServer;
  let identities: MachineIdentity[];
  beforeAll(async () => {
    context = await createTestContext({ clock });
    imds = await createImdsServer(context, {
      port: 0,
      machine,
      identities: () => identities,
      async issue({ tenantId, clientId, principalId: objectId }, audience) {
        if (!audience.startsWith(arm)) return undefined;
        return { token: await context.token({ tenantId, clientId, objectId, audience, lifetime: 600 }), lifetime: 600 };
      },
    });
  });
  beforeEach(() => {
    identities = [one];
  });
  afterAll(async () => {
    await imds.close();
    await context.dispose();
  });

  const get = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${imds.endpoint}/metadata/${path}`, { headers: { Metadata: 'true' }, ...init });
    const text = await response.text();
    return {
      status: response.status,
      body: (text.startsWith('{') ? JSON.parse(text) : text) as Record<string, string>,
    };
  };
  const token = (query = '', init?: RequestInit) =>
    get(`identity/oauth2/token?api-version=2018-02-01&resource=${encodeURIComponent(arm)}${query}`, init);
  const subjectOf = async (text: string | undefined) => {
    const verified = await context.tokens.verify(text ?? '', [arm]);
    return 'claims' in verified ? verified.claims.oid : verified.fault;
  };

  it('gives a token of the only identity, with its times as strings', async () => {
    const { status, body } = await token();

    expect(status).toBe(200);
    expect(await subjectOf(body['access_token'])).toBe(one?.principalId);
    expect(body).toMatchObject({
      client_id: one?.clientId,
      expires_in: '600',
      expires_on: String(Math.floor(clock.now() / 1_000) + 600),
      resource: arm,
      token_type: 'Bearer',
    });
  });

  it('gives the identity that is named, in any of the ways to name one', async () => {
    identities = [one, two, system].filter((given) => given !== undefined);
    const names = [`client_id=${two?.clientId}`, `object_id=${two?.principalId}`, `msi_res_id=${two?.resourceId}`];

    for (const name of names)
      expect(await subjectOf((await token(`&${name}`)).body['access_token'])).toBe(two?.principalId);
    expect(await subjectOf((await token()).body['access_token'])).toBe(system?.principalId);
  });

  it.each([
    ['without the header', {}, 'Required metadata header not specified', { headers: {} }],
    [
      'that was forwarded',
      {},
      'Required metadata header not specified',
      { headers: { Metadata: 'true', 'X-Forwarded-For': '1.2.3.4' } },
    ],
    [
      'for an identity that the machine does not have',
      { query: `&client_id=${two?.clientId}` },
      'Identity not found',
      undefined,
    ],
    [
      'that names two',
      { query: '&client_id=a&object_id=b' },
      'Only one of client_id, object_id and msi_res_id can be given',
      undefined,
    ],
  ])('refuses a request %s', async (_what, { query = '' }: { query?: string }, description, init) => {
    expect(await token(query, init)).toEqual({
      status: 400,
      body: { error: 'invalid_request', error_description: description },
    });
  });

  it('refuses to choose between several, to know none, and audiences that nobody has', async () => {
    identities = [one, two].filter((given) => given !== undefined);
    const several = await token();
    identities = [];
    const none = await token();
    identities = [identity('1')];
    const audience = await get('identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fnowhere');
    const missing = await get('identity/oauth2/token?api-version=2018-02-01');

    expect(several.body['error_description']).toMatch(/^Multiple user assigned identities exist/);
    expect(none.body['error_description']).toBe('Identity not found');
    expect(audience.body['error']).toBe('invalid_resource');
    expect(missing.body['error_description']).toBe("Required query variable 'resource' is missing");
    expect((await token('', { method: 'POST', headers: { Metadata: 'true' } })).status).toBe(405);
  });

  it('tells what the machine is, as a whole and member by member', async () => {
    const compute = await get('instance/compute?api-version=2021-02-01');
    const leaf = await get('instance/compute/location?api-version=2021-02-01&format=text');

    expect(compute.body).toMatchObject({ location: 'eastus', resourceGroupName: 'g', vmSize: 'Standard_D8s_v5' });
    expect(leaf).toEqual({ status: 200, body: 'eastus' });
    expect((await get('instance/compute/location?api-version=2021-02-01')).status).toBe(400);
    expect((await get('instance/compute/colour?api-version=2021-02-01')).status).toBe(404);
    expect((await get('instance/compute?api-version=1999-01-01')).status).toBe(400);
  });

  it('tells what Azure will do with the machine, and takes its approval once it knows the event', async () => {
    const approved: string[] = [];
    const event = { id: 'E1', type: 'Terminate' as const, resources: ['vm'], notBefore: Date.UTC(2030, 0, 1) };
    const events: (typeof event)[] = [];
    const other = await createImdsServer(context, {
      port: 0,
      machine,
      identities: () => [],
      issue: async () => undefined,
      scheduledEvents: {
        list: () => events,
        approve: (id) => events.some((one) => one.id === id) && approved.push(id) > 0,
      },
    });
    const call = async (body?: object) => {
      const url = `${other.endpoint}/metadata/scheduledevents?api-version=2020-07-01`;
      const init = { headers: { Metadata: 'true' }, ...(body && { method: 'POST', body: JSON.stringify(body) }) };
      const response = await fetch(url, init);
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };

    const before = await call();
    events.push(event);
    const after = await call();
    const same = await call();
    const unknown = await call({ StartRequests: [{ EventId: 'E2' }] });
    const known = await call({ StartRequests: [{ EventId: 'E1' }] });
    await other.close();

    expect(before.body['Events']).toEqual([]);
    expect(after.body['Events']).toEqual([
      expect.objectContaining({
        ...{ EventId: 'E1', EventType: 'Terminate', Resources: ['vm'], EventStatus: 'Scheduled' },
        NotBefore: 'Tue, 01 Jan 2030 00:00:00 GMT',
      }),
    ]);
    expect(after.body['DocumentIncarnation']).toBe(Number(before.body['DocumentIncarnation']) + 1);
    expect(same.body['DocumentIncarnation']).toBe(after.body['DocumentIncarnation']);
    expect([unknown.status, known.status, approved]).toEqual([400, 200, ['E1']]);
  });

  it('serves ManagedIdentityCredential', async () => {
    process.env['AZURE_POD_IDENTITY_AUTHORITY_HOST'] = imds.endpoint;
    try {
      const credential = new ManagedIdentityCredential(one?.clientId ?? '');

      const issued = await credential.getToken(`${arm}/.default`);

      expect(await subjectOf(issued.token)).toBe(one?.principalId);
    } finally {
      delete process.env['AZURE_POD_IDENTITY_AUTHORITY_HOST'];
    }
  });
});
