import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { hours, seconds } from '@aro-rp/time';
import { homeTenant, otherTenant } from '../entra/tenants.ts';
import { type ArmUnderTest, type Sent, startArm, subscriptionId } from './testing.ts';

const root = `/subscriptions/${subscriptionId}`;
const other = '00000000-0000-4000-8000-000000000009';
const nsg = (group: string, name: string) =>
  `${root}/resourceGroups/${group}/providers/Microsoft.Network/networkSecurityGroups/${name}?api-version=2024-05-01`;
const codeOf = ({ status, body }: Sent) =>
  `${status} ${String((body['error'] as { code?: string } | undefined)?.code)}`;

describe('the wire of Azure Resource Manager', () => {
  let under: ArmUnderTest;
  let clock: FakeClock;
  beforeAll(async () => {
    clock = createFakeClock();
    const subscriptions = [
      { id: subscriptionId, tenantId: homeTenant, name: 'local' },
      { id: other, tenantId: otherTenant, name: 'of another tenant' },
    ];
    under = await startArm({ operationDuration: seconds(5), subscriptions }, { clock });
  });
  afterAll(() => under.close());

  const send: ArmUnderTest['send'] = (...request) => under.send(...request);
  const location = { location: 'eastus' };
  const group = async (name: string) => {
    await send('PUT', `${root}/resourceGroups/${name}`, { body: location });
    return name;
  };
  const pathOf = (url: string | null) => (url ?? '').slice(under.arm.endpoint.length);

  describe('tokens', () => {
    const get = (token: string) => send('GET', root, { token });

    it('takes its own origin and the public audiences, with a slash and without', async () => {
      const audiences = [under.arm.endpoint, 'https://management.azure.com', 'https://management.core.windows.net'];

      for (const audience of audiences.flatMap((one) => [one, `${one}/`]))
        expect((await get(await under.context.token({ audience }))).status).toBe(200);
    });

    it('refuses a missing, a malformed, an expired, a foreign and a stranger’s token with Azure’s codes', async () => {
      const audience = 'https://management.azure.com';
      const expired = await under.context.token({ audience });
      const missing = await get('');
      const malformed = await get('nonsense');
      const foreign = await get(await under.context.token({ audience: 'https://vault.azure.net' }));
      const stranger = await get(await under.context.token({ audience, tenantId: otherTenant }));
      await clock.advance(hours(25));
      const late = await get(expired);

      expect([missing, malformed, foreign, stranger, late].map(codeOf)).toEqual([
        '401 AuthenticationFailed',
        '401 InvalidAuthenticationToken',
        '401 InvalidAuthenticationTokenAudience',
        '401 InvalidAuthenticationTokenTenant',
        '401 ExpiredAuthenticationToken',
      ]);
      expect(missing.headers.get('www-authenticate')).toMatch(
        /^Bearer authorization_uri="https:.*error="invalid_token"/,
      );
    });

    it('shows a caller the subscriptions of its tenant', async () => {
      const { body } = await send('GET', '/subscriptions');

      expect((body['value'] as { displayName: string }[]).map(({ displayName }) => displayName)).toEqual([
        'local',
        'dns',
      ]);
    });
  });

  it.each([
    ['GET', `${root}/resourceGroups?api-version=`, '400 MissingApiVersionParameter', undefined],
    ['GET', `${root}/resourceGroups?api-version=tomorrow`, '400 InvalidApiVersionParameter', undefined],
    ['GET', '/subscriptions/00000000-0000-4000-8000-00000000ffff', '404 SubscriptionNotFound', undefined],
    ['GET', `${root}/resourceGroups/absent`, '404 ResourceGroupNotFound', undefined],
    ['PUT', `${root}/resourceGroups/g`, '400 LocationRequired', {}],
    ['PUT', `${root}/resourceGroups/g`, '400 LocationNotAvailableForResourceGroup', { location: 'mars' }],
    ['PUT', `${root}/resourceGroups/g.`, '400 InvalidResourceGroup', location],
    ['PUT', `${root}/resourceGroups/g`, '400 InvalidRequestContent', '{'],
    ['POST', `${root}/resourceGroups/g`, '405 MethodNotAllowed', location],
    ['PUT', nsg('absent', 'n'), '404 ResourceGroupNotFound', location],
    ['GET', `${root}/providers/Microsoft.Nothing`, '404 InvalidResourceNamespace', undefined],
    ['GET', `${root}/providers/Microsoft.Network/nothings`, '404 InvalidResourceType', undefined],
    ['GET', `${root}/resources?$filter=colour eq 'red'`, '400 InvalidFilterInQueryString', undefined],
    ['GET', '/nowhere', '404 NotFound', undefined],
    ['GET', '/', '404 NotFound', undefined],
    ['GET', `${root}/resourceGroups/%zz`, '400 BadRequest', undefined],
  ])('%s %s is answered %s', async (method, path, expected, body) => {
    expect(codeOf(await send(method, path, body === undefined ? {} : { body }))).toBe(expected);
  });

  it('refuses what Azure refuses of a resource', async () => {
    await group('judged');
    const put = (path: string, body: unknown) => send('PUT', path, { body });
    const subnet = `${root}/resourceGroups/judged/providers/Microsoft.Network/virtualNetworks/v/subnets/s?api-version=2024-05-01`;
    const rule = { name: 'r', properties: { protocol: '*', access: 'Allow', direction: 'Inbound', priority: 5 } };

    expect(codeOf(await put(nsg('judged', 'n'), {}))).toBe('400 LocationRequired');
    expect(codeOf(await put(nsg('judged', 'n'), { location: 'mars' }))).toBe('400 LocationNotAvailableForResourceType');
    expect(codeOf(await put(nsg('judged', 'n').replace('2024-05-01', '1999-01-01'), location))).toBe(
      '400 NoRegisteredProviderFound',
    );
    expect(codeOf(await put(nsg('judged', 'n'), { ...location, properties: { securityRules: [rule] } }))).toBe(
      '400 SecurityRuleInvalidPriority',
    );
    expect(codeOf(await put(nsg('judged', '-n'), location))).toBe('400 InvalidResourceName');
    expect(codeOf(await put(subnet, { properties: { addressPrefix: '10.0.0.0/24' } }))).toBe(
      '404 ParentResourceNotFound',
    );
    expect(codeOf(await send('GET', nsg('judged', 'n')))).toBe('404 ResourceNotFound');
    expect((await send('DELETE', nsg('judged', 'n'))).status).toBe(204);
  });

  it('wants a namespace registered before its resources', async () => {
    const token = await under.context.token({ audience: 'https://management.azure.com', tenantId: otherTenant });
    const path = `/subscriptions/${other}`;
    const list = () =>
      send('GET', `${path}/providers/Microsoft.Network/virtualNetworks?api-version=2024-05-01`, { token });

    await send('POST', `${path}/providers/Microsoft.Network/unregister`, { token });
    const refused = await list();
    await send('POST', `${path}/providers/Microsoft.Network/register`, { token });

    expect(codeOf(refused)).toBe('409 MissingSubscriptionRegistration');
    expect((await list()).body).toEqual({ value: [] });
  });

  it('keeps location and managedBy of a group', async () => {
    const path = `${root}/resourceGroups/kept`;
    const body = { ...location, managedBy: '/a/cluster' };

    expect((await send('PUT', path, { body })).status).toBe(201);
    expect((await send('PUT', path.toUpperCase().replace('SUBSCRIPTIONS', 'subscriptions'), { body })).status).toBe(
      200,
    );
    expect(codeOf(await send('PUT', path, { body: location }))).toBe('409 ResourceGroupManagedByMismatch');
    expect(codeOf(await send('PUT', path, { body: { ...body, location: 'westus' } }))).toBe(
      '409 InvalidResourceGroupLocation',
    );
    expect((await send('GET', path)).body).toMatchObject({ name: 'kept', managedBy: '/a/cluster', location: 'eastus' });
  });

  it('answers a long PUT with 201, polls until its time is over, and takes no other write meanwhile', async () => {
    await group('long');

    const made = await send('PUT', nsg('long', 'n'), { body: location });
    const status = pathOf(made.headers.get('azure-asyncoperation'));
    const running = await send('GET', status);
    const busy = await send('PUT', nsg('long', 'n'), { body: location });
    await clock.advance(seconds(5));
    const ended = await send('GET', status);
    const again = await send('PUT', nsg('long', 'n'), { body: location });

    expect(made.status).toBe(201);
    expect(made.headers.get('retry-after')).toBe('1');
    expect(made.body['properties']).toMatchObject({ provisioningState: 'Updating' });
    expect(running.body).toMatchObject({ status: 'InProgress', id: status.split('?')[0] });
    expect([codeOf(busy), busy.headers.get('retry-after')]).toEqual(['429 AnotherOperationInProgress', '1']);
    expect(ended.body).toMatchObject({ status: 'Succeeded' });
    expect(again.status).toBe(200);
  });

  it('answers a long DELETE with 202 and no body; its Location ends with 204', async () => {
    await group('gone');
    await send('PUT', nsg('gone', 'n'), { body: location });
    await clock.advance(seconds(5));

    const accepted = await send('DELETE', nsg('gone', 'n'));
    const repeated = await send('DELETE', nsg('gone', 'n'));
    const result = pathOf(accepted.headers.get('location'));
    const running = await send('GET', result);
    const shown = await send('GET', nsg('gone', 'n'));
    await clock.advance(seconds(5));

    expect([accepted.status, accepted.body]).toEqual([202, {}]);
    expect(repeated.headers.get('location')).toBe(accepted.headers.get('location'));
    expect(running.status).toBe(202);
    expect(shown.body['properties']).toMatchObject({ provisioningState: 'Deleting' });
    expect((await send('GET', result)).status).toBe(204);
    expect((await send('GET', nsg('gone', 'n'))).status).toBe(404);
  });

  it('does not show the operation of another subscription', async () => {
    await group('private');
    const made = await send('PUT', nsg('private', 'n'), { body: location });
    const foreign = pathOf(made.headers.get('azure-asyncoperation')).replace(subscriptionId, other);
    const token = await under.context.token({ audience: 'https://management.azure.com', tenantId: otherTenant });

    expect(codeOf(await send('GET', foreign, { token }))).toBe('404 NotFound');
  });

  it('fails the deletion of a group whose resource is in use elsewhere, and takes writes again', async () => {
    const networks = `${root}/resourceGroups/${await group('networks')}/providers/Microsoft.Network/virtualNetworks/vnet`;
    const rules = await group('rules');
    await send('PUT', nsg(rules, 'n'), { body: location });
    await clock.advance(seconds(5));
    const subnet = {
      name: 's',
      properties: { addressPrefix: '10.0.0.0/24', networkSecurityGroup: { id: nsg(rules, 'n').split('?')[0] } },
    };
    const properties = { addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets: [subnet] };
    await send('PUT', `${networks}?api-version=2024-05-01`, { body: { ...location, properties } });
    await clock.advance(seconds(5));

    const accepted = await send('DELETE', `${root}/resourceGroups/rules`);
    const closed = await send('PUT', nsg(rules, 'm'), { body: location });
    await clock.advance(seconds(5));
    const blocked = await send('GET', pathOf(accepted.headers.get('location')));
    const open = await send('PUT', nsg(rules, 'm'), { body: location });

    expect(accepted.status).toBe(202);
    expect(codeOf(closed)).toBe('409 ResourceGroupBeingDeleted');
    expect(codeOf(blocked)).toBe('409 ResourceGroupDeletionBlocked');
    expect(JSON.stringify(blocked.body)).toContain('InUseNetworkSecurityGroupCannotBeDeleted');
    expect(open.status).toBe(201);
  });

  it('loses the subnets that a PUT of their network does not name', async () => {
    const network = `${root}/resourceGroups/${await group('replaced')}/providers/Microsoft.Network/virtualNetworks/vnet`;
    const subnets = [{ name: 's', properties: { addressPrefix: '10.0.0.0/24' } }];
    const properties = { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } };
    const put = async (body: unknown) => {
      const sent = await send('PUT', `${network}?api-version=2024-05-01`, { body });
      await clock.advance(seconds(5));
      return sent;
    };

    await put({ ...location, properties: { ...properties, subnets } });
    const overlapping = await send('PUT', `${network}/subnets/t?api-version=2024-05-01`, {
      body: { properties: { addressPrefix: '10.0.0.128/25' } },
    });
    await put({ ...location, properties });

    expect(codeOf(overlapping)).toBe('400 NetcfgSubnetRangesOverlap');
    expect(codeOf(await send('GET', `${network}/subnets/s?api-version=2024-05-01`))).toBe('404 ResourceNotFound');
  });

  it('takes an ETag from the body and from the header, and refuses a stale one with 412', async () => {
    await group('tags');
    await send('PUT', nsg('tags', 'n'), { body: location });
    await clock.advance(seconds(5));
    const first = await send('GET', nsg('tags', 'n'));
    const etag = first.headers.get('etag') ?? '';

    const good = await send('PUT', nsg('tags', 'n'), { body: location, headers: { 'if-match': etag } });
    await clock.advance(seconds(5));
    const stale = await send('PUT', nsg('tags', 'n'), { body: location, headers: { 'if-match': etag } });
    const absent = await send('PUT', nsg('tags', 'm'), { body: location, headers: { 'if-match': '*' } });
    const taken = await send('PUT', nsg('tags', 'n'), { body: location, headers: { 'if-none-match': '*' } });

    expect(first.body['etag']).toBe(etag);
    expect(good.status).toBe(200);
    expect([stale, absent, taken].map(codeOf)).toEqual(Array(3).fill('412 PreconditionFailed'));
  });

  it('records each request with what it did', async () => {
    const after = under.arm.requests().at(-1)?.n ?? 0;
    const headers = { 'x-ms-client-request-id': 'c-1', 'x-ms-return-client-request-id': 'true' };

    const made = await send('PUT', `${root}/resourceGroups/logged`, { body: location, headers });
    await send('PUT', `${root}/resourceGroups/logged`, { body: location });
    await send('PUT', `${root}/resourceGroups/logged`, { body: { ...location, tags: { a: 'b' } } });
    await send('GET', `${root}/resourceGroups/logged`);
    await send('GET', `${root}/resourceGroups/logged`, { token: 'bad' });
    await send('DELETE', `${root}/resourceGroups/logged`);
    const records = under.arm.requests({ after });

    expect(records.map(({ n }) => n - after)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(records.map(({ status, effect }) => `${status} ${effect}`)).toEqual([
      '201 created',
      '200 unchanged',
      '200 updated',
      '200 none',
      '401 none',
      '202 deleted',
    ]);
    expect(records[0]).toMatchObject({
      method: 'PUT',
      path: `${root}/resourceGroups/logged`,
      query: 'api-version=2021-04-01',
      caller: '00000000-0000-4000-8000-00000000000b',
      clientRequestId: 'c-1',
      correlationId: made.headers.get('x-ms-correlation-request-id'),
      bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      resourceId: `${root}/resourceGroups/logged`,
    });
    expect(made.headers.get('x-ms-client-request-id')).toBe('c-1');
    expect(under.arm.requests({ effect: 'created', resourceId: `${root}/resourcegroups/LOGGED` })).toHaveLength(1);
  });

  it('records nothing that a fault kept from it, and everything that a lost answer hid', async () => {
    const after = under.arm.requests().at(-1)?.n ?? 0;
    const path = `${root}/resourceGroups/faulty`;
    under.context.faults.add({
      service: 'arm',
      method: 'PUT',
      path: 'faulty',
      action: { kind: 'status', status: 429, retryAfterMs: 2_000 },
    });
    under.context.faults.add({
      service: 'arm',
      method: 'PUT',
      path: 'faulty',
      nth: 1,
      action: { kind: 'lose-answer' },
    });

    const throttled = await send('PUT', path, { body: location });
    await expect(send('PUT', path, { body: location })).rejects.toThrow();
    under.context.faults.clear();

    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '2']);
    expect(under.arm.requests({ after }).map(({ effect }) => effect)).toEqual(['created']);
  });

  it('tells az where everything is, without a token', async () => {
    const old = await send('GET', '//metadata/endpoints?api-version=2015-01-01', { token: '' });
    const none = await fetch(`${under.arm.endpoint}/metadata/endpoints`);

    expect(old.body).toMatchObject({
      authentication: {
        loginEndpoint: expect.stringMatching(/\/adfs$/) as string,
        audiences: [`${under.arm.endpoint}/`],
      },
    });
    expect(none.status).toBe(400);
  });

  it('names the port and its option when the port is taken', async () => {
    const port = Number(new URL(under.arm.endpoint).port);

    await expect(startArm({ port })).rejects.toThrow(new RegExp(`${port}.*--arm-port|--arm-port.*${port}`));
  });
});
