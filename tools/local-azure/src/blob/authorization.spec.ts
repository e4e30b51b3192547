import {
  BlobSASPermissions,
  BlockBlobClient,
  ContainerSASPermissions,
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
  AccountSASPermissions,
  SASProtocol,
  StorageSharedKeyCredential,
  type BlobSASSignatureValues,
} from '@azure/storage-blob';
import { otherTenant } from '../entra/tenants.ts';
import { type BlobAction, type BlobPrincipal, subnetHeader } from './index.ts';
import { group, principal, refusal, startStorage, type StorageUnderTest } from './testing.ts';

const hour = 3_600_000;
const other: BlobPrincipal = { oid: '00000000-0000-4000-8000-0000000000bb', tid: principal.tid };

describe('Who may do what with blobs', () => {
  let storage: StorageUnderTest;
  let account: string;
  const containerName = 'things';
  const blobName = 'folder/boot.ign';

  const blobOf = (name = account) =>
    storage.client(name).getContainerClient(containerName).getBlockBlobClient(blobName);
  const at = (ms: number) => new Date(storage.context.clock.now() + ms);
  const signedUrl = async (values: Partial<BlobSASSignatureValues> = {}, keyEnds = at(6 * hour)) => {
    const key = await storage.client(account).getUserDelegationKey(at(-hour), keyEnds);
    const query = generateBlobSASQueryParameters(
      {
        ...{ containerName, blobName, startsOn: at(-hour), expiresOn: at(hour) },
        permissions: BlobSASPermissions.parse('r'),
        protocol: SASProtocol.Https,
        ...values,
      },
      key,
      account,
    );
    return `${blobOf().url}?${query.toString()}`;
  };
  const get = async (url: string, headers: Record<string, string> = {}) => {
    const response = await fetch(url, { headers });
    const text = await response.text();
    return response.ok ? text : `${response.status} ${response.headers.get('x-ms-error-code')}`;
  };

  beforeAll(async () => {
    storage = await startStorage();
    account = await storage.account();
    await storage.client(account).getContainerClient(containerName).create();
    await blobOf().upload('ignition', 8);
  });
  afterEach(() => {
    storage.rights.mayAccess = () => true;
    storage.clock.ahead = 0;
  });
  afterAll(() => storage.close());

  describe('by a token', () => {
    it('a role of its principal decides, and is asked for the action at the container', async () => {
      const asked: BlobAction[] = [];
      storage.rights.mayAccess = (who, action) => {
        asked.push(action);
        return who.oid === principal.oid;
      };
      const theirs = storage.client(account, { principal: other }).getContainerClient(containerName);

      expect(await refusal(theirs.getBlockBlobClient(blobName).download())).toEqual({
        status: 403,
        code: 'AuthorizationPermissionMismatch',
      });
      expect((await blobOf().downloadToBuffer()).toString()).toBe('ignition');
      expect(asked[0]).toEqual({
        operation: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read',
        isDataAction: true,
        scope: `${group}/providers/Microsoft.Storage/storageAccounts/${account}/blobServices/default/containers/${containerName}`,
      });
    });

    it.each([
      ['for another service', { audience: 'https://vault.azure.net' }],
      ['of another tenant', { principal: { oid: principal.oid, tid: otherTenant } }],
    ])('%s is refused', async (_name, options) => {
      expect(await refusal(storage.client(account, options).getContainerClient(containerName).getProperties())).toEqual(
        {
          status: 401,
          code: 'InvalidAuthenticationInfo',
        },
      );
    });

    it.each([['the account'], ['this origin']])('for %s is accepted', async (what) => {
      const audience = what === 'the account' ? `https://${account}.blob.core.windows.net` : storage.blob.origin;

      expect(await storage.client(account, { audience }).getContainerClient(containerName).exists()).toBe(true);
    });

    it('is asked for when there is none', async () => {
      const response = await fetch(blobOf().url, { headers: { 'x-ms-version': '2023-11-03' } });

      expect(response.status).toBe(401);
      expect(response.headers.get('x-ms-error-code')).toBe('NoAuthenticationInformation');
      expect(response.headers.get('www-authenticate')).toContain('resource_id=https://storage.azure.com');
      expect(await get(blobOf().url)).toBe('409 PublicAccessNotPermitted');
    });
  });

  describe('by a user delegation signature', () => {
    it('reads the one blob, and nothing else', async () => {
      const url = await signedUrl();
      const sas = url.slice(url.indexOf('?'));

      expect(await get(url)).toBe('ignition');
      expect(await get(`${blobOf().url}2${sas}`)).toBe('403 AuthenticationFailed');
      expect(await refusal(new BlockBlobClient(url).upload('x', 1))).toEqual({
        status: 403,
        code: 'AuthorizationPermissionMismatch',
      });
      expect(await refusal(new BlockBlobClient(url).delete())).toMatchObject({ status: 403 });
    });

    it.each(['2018-11-09', '2020-02-10', '2020-12-06', '2025-07-05', '2026-04-06'])(
      'of version %s is understood',
      async (version) => {
        expect(await get(await signedUrl({ version }))).toBe('ignition');
      },
    );

    it('is refused when a letter of it was changed', async () => {
      const url = await signedUrl();
      const longer = url.replace(/se=[^&]+/, `se=${encodeURIComponent(at(48 * hour).toISOString())}`);

      expect(await get(longer)).toBe('403 AuthenticationFailed');
      expect(await get(url.replace(/skoid=[^&]+/, `skoid=${other.oid}`))).toBe('403 AuthenticationFailed');
      expect(await get(url.replace('sp=r', 'sp=rw'))).toBe('403 AuthenticationFailed');
    });

    it('ends at its time, and with its key', async () => {
      const url = await signedUrl();
      const shortKey = await signedUrl({ expiresOn: at(4 * hour) }, at(2 * hour));

      storage.clock.ahead = hour + 1_000;
      expect(await get(url)).toBe('403 AuthenticationFailed');
      expect(await get(shortKey)).toBe('ignition');
      storage.clock.ahead = 2 * hour + 1_000;
      expect(await get(shortKey)).toBe('403 AuthenticationFailed');
    });

    it('begins at its time, and with its key', async () => {
      const url = await signedUrl({ startsOn: at(hour / 2) });
      const key = await storage.client(account).getUserDelegationKey(at(hour / 2), at(2 * hour));
      const permissions = BlobSASPermissions.parse('r');
      const query = generateBlobSASQueryParameters(
        { containerName, blobName, permissions, expiresOn: at(hour) },
        key,
        account,
      );
      const laterKey = `${blobOf().url}?${query.toString()}`;

      expect([await get(url), await get(laterKey)]).toEqual(Array(2).fill('403 AuthenticationFailed'));
      storage.clock.ahead = hour / 2 + 1_000;
      expect([await get(url), await get(laterKey)]).toEqual(Array(2).fill('ignition'));
    });

    it.each([
      ['127.0.0.1', undefined, 'ignition'],
      ['127.0.0.0', '127.0.0.255', 'ignition'],
      ['127.0.0.2', undefined, '403 AuthorizationSourceIPMismatch'],
      ['10.0.0.0', '10.255.255.255', '403 AuthorizationSourceIPMismatch'],
      ['127.0.1.0', '127.255.255.255', '403 AuthorizationSourceIPMismatch'],
    ])('for callers from %s to %s lets in nobody else', async (start, end, answer) => {
      const url = await signedUrl({ ipRange: { start, ...(end !== undefined && { end }) } });

      expect(await get(url)).toBe(answer);
    });

    it('is refused when its range of callers was changed', async () => {
      const url = await signedUrl({ ipRange: { start: '10.0.0.1' } });

      expect(await get(url.replace(/sip=[^&]+/, 'sip=127.0.0.1'))).toBe('403 AuthenticationFailed');
    });

    it('is worth what its maker may do now', async () => {
      const url = await signedUrl();

      storage.rights.mayAccess = () => false;

      expect(await get(url)).toBe('403 AuthorizationPermissionMismatch');
    });

    it('needs a key that lasts seven days at most, and the right to make one', async () => {
      const ask = (days: number) => storage.client(account).getUserDelegationKey(at(0), at(days * 24 * hour));

      await ask(6.9);
      expect(await refusal(ask(8))).toEqual({ status: 400, code: 'InvalidXmlNodeValue' });
      storage.rights.mayAccess = (_who, { operation }) => !operation.includes('generateUserDelegationKey');
      expect(await refusal(ask(1))).toEqual({ status: 403, code: 'AuthorizationPermissionMismatch' });
    });

    it('for a container lists it', async () => {
      const key = await storage.client(account).getUserDelegationKey(at(-hour), at(hour));
      const permissions = ContainerSASPermissions.parse('rl');
      const query = generateBlobSASQueryParameters({ containerName, permissions, expiresOn: at(hour) }, key, account);
      const url = blobOf().url.replace(/\/things\/.*/, `/things?restype=container&comp=list&${query.toString()}`);

      expect(await get(url)).toContain('<Name>folder/boot.ign</Name>');
    });

    it('that may only create does not replace', async () => {
      const url = await signedUrl({ permissions: BlobSASPermissions.parse('c') });
      const fresh = await signedUrl({ permissions: BlobSASPermissions.parse('c'), blobName: 'new' });

      expect(await refusal(new BlockBlobClient(url).upload('x', 1))).toEqual({
        status: 403,
        code: 'UnauthorizedBlobOverwrite',
      });
      await new BlockBlobClient(`${fresh.replace(/folder[^?]*/, 'new')}`).upload('x', 1);
      expect((await blobOf().downloadToBuffer()).toString()).toBe('ignition');
    });
  });

  describe('by a key of the account', () => {
    it('or what is signed with one opens everything', async () => {
      const key = await storage.key(account);
      const shared = storage.client(account, { key });
      const signer = new StorageSharedKeyCredential(account, key);
      const expiresOn = at(hour);
      const service = generateBlobSASQueryParameters(
        { containerName, blobName, permissions: BlobSASPermissions.parse('r'), expiresOn },
        signer,
      );
      const permissions = AccountSASPermissions.parse('rl');
      const whole = generateAccountSASQueryParameters(
        { permissions, services: 'b', resourceTypes: 'sco', expiresOn },
        signer,
      );

      const names = [];
      for await (const one of shared.listContainers({ prefix: 'thi' })) names.push(one.name);
      expect(names).toEqual([containerName]);
      const mine = shared.getContainerClient(containerName).getBlockBlobClient('other blob');
      await mine.upload('two', 3, { metadata: { b: '2', a: '1' }, tier: 'Hot' });
      expect(await get(`${blobOf().url}?${service.toString()}`)).toBe('ignition');
      expect(await get(`${mine.url}?${whole.toString()}`)).toBe('two');
      expect(await get(`${mine.url}?${whole.toString().replace('sp=rl', 'sp=rwl')}`)).toBe('403 AuthenticationFailed');
    });

    it.each([
      ['another service', { services: 'q' }, '403 AuthorizationServiceMismatch'],
      ['the service and its containers', { resourceTypes: 'sc' }, '403 AuthorizationResourceTypeMismatch'],
      ['a time to come', { startsOn: new Date(Date.now() + hour) }, '403 AuthenticationFailed'],
      ['other callers', { ipRange: { start: '10.0.0.1' } }, '403 AuthorizationSourceIPMismatch'],
      ['objects of two services', { services: 'bq', resourceTypes: 'o' }, 'ignition'],
    ])('of the account for %s opens what it says', async (_what, values, answer) => {
      const query = generateAccountSASQueryParameters(
        {
          permissions: AccountSASPermissions.parse('r'),
          ...{ services: 'b', resourceTypes: 'sco', expiresOn: at(2 * hour) },
          ...values,
        },
        new StorageSharedKeyCredential(account, await storage.key(account)),
      );

      expect(await get(`${blobOf().url}?${query.toString()}`)).toBe(answer);
    });

    it('that Azure Resource Manager signed for a client is good', async () => {
      const path = `${group}/providers/Microsoft.Storage/storageAccounts/${account}`;
      const { body } = await storage.arm('POST', `${path}/listAccountSas`, {
        signedServices: 'b',
        signedResourceTypes: 'o',
        signedPermission: 'r',
        signedProtocol: 'https',
        signedExpiry: at(hour).toISOString(),
      });

      expect(await get(`${blobOf().url}?${String(body['accountSasToken'])}`)).toBe('ignition');
    });

    it('ends when the key is made anew', async () => {
      const name = await storage.account();
      const path = `${group}/providers/Microsoft.Storage/storageAccounts/${name}`;
      const old = storage.client(name, { key: await storage.key(name) });
      await old.getContainerClient('mine').create();

      await storage.arm('POST', `${path}/regenerateKey`, { keyName: 'key1' });

      expect(await refusal(old.getContainerClient('mine').getProperties())).toEqual({
        status: 403,
        code: 'AuthenticationFailed',
      });
      const now = storage.client(name, { key: await storage.key(name) });
      expect(await now.getContainerClient('mine').exists()).toBe(true);
    });

    it('is refused where keys are off', async () => {
      const name = await storage.account({ allowSharedKeyAccess: false });
      const shared = storage.client(name, { key: await storage.key(name) });

      expect(await refusal(shared.getContainerClient('mine').create())).toEqual({
        status: 403,
        code: 'KeyBasedAuthenticationNotPermitted',
      });
      await storage.client(name).getContainerClient('mine').create();
    });
  });

  it('an account that is closed to the public is reached through a private endpoint only', async () => {
    const network = `${group}/providers/Microsoft.Network`;
    const make = async (id: string, properties: object) => {
      await storage.arm('PUT', `${id}?api-version=2023-11-01`, { location: 'eastus', properties });
      await storage.settled(id);
    };
    const name = await storage.account({ publicNetworkAccess: 'Disabled' });
    const mine = storage.client(name).getContainerClient('mine');

    expect(await refusal(mine.create())).toEqual({ status: 403, code: 'AuthorizationFailure' });
    await make(`${network}/virtualNetworks/services`, {
      addressSpace: { addressPrefixes: ['10.1.0.0/22'] },
      subnets: [{ name: 'endpoints', properties: { addressPrefix: '10.1.0.0/24' } }],
    });
    const accountId = `${group}/providers/Microsoft.Storage/storageAccounts/${name}`;
    await make(`${network}/privateEndpoints/store`, {
      subnet: { id: `${network}/virtualNetworks/services/subnets/endpoints` },
      privateLinkServiceConnections: [
        { name: 'store', properties: { privateLinkServiceId: accountId, groupIds: ['blob'] } },
      ],
    });

    await mine.create();
    const token = (await storage.credential.getToken('storage'))?.token;
    const called = { authorization: `Bearer ${token}`, 'x-ms-version': '2023-11-03' };
    const elsewhere = { [subnetHeader]: `${network}/virtualNetworks/others/subnets/master` };
    expect(await get(mine.getBlobClient('x').url, called)).toBe('404 BlobNotFound');
    expect(await get(mine.getBlobClient('x').url, { ...called, ...elsewhere })).toBe('403 AuthorizationFailure');
  });

  it('an account that denies by default lets in the subnets of its rules', async () => {
    const network = `${group}/providers/Microsoft.Network/virtualNetworks/vnet`;
    const subnet = `${network}/subnets/master`;
    await storage.arm('PUT', `${network}?api-version=2023-11-01`, {
      location: 'eastus',
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/22'] },
        subnets: [
          {
            name: 'master',
            properties: { addressPrefix: '10.0.0.0/23', serviceEndpoints: [{ service: 'Microsoft.Storage' }] },
          },
        ],
      },
    });
    await storage.settled(network);
    const rules = { defaultAction: 'Deny', virtualNetworkRules: [{ id: subnet, action: 'Allow' }] };
    account = await storage.account({ networkAcls: rules });
    await storage.client(account).getContainerClient(containerName).create();
    await blobOf().upload('ignition', 8);
    const url = await signedUrl();

    expect(await get(url, { [subnetHeader]: subnet })).toBe('ignition');
    expect(await get(url, { [subnetHeader]: `${network}/subnets/worker` })).toBe('403 AuthorizationFailure');
  });
});
