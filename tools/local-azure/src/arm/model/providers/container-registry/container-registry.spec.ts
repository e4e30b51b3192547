import { type RegistryUnderTest, startRegistry } from '../../../../registry/testing.ts';

describe('Container registries in Azure Resource Manager', () => {
  let under: RegistryUnderTest;

  const errorOf = ({ status, body }: { status: number; body: Record<string, unknown> }) => [
    status,
    (body['error'] as { code?: string } | undefined)?.code,
  ];
  const properties = (map: string) => ({
    properties: { scopeMapId: `${under.registryId}/scopeMaps/${map}`, status: 'enabled' },
  });

  beforeAll(async () => {
    under = await startRegistry();
  });
  afterAll(() => under.close());

  it('have scope maps of their own that stay', async () => {
    const { body } = await under.arm('GET', `${under.registryId}/scopeMaps`);
    const names = (body['value'] as { name: string }[]).map(({ name }) => name);

    expect(names).toEqual(expect.arrayContaining(['_repositories_pull', '_repositories_push', '_repositories_admin']));
    expect(errorOf(await under.arm('DELETE', `${under.registryId}/scopeMaps/_repositories_pull`))).toEqual([
      409,
      'OperationNotAllowed',
    ]);
  });

  it('make tokens side by side, each for a scope map that is there', async () => {
    const ids = ['first', 'second', 'third'].map((name) => `${under.registryId}/tokens/${name}`);

    const made = await Promise.all(ids.map((id) => under.arm('PUT', id, properties('_repositories_pull'))));
    const wrong = await under.arm('PUT', `${under.registryId}/tokens/wrong`, properties('_absent'));

    expect(made.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(errorOf(wrong)).toEqual([400, 'InvalidTokenProperties']);
  });

  it('make no password for a token that is not there', async () => {
    const tokenId = `${under.registryId}/tokens/absent`;

    const answer = await under.arm('POST', `${under.registryId}/generateCredentials`, { tokenId });

    expect(errorOf(answer)).toEqual([404, 'ResourceNotFound']);
  });

  it('make both passwords at once when none is named', async () => {
    await under.token('both-passwords');
    const tokenId = `${under.registryId}/tokens/both-passwords`;

    const { body } = await under.arm('POST', `${under.registryId}/generateCredentials`, { tokenId });

    const passwords = body['passwords'] as { name: string; value: string }[];
    expect(body['username']).toBe('both-passwords');
    expect(passwords.map(({ name }) => name)).toEqual(['password1', 'password2']);
    expect(new Set(passwords.map(({ value }) => value)).size).toBe(2);
  });

  it('have names that are unique in all of Azure, and no admin user', async () => {
    const path = under.registryId.replace(/resourceGroups\/[^/]+/, 'resourceGroups/another');
    const [group = ''] = path.split('/providers');
    await under.arm('PUT', `${group}?api-version=2021-04-01`, { location: 'eastus' });
    const wanted = { location: 'eastus', sku: { name: 'Premium' } };

    expect(errorOf(await under.arm('PUT', path, wanted))).toEqual([409, 'AlreadyInUse']);
    expect(errorOf(await under.arm('PUT', path.replace('arolocal', 'a-b'), wanted))).toEqual([
      400,
      'InvalidResourceName',
    ]);
    const open = { ...wanted, properties: { adminUserEnabled: true } };
    expect(errorOf(await under.arm('PUT', path.replace('arolocal', 'another'), open))).toEqual([
      400,
      'InvalidRegistryProperties',
    ]);
  });

  it('are copied to other regions, to each once, when they are Premium', async () => {
    const [group = ''] = under.registryId.split('/registries/');
    const basic = `${group}/registries/basicregistry`;
    const copy = (registryId: string, location: string) =>
      under.arm('PUT', `${registryId}/replications/${location}`, { location, properties: {} });
    await under.arm('PUT', basic, { location: 'eastus', sku: { name: 'Basic' } });

    expect((await copy(under.registryId, 'westus')).status).toBe(201);
    expect(errorOf(await copy(under.registryId, 'eastus'))).toEqual([400, 'InvalidReplicationProperties']);
    expect(errorOf(await copy(basic, 'westus'))).toEqual([400, 'ReplicationNotSupported']);
  });
});
