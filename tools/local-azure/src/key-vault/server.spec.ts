import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { ClientSecretCredential } from '@azure/identity';
import { CertificateClient, type CertificatePolicy } from '@azure/keyvault-certificates';
import { SecretClient } from '@azure/keyvault-secrets';
import { type Clock, systemClock } from '@aro-rp/time';
import { createEntraServer, customer, type EntraServer, homeTenant, otherTenant, services } from '../entra/index.ts';
import { createTestContext, type TestContext } from '../host/testing.ts';
import { createKeyVaultServer, type KeyVaultServer } from './index.ts';

const audience = 'https://vault.azure.net';
const options = { disableChallengeResourceVerification: true, retryOptions: { maxRetries: 2, retryDelayInMs: 1 } };
const quick = { intervalInMs: 1 };
const policy: CertificatePolicy = {
  issuerName: 'Self',
  keyType: 'EC',
  keyCurveName: 'P-256',
  subject: 'CN=rp.local',
  subjectAlternativeNames: { dnsNames: ['rp.local', 'localhost'] },
  contentType: 'application/x-pem-file',
  validityInMonths: 3,
};

describe('Key Vault', () => {
  let context: TestContext;
  let entra: EntraServer;
  let vault: KeyVaultServer;
  let secrets: SecretClient;
  let certificates: CertificateClient;
  let offset: number;
  let folder: string;

  const start = (port: number) =>
    createKeyVaultServer(
      { ...context, folder: () => folder },
      {
        port,
        authority: entra.origin,
        tenantId: homeTenant,
        mayAccess: ({ oid }, access) => oid === customer.objectIds[homeTenant] || access === 'read',
      },
    );

  beforeAll(async () => {
    const clock: Clock = { ...systemClock, now: () => systemClock.now() + offset };
    offset = 0;
    context = await createTestContext({ clock });
    entra = await createEntraServer(context, { port: 0 });
  });
  beforeEach(async () => {
    offset = 0;
    folder = mkdtempSync(join(context.dataDir, 'vault-'));
    vault = await start(0);
    const { clientId, clientSecret } = entra.endpoints as { clientId: string; clientSecret: string };
    const credential = new ClientSecretCredential(homeTenant, clientId, clientSecret, {
      authorityHost: entra.origin,
      disableInstanceDiscovery: true,
    });
    secrets = new SecretClient(vault.origin, credential, options);
    certificates = new CertificateClient(vault.origin, credential, options);
  });
  afterEach(() => vault.close());
  afterAll(async () => {
    await entra.close();
    await context.dispose();
  });

  const call = async (path: string, token?: string, init: RequestInit = {}) => {
    const response = await fetch(`${vault.origin}${path}?api-version=7.6`, {
      ...init,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        'content-type': 'application/json',
      },
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : (JSON.parse(text) as object),
    };
  };

  describe('secrets', () => {
    it('are set, read by version, listed newest first, and changed', async () => {
      const first = await secrets.setSecret('data-key', 'one', { tags: { use: 'seal' }, contentType: 'text/plain' });
      const second = await secrets.setSecret('data-key', 'two', { expiresOn: new Date('2031-01-01T00:00:00Z') });

      const { properties } = await secrets.getSecret('data-key', { version: first.properties.version ?? '' });
      const versions = [];
      for await (const one of secrets.listPropertiesOfSecretVersions('data-key')) versions.push(one.version);
      const updated = await secrets.updateSecretProperties('data-key', first.properties.version ?? '', {
        tags: { use: 'none' },
      });

      expect((await secrets.getSecret('DATA-KEY')).value).toBe('two');
      expect(properties).toMatchObject({
        name: 'data-key',
        tags: { use: 'seal' },
        contentType: 'text/plain',
        enabled: true,
      });
      expect(second.properties.expiresOn).toEqual(new Date('2031-01-01T00:00:00Z'));
      expect(versions).toEqual([second.properties.version, first.properties.version]);
      expect(updated.tags).toEqual({ use: 'none' });
    });

    it('are listed page by page, without values', async () => {
      const names = Array.from({ length: 30 }, (_, index) => `secret-${String(index).padStart(2, '0')}`);
      for (const name of names) await secrets.setSecret(name, 'x');

      const listed = [];
      for await (const one of secrets.listPropertiesOfSecrets()) listed.push(one.name);
      const { body } = await call(
        '/secrets',
        await context.token({ audience, objectId: customer.objectIds[homeTenant] ?? '' }),
      );

      expect(listed).toEqual(names);
      expect(JSON.stringify(body)).not.toContain('"value":"x"');
    });

    it('are not given out when disabled', async () => {
      const { properties } = await secrets.setSecret('off', 'x');
      await secrets.updateSecretProperties('off', properties.version ?? '', { enabled: false });

      await expect(secrets.getSecret('off')).rejects.toMatchObject({ statusCode: 403, code: 'Forbidden' });
    });

    it('are absent when they never were', async () => {
      await expect(secrets.getSecret('none')).rejects.toMatchObject({ statusCode: 404, code: 'SecretNotFound' });
    });

    it('can be recovered or purged after they were deleted, and block their name meanwhile', async () => {
      await secrets.setSecret('gone', 'x');
      const deleted = await (await secrets.beginDeleteSecret('gone', quick)).pollUntilDone();

      await expect(secrets.getSecret('gone')).rejects.toMatchObject({ statusCode: 404 });
      await expect(secrets.setSecret('gone', 'y')).rejects.toMatchObject({ statusCode: 409, code: 'Conflict' });
      expect(deleted.recoveryId).toBe(`${vault.origin}/deletedsecrets/gone`);
      await (await secrets.beginRecoverDeletedSecret('gone', quick)).pollUntilDone();
      expect((await secrets.getSecret('gone')).value).toBe('x');
      await (await secrets.beginDeleteSecret('gone', quick)).pollUntilDone();
      await secrets.purgeDeletedSecret('gone');
      expect((await secrets.setSecret('gone', 'z')).value).toBe('z');
    });

    it('are purged by themselves after 90 days', async () => {
      await secrets.setSecret('old', 'x');
      await (await secrets.beginDeleteSecret('old', quick)).pollUntilDone();
      offset = 90 * 86_400_000 + 1_000;

      const token = await context.token({ audience });

      expect((await call('/deletedsecrets/old', token)).status).toBe(404);
    });

    it.each([
      ['/secrets/a_b', { value: 'x' }, 'invalid name: a_b'],
      ['/secrets/a', {}, 'value is missing'],
      ['/secrets/a', { value: 'x'.repeat(25_601) }, 'at most 25600 bytes'],
      ['/secrets/a', { value: 'x', attributes: { exp: 'soon' } }, 'attributes.exp'],
    ])('refuse PUT %s when it is wrong', async (path, body, message) => {
      const token = await context.token({ audience, objectId: customer.objectIds[homeTenant] ?? '' });

      const refused = await call(path, token, { method: 'PUT', body: JSON.stringify(body) });

      expect(refused).toMatchObject({
        status: 400,
        body: { error: { code: 'BadParameter', message: expect.stringContaining(message) } },
      });
    });
  });

  describe('certificates', () => {
    it('are made by policy, signed by the local authority, and readable as a secret', async () => {
      const poller = await certificates.beginCreateCertificate('rp-server', policy, quick);
      const made = await poller.pollUntilDone();

      const { value, properties } = await secrets.getSecret('rp-server');
      const leaf = new X509Certificate(value ?? '');
      expect(leaf.verify(new X509Certificate(context.certificates.authority).publicKey)).toBe(true);
      expect(leaf.checkPrivateKey(createPrivateKey(value ?? ''))).toBe(true);
      expect(leaf.subjectAltName).toBe('DNS:rp.local, DNS:localhost');
      expect(Buffer.from(made.cer ?? []).equals(leaf.raw)).toBe(true);
      expect(properties).toMatchObject({ contentType: 'application/x-pem-file', version: made.properties.version });
      expect(made.policy).toMatchObject({ issuerName: 'Self', subject: 'CN=rp.local', validityInMonths: 3 });
    });

    it('are rotated by a new version; the old one stays', async () => {
      const first = await (await certificates.beginCreateCertificate('rp-server', policy, quick)).pollUntilDone();
      const second = await (await certificates.beginCreateCertificate('rp-server', policy, quick)).pollUntilDone();

      const versions = [];
      for await (const one of certificates.listPropertiesOfCertificateVersions('rp-server')) versions.push(one.version);
      const old = await certificates.getCertificateVersion('rp-server', first.properties.version ?? '');

      expect(versions).toEqual([second.properties.version, first.properties.version]);
      expect(old.properties.version).toBe(first.properties.version);
      expect((await secrets.getSecret('rp-server')).properties.version).toBe(second.properties.version);
    });

    it('are imported as PEM', async () => {
      const pair = await context.certificates.issue({ commonName: 'application', usage: 'client', keyType: 'RSA' });

      const imported = await certificates.importCertificate(
        'application',
        Buffer.from(pair.privateKey + pair.certificate),
        { policy: { issuerName: 'Unknown', contentType: 'application/x-pem-file' } },
      );

      expect(Buffer.from(imported.cer ?? []).equals(new X509Certificate(pair.certificate).raw)).toBe(true);
      expect((await secrets.getSecret('application')).value).toBe(pair.privateKey + pair.certificate);
    });

    it('are refused when the private key is another’s', async () => {
      const [one, other] = await Promise.all(
        ['a', 'b'].map((commonName) => context.certificates.issue({ commonName, usage: 'client' })),
      );

      await expect(
        certificates.importCertificate('x', Buffer.from(`${one?.privateKey}${other?.certificate}`), {
          policy: { contentType: 'application/x-pem-file' },
        }),
      ).rejects.toMatchObject({ statusCode: 400, code: 'BadParameter' });
    });

    it('are refused as PKCS #12, which is the default', async () => {
      await expect(
        certificates.beginCreateCertificate('x', { issuerName: 'Self', subject: 'CN=x' }, quick),
      ).rejects.toMatchObject({ statusCode: 400, message: expect.stringContaining('application/x-pem-file') });
    });

    it('take their secret along when they are deleted and recovered', async () => {
      await (await certificates.beginCreateCertificate('rp-server', policy, quick)).pollUntilDone();
      await expect(secrets.setSecret('rp-server', 'x')).rejects.toMatchObject({ statusCode: 403 });

      await (await certificates.beginDeleteCertificate('rp-server', quick)).pollUntilDone();
      await expect(secrets.getSecret('rp-server')).rejects.toMatchObject({ statusCode: 404 });
      await (await certificates.beginRecoverDeletedCertificate('rp-server', quick)).pollUntilDone();

      expect((await secrets.getSecret('rp-server')).value).toContain('PRIVATE KEY');
    });
  });

  describe('a caller', () => {
    it('without a token is told where to get one', async () => {
      const { status, headers } = await call('/secrets/x');

      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toBe(
        `Bearer authorization="${entra.origin}/${homeTenant}", resource="${audience}"`,
      );
    });

    it.each([
      ['for another audience', { audience: 'https://management.azure.com' }, 'AKV10022'],
      ['of another tenant', { audience, tenantId: otherTenant }, 'AKV10032'],
    ])('with a token %s is refused', async (_, request, code) => {
      const { status, body } = await call('/secrets/x', await context.token(request));

      expect(status).toBe(401);
      expect(JSON.stringify(body)).toContain(code);
    });

    it('that may only read may not write', async () => {
      const token = await context.token({ audience, objectId: services.frontend.objectIds[homeTenant] ?? '' });

      const refused = await call('/secrets/x', token, { method: 'PUT', body: '{"value":"x"}' });

      expect(refused).toMatchObject({ status: 403, body: { error: { innererror: { code: 'ForbiddenByRbac' } } } });
      expect((await call('/secrets', token)).status).toBe(200);
    });

    it('is refused, not failed, when the body is no JSON', async () => {
      const token = await context.token({ audience, objectId: customer.objectIds[homeTenant] ?? '' });

      expect(await call('/secrets/x', token, { method: 'PUT', body: '{' })).toMatchObject({ status: 400 });
    });
  });

  it('keeps everything over a restart', async () => {
    const { properties } = await secrets.setSecret('kept', 'one');
    await (await certificates.beginCreateCertificate('rp-server', policy, quick)).pollUntilDone();
    await vault.close();

    vault = await start(Number(new URL(vault.origin).port));

    expect((await secrets.getSecret('kept')).properties).toMatchObject({ version: properties.version });
    expect((await certificates.getCertificate('rp-server')).policy).toMatchObject({ subject: 'CN=rp.local' });
  });
});
