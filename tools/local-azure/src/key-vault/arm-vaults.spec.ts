import { CertificateClient } from '@azure/keyvault-certificates';
import { SecretClient } from '@azure/keyvault-secrets';
import { type TokenCredential } from '@azure/core-auth';
import { ClientSecretCredential } from '@azure/identity';
import { type ArmWithServices, startArmWithServices } from '../host/testing-arm.ts';

const secretsUser = '4633458b-17de-408a-b874-0445c86b69e6';
const secretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7';
const certificatesOfficer = 'a4417e6f-fecd-4de8-b567-7b0420556985';
const options = { disableChallengeResourceVerification: true, retryOptions: { maxRetries: 2, retryDelayInMs: 1 } };

describe('Vaults of Azure Resource Manager', () => {
  let under: ArmWithServices;
  let n = 0;

  beforeAll(async () => {
    under = await startArmWithServices(['key-vault']);
  });
  afterAll(() => under[Symbol.asyncDispose]());

  const properties = (more: object = {}) => ({
    tenantId: under.azure.endpoints.tenantId,
    sku: { family: 'A', name: 'standard' },
    accessPolicies: [],
    enableRbacAuthorization: true,
    ...more,
  });
  const body = (more: object = {}) => ({ location: 'eastus', properties: properties(more) });
  const idOf = (name: string) => `${under.group}/providers/Microsoft.KeyVault/vaults/${name}`;
  const vault = async (more: object = {}) => {
    const name = `vault-${n++}`;
    const made = await under.make(idOf(name), body(more));
    return { name, id: idOf(name), url: (made['properties'] as { vaultUri: string }).vaultUri };
  };
  /** One of our services' principals, which has no role until it is given one. */
  const principal = (name: string): { credential: TokenCredential; oid: string } => {
    const { endpoints } = under.azure;
    const { clientId = '', clientSecret = '' } = endpoints.identities?.[name] ?? {};
    const known = under.azure.entra.directory.servicePrincipals(endpoints.tenantId ?? '');
    return {
      credential: new ClientSecretCredential(endpoints.tenantId ?? '', clientId, clientSecret, {
        authorityHost: endpoints.authorityHost ?? '',
        disableInstanceDiscovery: true,
      }),
      oid: known.find((one) => one.clientId === clientId)?.objectId ?? '',
    };
  };
  const secrets = (url: string, { credential }: { credential: TokenCredential }) =>
    new SecretClient(url, credential, options);
  const forbidden = (inner: string) => ({ statusCode: 403, message: expect.stringContaining(inner) });

  it('have secrets of their own, which owners of the subscription do not see without a role', async () => {
    const [one, other] = [await vault(), await vault()];
    const backend = principal('backend');
    await under.assign(one.id, secretsOfficer, backend.oid);
    await under.assign(other.id, secretsOfficer, backend.oid);

    await secrets(one.url, backend).setSecret('data-key', 'first');
    await secrets(other.url, backend).setSecret('data-key', 'second');

    expect((await secrets(one.url, backend).getSecret('data-key')).value).toBe('first');
    expect((await secrets(other.url, backend).getSecret('data-key')).value).toBe('second');
    await expect(secrets(one.url, under).getSecret('data-key')).rejects.toMatchObject(
      forbidden('Microsoft.KeyVault/vaults/secrets/getSecret/action'),
    );
    expect(one.url).not.toBe(under.azure.keyVault.origin);
  });

  it('let a reader of one secret read that one, and neither another nor the list', async () => {
    const { id, url } = await vault();
    const [backend, mirror] = [principal('backend'), principal('mirror')];
    await under.assign(id, secretsOfficer, backend.oid);
    for (const name of ['data-key', 'other']) await secrets(url, backend).setSecret(name, name);

    const take = await under.assign(`${id}/secrets/data-key`, secretsUser, mirror.oid);

    expect((await secrets(url, mirror).getSecret('data-key')).value).toBe('data-key');
    const versions = [];
    for await (const { version } of secrets(url, mirror).listPropertiesOfSecretVersions('data-key'))
      versions.push(version);
    expect(versions).toHaveLength(1);
    await expect(secrets(url, mirror).getSecret('other')).rejects.toMatchObject(forbidden('secrets/other'));
    await expect(secrets(url, mirror).setSecret('data-key', 'x')).rejects.toMatchObject(forbidden('setSecret'));
    await expect(secrets(url, mirror).listPropertiesOfSecrets().next()).rejects.toMatchObject({ statusCode: 403 });
    await take();
    await expect(secrets(url, mirror).getSecret('data-key')).rejects.toMatchObject(forbidden('getSecret'));
  });

  it('let one who makes certificates make them, and read no secret', async () => {
    const { id, url } = await vault();
    const backend = principal('backend');
    await under.assign(id, certificatesOfficer, backend.oid);
    const client = new CertificateClient(url, backend.credential, options);

    const poller = await client.beginCreateCertificate(
      'rp-server',
      { issuerName: 'Self', subject: 'CN=rp.local', contentType: 'application/x-pem-file' },
      { intervalInMs: 1 },
    );

    expect((await poller.pollUntilDone()).name).toBe('rp-server');
    await expect(secrets(url, backend).getSecret('rp-server')).rejects.toMatchObject(forbidden('getSecret'));
  });

  it('are at the same address with the same secrets after restarts of either service', async () => {
    const { name, id, url } = await vault();
    const backend = principal('backend');
    await under.assign(id, secretsOfficer, backend.oid);
    await secrets(url, backend).setSecret('data-key', 'value');

    await under.azure.restart('key-vault');
    await under.azure.restart('arm');

    expect(under.azure.keyVault.vaultUri(name)).toBe(url);
    expect((await secrets(url, backend).getSecret('data-key')).value).toBe('value');
  });

  it('come back with all that is in them when they are recovered, also when their group was deleted', async () => {
    const { name, id, url } = await vault({ enablePurgeProtection: true });
    const backend = principal('backend');
    await under.assign(id, secretsOfficer, backend.oid);
    await secrets(url, backend).setSecret('data-key', 'value');

    await under.remove(under.group);
    await under.ok('PUT', under.group, { location: 'eastus' });

    const subscription = under.group.split('/resourceGroups')[0] ?? '';
    const deleted = `${subscription}/providers/Microsoft.KeyVault/locations/eastus/deletedVaults/${name}`;
    expect((await under.ok('GET', deleted))['properties']).toMatchObject({ vaultId: id, purgeProtectionEnabled: true });
    const list = await under.ok('GET', `${subscription}/providers/Microsoft.KeyVault/deletedVaults`);
    expect((list['value'] as { name: string }[]).map((one) => one.name)).toContain(name);
    expect((await under.send('POST', `${deleted}/purge`)).status).toBe(400);
    expect(await under.send('PUT', id, body())).toMatchObject({
      status: 409,
      body: { error: { code: 'ConflictError' } },
    });
    await expect(secrets(url, backend).getSecret('data-key')).rejects.toThrow();

    await under.make(id, body({ createMode: 'recover' }));
    await under.assign(id, secretsOfficer, backend.oid);

    expect((await secrets(url, backend).getSecret('data-key')).value).toBe('value');
    expect((await under.send('GET', deleted)).status).toBe(404);
  });

  it('are empty when they were purged and made again', async () => {
    const { name, id, url } = await vault();
    const backend = principal('backend');
    await under.assign(id, secretsOfficer, backend.oid);
    await secrets(url, backend).setSecret('data-key', 'value');
    await under.remove(id);
    const subscription = under.group.split('/resourceGroups')[0] ?? '';

    await under.ok('POST', `${subscription}/providers/Microsoft.KeyVault/locations/eastus/deletedVaults/${name}/purge`);
    const made = await under.make(id, body());
    await under.assign(id, secretsOfficer, backend.oid);

    const { vaultUri } = made['properties'] as { vaultUri: string };
    await expect(secrets(vaultUri, backend).getSecret('data-key')).rejects.toMatchObject({ statusCode: 404 });
  });

  it('that are closed to the public are reached through a private endpoint only', async () => {
    const { id, url } = await vault({ publicNetworkAccess: 'Disabled' });
    const backend = principal('backend');
    await under.assign(id, secretsOfficer, backend.oid);
    const network = `${under.group}/providers/Microsoft.Network`;

    await expect(secrets(url, backend).setSecret('a', 'b')).rejects.toMatchObject(forbidden('approved private link'));
    await under.make(`${network}/virtualNetworks/services`, {
      location: 'eastus',
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [{ name: 'endpoints', properties: { addressPrefix: '10.0.0.0/24' } }],
      },
    });
    await under.make(`${network}/privateEndpoints/vault`, {
      location: 'eastus',
      properties: {
        subnet: { id: `${network}/virtualNetworks/services/subnets/endpoints` },
        privateLinkServiceConnections: [
          { name: 'vault', properties: { privateLinkServiceId: id, groupIds: ['vault'] } },
        ],
      },
    });

    expect((await secrets(url, backend).setSecret('a', 'b')).value).toBe('b');
  });

  it('are refused what Azure refuses', async () => {
    const { name, id } = await vault({ enablePurgeProtection: true, softDeleteRetentionInDays: 30 });
    const refusals: [string, Record<string, unknown>][] = [
      ['purge protection', { enablePurgeProtection: false }],
      ['soft delete', { enableSoftDelete: false }],
      ['softDeleteRetentionInDays', { softDeleteRetentionInDays: 31 }],
      ['Access policies', { enableRbacAuthorization: false }],
      ['tenant', { tenantId: 'none' }],
      ['SKU', { sku: { family: 'B', name: 'standard' } }],
    ];

    for (const [what, more] of refusals) {
      const answer = await under.send('PUT', id, body(more));
      expect([answer.status, JSON.stringify(answer.body)]).toEqual([400, expect.stringContaining(what)]);
    }
    expect((await under.make(id, body()))['properties']).toMatchObject({
      enablePurgeProtection: true,
      softDeleteRetentionInDays: 30,
    });
    await under.ok('PUT', under.group.replace('things', 'others'), { location: 'eastus' });
    const taken = await under.send('PUT', id.replace('things', 'others'), body());
    expect(taken).toMatchObject({ status: 409, body: { error: { code: 'VaultAlreadyExists' } } });
    for (const wrong of ['ab', 'a--b', '1abc', 'abc-', 'x'.repeat(25)])
      expect((await under.send('PUT', id.replace(name, wrong), body())).body).toMatchObject({
        error: { code: 'VaultNameNotValid' },
      });
  });
});
