import { group, refusal, startStorage, type StorageUnderTest } from '../../../../blob/testing.ts';

const provider = `${group}/providers/Microsoft.Storage/storageAccounts`;
const otherGroup = group.replace('resourceGroups/storage', 'resourceGroups/elsewhere');
const foreignGroup = otherGroup.replace('000000000001', '000000000002');
const wanted = { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } };

describe('Storage accounts in Azure Resource Manager', () => {
  let storage: StorageUnderTest;
  let account: string;

  const code = ({ status, body }: { status: number; body: Record<string, unknown> }) => [
    status,
    (body['error'] as { code?: string } | undefined)?.code,
  ];
  const messageOf = ({ body }: { body: Record<string, unknown> }) => (body['error'] as { message: string }).message;

  beforeAll(async () => {
    storage = await startStorage();
    account = await storage.account();
    for (const one of [otherGroup, foreignGroup])
      await storage.arm('PUT', `${one}?api-version=2021-04-01`, { location: 'eastus' });
  });
  afterAll(() => storage.close());

  it('show where the blobs are, and no key', async () => {
    const { body } = await storage.arm('GET', `${provider}/${account}`);

    expect(body).toMatchObject({ kind: 'StorageV2', sku: { name: 'Standard_LRS' }, location: 'eastus' });
    expect(body['properties']).toMatchObject({
      provisioningState: 'Succeeded',
      primaryEndpoints: { blob: `${storage.blob.origin}/${account}/` },
      networkAcls: { defaultAction: 'Allow', virtualNetworkRules: [] },
    });
    expect(JSON.stringify(body)).not.toContain(await storage.key(account));
    expect(JSON.stringify(body)).not.toContain('"keys"');
  });

  it('keep their keys and containers over a PUT', async () => {
    const key = await storage.key(account);
    await storage.client(account).getContainerClient('kept').create();

    const again = await storage.arm('PUT', `${provider}/${account}`, { ...wanted, tags: { a: 'b' } });
    await storage.settled(`${provider}/${account}`);

    expect(again.status).toBe(200);
    expect(await storage.key(account)).toBe(key);
    expect(await storage.client(account).getContainerClient('kept').exists()).toBe(true);
  });

  it('have names that are well formed and unique in all of Azure', async () => {
    const put = async (path: string) => code(await storage.arm('PUT', path, wanted));
    const below = (where: string, name: string) => `${where}/providers/Microsoft.Storage/storageAccounts/${name}`;

    expect(await put(below(group, 'Under_Score'))).toEqual([400, 'AccountNameInvalid']);
    expect(await put(below(otherGroup, account))).toEqual([409, 'StorageAccountInAnotherResourceGroup']);
    expect(await put(below(foreignGroup, account))).toEqual([409, 'StorageAccountAlreadyTaken']);
  });

  it.each([
    ['free', { nameAvailable: true }],
    ['a-b', { nameAvailable: false, reason: 'AccountNameInvalid' }],
    ['taken', { nameAvailable: false, reason: 'AlreadyExists' }],
  ])('say whether a name is %s', async (what, expected) => {
    const name = what === 'taken' ? account : what === 'free' ? 'freename' : what;
    const path = `${group.split('/resourceGroups')[0]}/providers/Microsoft.Storage/checkNameAvailability`;

    const answer = await storage.arm('POST', path, { name, type: 'Microsoft.Storage/storageAccounts' });

    expect(answer.body).toMatchObject(expected);
  });

  it.each([
    ['kind', { location: 'eastus', sku: wanted.sku }],
    ['sku', { location: 'eastus', kind: 'StorageV2' }],
  ])('are refused without a %s', async (_what, body) => {
    const answer = await storage.arm('PUT', `${provider}/incomplete`, body);

    expect(code(answer)).toEqual([400, 'InvalidValuesForRequestParameters']);
  });

  it('let in only subnets that have the service endpoint', async () => {
    const network = `${group}/providers/Microsoft.Network/virtualNetworks/bare`;
    await storage.arm('PUT', `${network}?api-version=2023-11-01`, {
      location: 'eastus',
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/22'] },
        subnets: [{ name: 'master', properties: { addressPrefix: '10.0.0.0/23' } }],
      },
    });
    await storage.settled(network);
    const put = (subnet: string) =>
      storage.arm('PUT', `${provider}/walled`, {
        ...wanted,
        properties: {
          networkAcls: { defaultAction: 'Deny', virtualNetworkRules: [{ id: `${network}/subnets/${subnet}` }] },
        },
      });

    const [bare, absent] = [await put('master'), await put('absent')];

    expect(code(bare)).toEqual([400, 'NetworkAclsValidationFailure']);
    expect(messageOf(bare)).toContain('SubnetsHaveNoServiceEndpointsConfigured');
    expect(messageOf(absent)).toContain('SubnetsNotProvisioned');
  });

  it('and the blob service have the same containers', async () => {
    const containers = `${provider}/${account}/blobServices/default/containers`;
    const client = storage.client(account);

    const made = await storage.arm('PUT', `${containers}/by-arm`, { properties: { metadata: { who: 'arm' } } });
    await client.getContainerClient('by-client').create({ metadata: { who: 'client' } });

    const listed = (await storage.arm('GET', containers)).body['value'] as { name: string; etag: string }[];
    const byClient = await client.getContainerClient('by-client').getProperties();
    expect(made.status).toBe(201);
    expect((await client.getContainerClient('by-arm').getProperties()).metadata).toEqual({ who: 'arm' });
    expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(['by-arm', 'by-client']));
    expect(listed.find(({ name }) => name === 'by-client')?.etag).toBe(byClient.etag);
    expect((await storage.arm('DELETE', `${containers}/by-client`)).status).toBe(200);
    expect(await client.getContainerClient('by-client').exists()).toBe(false);
    await client.getContainerClient('by-arm').delete();
    expect((await storage.arm('GET', `${containers}/by-arm`)).status).toBe(404);
  });

  it('keep blobs over a PUT of their container, and none over its deletion', async () => {
    const path = `${provider}/${account}/blobServices/default/containers/reused`;
    const blob = storage.client(account).getContainerClient('reused').getBlockBlobClient('b');
    await storage.arm('PUT', path, {});
    await blob.upload('x', 1);

    await storage.arm('PUT', path, { properties: { metadata: { a: 'b' } } });
    expect(await blob.exists()).toBe(true);
    await storage.arm('DELETE', path);
    await storage.arm('PUT', path, {});

    expect(await refusal(blob.download())).toEqual({ status: 404, code: 'BlobNotFound' });
  });
});
