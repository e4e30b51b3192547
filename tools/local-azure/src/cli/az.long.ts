import { azIsInstalled, type AzUnderTest, startForAz } from './testing.ts';

// Each call starts an interpreter, which takes a second and more on a machine that is busy.
jest.setTimeout(300_000);

const suite = azIsInstalled() ? describe : describe.skip;

suite('the installed az', () => {
  let under: AzUnderTest;
  beforeAll(async () => (under = await startForAz()));
  afterAll(() => under.close());
  const az: AzUnderTest['az'] = (...args) => under.az(...args);
  const done: AzUnderTest['done'] = (...args) => under.done(...args);

  it('is told what is wrong with a secret, and logs in with the right one', async () => {
    const wrong = await under.login(under.endpoints.clientId ?? '', 'wrong');
    const right = await under.login(under.endpoints.clientId ?? '', under.endpoints.clientSecret ?? '');

    expect(wrong.status).toBe(1);
    expect(wrong.errors).toContain('AADSTS7000215');
    expect(right.output).toContainEqual(
      expect.objectContaining({ cloudName: 'AroLocal', id: under.endpoints.subscriptionId, isDefault: true }),
    );
    expect(await done('account', 'list-locations', '--query', '[].name')).toContain(under.endpoints.location);
  });

  it('makes, finds and deletes a resource group', async () => {
    const made = await done('group', 'create', '-n', 'az-group', '-l', 'eastus', '--tags', 'env=dev');
    const shown = await done('group', 'show', '-n', 'az-group');
    const listed = await done('group', 'list', '--query', '[].name');
    await done('group', 'delete', '-n', 'az-group', '-y');
    const gone = await az('group', 'show', '-n', 'az-group');

    expect(made).toMatchObject({ name: 'az-group', tags: { env: 'dev' } });
    expect(shown).toEqual(made);
    expect(listed).toContain('az-group');
    expect(await done('group', 'exists', '-n', 'az-group')).toBe(false);
    expect(gone).toMatchObject({ status: 3, errors: expect.stringContaining('(ResourceGroupNotFound)') });
  });

  it('makes a network with two subnets, and changes one without losing the other', async () => {
    await done('group', 'create', '-n', 'az-network', '-l', 'eastus');
    const group = ['-g', 'az-network'];
    const subnet = (verb: string, name: string, ...more: string[]) =>
      done('network', 'vnet', 'subnet', verb, ...group, '--vnet-name', 'vnet', '-n', name, ...more);

    await done('network', 'vnet', 'create', ...group, '-n', 'vnet', '--address-prefixes', '10.0.0.0/22');
    const endpoint = ['--service-endpoints', 'Microsoft.ContainerRegistry'];
    await subnet('create', 'master', '--address-prefixes', '10.0.0.0/23', ...endpoint);
    await subnet('create', 'worker', '--address-prefixes', '10.0.2.0/23', ...endpoint);
    const updated = await subnet('update', 'master', '--disable-private-link-service-network-policies', 'true');

    expect(updated).toMatchObject({ privateLinkServiceNetworkPolicies: 'Disabled', addressPrefix: '10.0.0.0/23' });
    expect(await done('network', 'vnet', 'show', ...group, '-n', 'vnet', '--query', 'subnets[].name')).toEqual([
      'master',
      'worker',
    ]);
    expect(await done('resource', 'list', ...group, '--query', '[].type')).toEqual([
      'Microsoft.Network/virtualNetworks',
    ]);
  });

  it('registers the resource provider, and lists its clusters through the front door', async () => {
    under.frontend.reply(({ url }) => ({ status: 200, body: url.includes('openShiftClusters') ? { value: [] } : {} }));

    await done('provider', 'register', '-n', 'Microsoft.RedHatOpenShift', '--wait');
    const state = await done('provider', 'show', '-n', 'Microsoft.RedHatOpenShift', '--query', 'registrationState');

    expect(state).toBe('Registered');
    expect(await done('aro', 'list')).toEqual([]);
    expect(under.frontend.requests.at(-1)).toMatchObject({
      url: expect.stringContaining('api-version=2022-04-01'),
      headers: expect.objectContaining({ commandname: 'aro list' }),
    });
  });

  it('makes a service principal that can log in by itself, and replaces its secret when asked again', async () => {
    const create = async () => (await done('ad', 'sp', 'create-for-rbac', '-n', 'az-made')) as Record<string, string>;
    const first = await create();
    const second = await create();
    const { appId = '' } = first;
    const shown = await done('ad', 'sp', 'show', '--id', appId);

    const old = await under.login(appId, first['password'] ?? '');
    const renewed = await under.login(appId, second['password'] ?? '');

    expect(second).toMatchObject({ appId, displayName: 'az-made', tenant: under.endpoints.tenantId });
    expect(shown).toMatchObject({ appId, displayName: 'az-made', servicePrincipalNames: [appId] });
    expect(old.errors).toContain('AADSTS7000215');
    expect(renewed.errors).not.toContain('AADSTS');
  });

  it('finds no service principal where there is none', async () => {
    expect(await az('ad', 'sp', 'show', '--id', '00000000-0000-0000-0000-0000000000ff')).toMatchObject({ status: 3 });
  });

  it('can be pointed at Azure Resource Manager alone, which names the rest', async () => {
    const { endpoints } = under;

    await done('cloud', 'register', '-n', 'ByOneOption', '--endpoint-resource-manager', endpoints.arm ?? '');
    const found = await done('cloud', 'show', '-n', 'ByOneOption', '--query', 'endpoints');

    expect(found).toMatchObject({
      activeDirectory: endpoints.authority,
      activeDirectoryResourceId: `${endpoints.arm}/`,
      activeDirectoryGraphResourceId: `${endpoints.graph}/`,
    });
  });
});
