import { createPrivateKey, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toInstant } from '@aro-rp/time';
import { ClientCertificateCredential, ClientSecretCredential } from '@azure/identity';
import { createRemoteJWKSet, jwtVerify, SignJWT } from 'jose';
import { createTestContext, type TestContext } from '../host/testing.ts';
import { createEntraServer, type EntraServer } from './index.ts';
import { cluster, customer, otherCustomer, resourceProvider, services } from './principals.ts';
import { homeTenant, otherTenant } from './tenants.ts';

const arm = 'https://management.azure.com';

describe('Entra ID', () => {
  let context: TestContext;
  let entra: EntraServer;

  beforeAll(async () => {
    context = await createTestContext();
    entra = await createEntraServer(context, { port: 0 });
  });
  afterAll(async () => {
    await entra.close();
    await context.dispose();
  });

  const sdk = () => ({ authorityHost: entra.origin, disableInstanceDiscovery: true });
  const secretOf = (clientId: string) => entra.directory.application(clientId)?.passwords[0]?.value ?? '';
  const post = async (path: string, form: Record<string, string>) => {
    const response = await fetch(`${entra.origin}/${path}`, { method: 'POST', body: new URLSearchParams(form) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const client = (more: Record<string, string> = {}) => ({
    grant_type: 'client_credentials',
    client_id: customer.clientId,
    client_secret: secretOf(customer.clientId),
    scope: `${arm}/.default`,
    ...more,
  });

  it('gives the SDK a token by secret that the verifier accepts', async () => {
    const credential = new ClientSecretCredential(homeTenant, customer.clientId, secretOf(customer.clientId), sdk());

    const { token } = await credential.getToken(`${arm}/.default`);

    expect(await context.tokens.verify(token, [`${arm}/`])).toEqual({
      claims: {
        tid: homeTenant,
        oid: customer.objectIds[homeTenant],
        appid: customer.clientId,
        aud: arm,
        iss: `https://sts.windows.net/${homeTenant}/`,
      },
    });
  });

  it('gives the SDK a token by certificate', async () => {
    const pair = await context.certificates.issue({ commonName: 'backend', usage: 'client', keyType: 'RSA' });
    const { clientId } = services.backend;
    await entra.directory.addCertificate(clientId, pair.certificate);
    const certificatePath = join(context.dataDir, 'backend.pem');
    writeFileSync(certificatePath, pair.privateKey + pair.certificate);

    const credential = new ClientCertificateCredential(homeTenant, clientId, { certificatePath }, sdk());
    const { token } = await credential.getToken('https://vault.azure.net/.default');

    expect(await context.tokens.verify(token, ['https://vault.azure.net'])).toMatchObject({
      claims: { appid: clientId },
    });
  });

  it('knows the first-party application in both tenants, each with its own principal', async () => {
    const { clientId, objectIds } = resourceProvider;
    const principals = await Promise.all(
      [homeTenant, otherTenant].map(async (tenantId) => {
        const credential = new ClientSecretCredential(tenantId, clientId, secretOf(clientId), sdk());
        const verdict = await context.tokens.verify((await credential.getToken(`${arm}/.default`)).token, [arm]);
        return 'claims' in verdict ? [verdict.claims.tid, verdict.claims.oid] : verdict.fault;
      }),
    );

    expect(principals).toEqual([
      [homeTenant, objectIds[homeTenant]],
      [otherTenant, objectIds[otherTenant]],
    ]);
  });

  it('publishes the keys that its tokens are signed with', async () => {
    const { body } = await post(`${homeTenant}/oauth2/v2.0/token`, client());
    const discovery = await fetch(`${entra.origin}/${homeTenant}/v2.0/.well-known/openid-configuration`);
    const { jwks_uri: keys } = (await discovery.json()) as { jwks_uri: string };

    const { payload } = await jwtVerify(String(body['access_token']), createRemoteJWKSet(new URL(keys)));

    expect(payload).toMatchObject({ ver: '1.0', idtyp: 'app', appidacr: '1', sub: customer.objectIds[homeTenant] });
    expect((payload.exp ?? 0) - (payload.nbf ?? 0)).toBe(3_900);
  });

  it('serves az under /adfs: discovery, and a scope that ends in two slashes keeps the one of the resource', async () => {
    const discovery = await fetch(`${entra.origin}/adfs/.well-known/openid-configuration`);
    const { token_endpoint: endpoint } = (await discovery.json()) as { token_endpoint: string };
    entra.addResource('https://localhost:8443');

    const { status, body } = await post(
      endpoint.slice(entra.origin.length + 1),
      client({ scope: 'https://localhost:8443//.default', client_info: '1' }),
    );

    expect({ status, expires: body['expires_in'] }).toEqual({ status: 200, expires: 3_600 });
    expect(await context.tokens.verify(String(body['access_token']), ['https://localhost:8443'])).toMatchObject({
      claims: { aud: 'https://localhost:8443/', tid: homeTenant },
    });
  });

  it('answers version 1 with texts and the resource', async () => {
    const { scope: _, ...form } = client({ resource: `${arm}/` });

    const { status, body } = await post(`${homeTenant}/oauth2/token?api-version=1.0`, form);

    expect(status).toBe(200);
    expect(body).toMatchObject({ expires_in: '3600', resource: `${arm}/`, expires_on: expect.stringMatching(/^\d+$/) });
  });

  it('answers instance discovery with its own host', async () => {
    const asked = encodeURIComponent(`${entra.origin}/${homeTenant}/oauth2/v2.0/authorize`);
    const response = await fetch(
      `${entra.origin}/common/discovery/instance?api-version=1.1&authorization_endpoint=${asked}`,
    );

    expect(await response.json()).toMatchObject({
      tenant_discovery_endpoint: `${entra.origin}/${homeTenant}/v2.0/.well-known/openid-configuration`,
    });
  });

  it.each([
    ['a tenant that it does not know', 'not-a-tenant', {}, 400, 'invalid_request', 90002],
    ['an application that it does not know', homeTenant, { client_id: 'no' }, 400, 'unauthorized_client', 700016],
    [
      'another tenant’s application',
      homeTenant,
      { client_id: otherCustomer.clientId },
      400,
      'unauthorized_client',
      700016,
    ],
    ['a wrong secret', homeTenant, { client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
    ['another application’s secret', homeTenant, { client_id: cluster.clientId }, 401, 'invalid_client', 7000215],
    ['an unknown resource', homeTenant, { scope: 'https://none/.default' }, 400, 'invalid_resource', 500011],
    ['a scope that is not .default', homeTenant, { scope: `${arm}/user` }, 400, 'invalid_scope', 1002012],
    ['another grant', homeTenant, { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    ['no client', homeTenant, { client_id: '' }, 400, 'invalid_request', 900144],
    ['an assertion that is no JWT', homeTenant, { client_assertion: 'x' }, 401, 'invalid_client', 50027],
  ])('refuses %s', async (_, tenant, more, status, error, code) => {
    const refused = await post(`${tenant}/oauth2/v2.0/token`, client(more as Record<string, string>));

    expect(refused).toMatchObject({
      status,
      body: { error, error_codes: [code], error_description: expect.stringContaining(`AADSTS${code}: `) },
    });
  });

  it('refuses a request without a proof', async () => {
    const { client_secret: _, ...form } = client();

    expect(await post(`${homeTenant}/oauth2/v2.0/token`, form)).toMatchObject({
      status: 401,
      body: { error_codes: [7000218] },
    });
  });

  it('refuses a body that is too large', async () => {
    expect((await post(`${homeTenant}/oauth2/v2.0/token`, { scope: 'x'.repeat(2_000_000) })).status).toBe(413);
  });

  it('refuses a secret that has ended', async () => {
    const secret = await entra.directory.addPassword(customer.clientId, toInstant(Date.now() - 1));

    const { body } = await post(`${homeTenant}/oauth2/v2.0/token`, client({ client_secret: secret }));

    expect(body['error_codes']).toEqual([7000222]);
  });

  describe('judges a client assertion', () => {
    const assert = async (options: { registered?: boolean; audience?: string; expires?: string; subject?: string }) => {
      const pair = await context.certificates.issue({ commonName: 'x', usage: 'client', keyType: 'RSA' });
      const { clientId } = services.frontend;
      if (options.registered ?? true) await entra.directory.addCertificate(clientId, pair.certificate);
      const x5t = Buffer.from(new X509Certificate(pair.certificate).fingerprint.replaceAll(':', ''), 'hex');
      const jwt = await new SignJWT({})
        .setProtectedHeader({ alg: 'RS256', x5t: x5t.toString('base64url') })
        .setIssuer(options.subject ?? clientId)
        .setSubject(options.subject ?? clientId)
        .setAudience(options.audience ?? `${entra.origin}/${homeTenant}/oauth2/token`)
        .setExpirationTime(options.expires ?? '10m')
        .sign(createPrivateKey(pair.privateKey));
      const { status, body } = await post(`${homeTenant}/oauth2/v2.0/token`, {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: jwt,
        scope: `${arm}/.default`,
      });
      return status === 200 ? 'token' : body['error_codes'];
    };

    it.each([
      ['that is in order with RS256', {}, 'token'],
      ['by a certificate that is not registered', { registered: false }, [700027]],
      ['for another audience', { audience: 'https://elsewhere' }, [700023]],
      ['that has ended', { expires: '-10m' }, [700024]],
      ['of another application', { subject: customer.clientId }, [700021]],
    ])('%s', async (_, options, expected) => {
      expect(await assert(options)).toEqual(expected);
    });
  });

  it('keeps keys, applications and passwords over a restart', async () => {
    const before = entra.endpoints;
    const { body } = await post(`${homeTenant}/oauth2/v2.0/token`, client());
    const { clientId } = await entra.directory.addApplication('mine');
    await entra.directory.addServicePrincipal(homeTenant, clientId);
    const secret = await entra.directory.addPassword(clientId);
    await entra.close();

    entra = await createEntraServer(context, { port: Number(new URL(entra.origin).port) });

    expect(entra.endpoints).toEqual(before);
    expect(await context.tokens.verify(String(body['access_token']), [arm])).toHaveProperty('claims');
    const again = await post(`${homeTenant}/oauth2/v2.0/token`, client({ client_id: clientId, client_secret: secret }));
    expect(again.status).toBe(200);
  });
});
