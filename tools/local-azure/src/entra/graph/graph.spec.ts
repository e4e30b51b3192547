import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seconds } from '@aro-rp/time';
import { createFakeClock } from '@aro-rp/testing';
import { ClientCertificateCredential, ClientSecretCredential } from '@azure/identity';
import { createTestContext, type TestContext } from '../../host/testing.ts';
import { createEntraServer, type EntraServer } from '../index.ts';
import { cluster, customer, otherCustomer, resourceProvider, type SeededApplication } from '../principals.ts';
import { homeTenant, otherTenant } from '../tenants.ts';

type Json = Record<string, unknown>;

describe('Microsoft Graph', () => {
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

  const secretOf = (clientId: string) => entra.directory.application(clientId)?.passwords[0]?.value ?? '';
  const tokenFor = async (
    { clientId }: Pick<SeededApplication, 'clientId'>,
    tenantId = homeTenant,
    audience = entra.origin,
    secret = secretOf(clientId),
  ) => {
    const options = { authorityHost: entra.origin, disableInstanceDiscovery: true };
    const credential = new ClientSecretCredential(tenantId, clientId, secret, options);
    return (await credential.getToken(`${audience}/.default`)).token;
  };
  const send = async (method: string, path: string, body?: unknown, token?: string) => {
    const bearer = token ?? (await tokenFor(customer));
    const response = await fetch(path.startsWith('https:') ? path : `${entra.origin}/v1.0${path}`, {
      method,
      headers: { ...(bearer && { authorization: `Bearer ${bearer}` }), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as Json };
  };
  const values = ({ body }: { body: Json }) => body['value'] as Json[];
  const byAppId = (appId: string) => `?$filter=${encodeURIComponent(`appId eq '${appId}'`)}`;
  const makeApplication = async (displayName: string) => {
    const { body } = await send('POST', '/applications', { displayName });
    return { id: String(body['id']), appId: String(body['appId']) };
  };
  const refused = (status: number, code: string) => ({ status, body: { error: { code } } });

  describe('the way of az aro create', () => {
    it('an application with a password and a service principal gets tokens at once', async () => {
      const { id, appId } = await makeApplication('aro-x');
      const before = await send('GET', `/servicePrincipals${byAppId(appId)}`);

      const password = await send('POST', `/applications/${id}/addPassword`);
      const principal = await send('POST', '/servicePrincipals', { appId });
      const token = await tokenFor(
        { clientId: appId },
        homeTenant,
        'https://management.azure.com',
        String(password.body['secretText']),
      );

      expect(values(before)).toEqual([]);
      expect(password.status).toBe(200);
      expect(principal).toMatchObject({
        status: 201,
        body: { appId, displayName: 'aro-x', servicePrincipalNames: [appId] },
      });
      expect(await context.tokens.verify(token, ['https://management.azure.com'])).toMatchObject({
        claims: { appid: appId, oid: principal.body['id'] },
      });
    });

    it('finds the first-party application by its id', async () => {
      const [found] = values(await send('GET', `/servicePrincipals${byAppId(resourceProvider.clientId)}`));

      expect(found).toMatchObject({ id: resourceProvider.objectIds[homeTenant], appDisplayName: 'resource-provider' });
    });
  });

  describe('applications', () => {
    it('are found by id, by application id, by name and by the beginning of a name', async () => {
      const { id, appId } = await makeApplication('orchard');
      const name = (filter: string) => send('GET', `/applications?$filter=${encodeURIComponent(filter)}`);

      const answers = await Promise.all([
        name(`appId eq '${appId.toUpperCase()}'`),
        name("displayName eq 'orchard'"),
        name("startswith(displayName,'orch')"),
      ]);

      expect(answers.map((answer) => values(answer).map((one) => one['id']))).toEqual([[id], [id], [id]]);
      expect((await send('GET', `/applications/${id}`)).body).toMatchObject({ id, appId, passwordCredentials: [] });
      expect((await send('GET', `/applications(appId='${appId}')?$select=id`)).body).toEqual({
        '@odata.context': `${entra.origin}/v1.0/$metadata#applications/$entity`,
        id,
      });
    });

    it('are changed member by member, and gone with their service principal when deleted', async () => {
      const { id, appId } = await makeApplication('short-lived');
      await send('POST', '/servicePrincipals', { appId });
      const password = await send('POST', `/applications/${id}/addPassword`);

      const patched = await send('PATCH', `/applications/${id}`, { identifierUris: ['api://short'], tags: ['a'] });
      await send('PATCH', `/applications/${id}`, { displayName: 'renamed' });
      const [found] = values(
        await send('GET', "/servicePrincipals?$filter=servicePrincipalNames/any(c:c eq 'api://short')"),
      );
      const deleted = await send('DELETE', `/applications/${id}`);

      expect(patched.status).toBe(204);
      expect(found).toMatchObject({ appId, displayName: 'renamed', servicePrincipalNames: [appId, 'api://short'] });
      expect(deleted.status).toBe(204);
      expect(await send('GET', `/applications/${id}`)).toMatchObject(refused(404, 'Request_ResourceNotFound'));
      expect(values(await send('GET', `/servicePrincipals${byAppId(appId)}`))).toEqual([]);
      await expect(
        tokenFor({ clientId: appId }, homeTenant, entra.origin, String(password.body['secretText'])),
      ).rejects.toThrow('AADSTS700016');
    });

    it('show a password’s secret once, and stop accepting it when it is removed', async () => {
      const { id, appId } = await makeApplication('with-passwords');
      await send('POST', '/servicePrincipals', { appId });
      const made = await send('POST', `/applications/${id}/addPassword`, {
        passwordCredential: {
          displayName: 'rbac',
          startDateTime: '2020-01-01T00:00:00Z',
          endDateTime: '2099-01-01T00:00:00Z',
        },
      });
      const { keyId, secretText } = made.body as { keyId: string; secretText: string };
      const shown = (await send('GET', `/applications/${id}`)).body['passwordCredentials'];

      const removed = await send('POST', `/applications/${id}/removePassword`, { keyId });
      const again = await send('POST', `/applications/${id}/removePassword`, { keyId });

      expect(shown).toEqual([
        {
          customKeyIdentifier: null,
          displayName: 'rbac',
          startDateTime: '2020-01-01T00:00:00.000Z',
          endDateTime: '2099-01-01T00:00:00.000Z',
          hint: secretText.slice(0, 3),
          keyId,
          secretText: null,
        },
      ]);
      expect([removed.status, again.status]).toEqual([204, 400]);
      await expect(tokenFor({ clientId: appId }, homeTenant, entra.origin, secretText)).rejects.toThrow(
        'AADSTS7000215',
      );
    });

    it('sign in with the certificates of their key credentials, until these are taken away', async () => {
      const { id, appId } = await makeApplication('with-certificates');
      await send('POST', '/servicePrincipals', { appId });
      const { privateKey, certificate } = await context.certificates.issue({
        ...{ commonName: 'with-certificates', usage: 'client', keyType: 'RSA' },
      });
      const signIn = () =>
        new ClientCertificateCredential(
          homeTenant,
          appId,
          { certificate: `${privateKey}\n${certificate}` },
          { authorityHost: entra.origin, disableInstanceDiscovery: true },
        ).getToken(`${entra.origin}/.default`);
      const key = new X509Certificate(certificate).raw.toString('base64');
      const credential = { type: 'AsymmetricX509Cert', usage: 'Verify', key };

      await expect(signIn()).rejects.toThrow('AADSTS700027');
      expect((await send('PATCH', `/applications/${id}`, { keyCredentials: [credential] })).status).toBe(204);
      const [shown] = (await send('GET', `/applications/${id}`)).body['keyCredentials'] as Json[];
      expect(shown).toMatchObject({ type: 'AsymmetricX509Cert', usage: 'Verify', key: null });
      await send('PATCH', `/applications/${id}`, { keyCredentials: [shown] });
      expect((await signIn()).token).toBeTruthy();
      await send('PATCH', `/applications/${id}`, { keyCredentials: [] });
      await expect(signIn()).rejects.toThrow('AADSTS700027');
    });

    it.each([
      ['no name', {}],
      ['an empty name', { displayName: '' }],
      ['a property that there is not', { displayName: 'x', colour: 'red' }],
      ['a list that is none', { displayName: 'x', tags: 'a' }],
      ['key credentials without a key', { displayName: 'x', keyCredentials: [{}] }],
      ['an unknown audience', { displayName: 'x', signInAudience: 'Everybody' }],
    ])('are refused with %s', async (_, body) => {
      expect(await send('POST', '/applications', body)).toMatchObject(refused(400, 'Request_BadRequest'));
    });

    it('are refused when the body is no JSON object', async () => {
      for (const body of ['{', '[]', '"x"'])
        expect(await send('POST', '/applications', body)).toMatchObject(refused(400, 'BadRequest'));
    });
  });

  describe('service principals', () => {
    it('are one per application and tenant', async () => {
      expect(await send('POST', '/servicePrincipals', { appId: cluster.clientId })).toMatchObject(
        refused(409, 'Request_MultipleObjectsWithSameKeyValue'),
      );
    });

    it('need an application of this tenant, or of every tenant', async () => {
      const other = await tokenFor(otherCustomer, otherTenant);
      const { appId } = await makeApplication('not for others');
      const shared = await send('POST', '/applications', {
        displayName: 'shared',
        signInAudience: 'AzureADMultipleOrgs',
      });

      expect(await send('POST', '/servicePrincipals', { appId }, other)).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringContaining('does not reference a valid application object') } },
      });
      expect((await send('POST', '/servicePrincipals', { appId: shared.body['appId'] }, other)).status).toBe(201);
    });

    it('that are deleted get no token, and their earlier ones open nothing here', async () => {
      const { id, appId } = await makeApplication('deleted');
      const secret = String((await send('POST', `/applications/${id}/addPassword`)).body['secretText']);
      const principal = await send('POST', '/servicePrincipals', { appId });
      const token = await tokenFor({ clientId: appId }, homeTenant, entra.origin, secret);

      const deleted = await send('DELETE', `/servicePrincipals/${String(principal.body['id'])}`);

      expect(deleted.status).toBe(204);
      expect(await send('GET', '/servicePrincipals', undefined, token)).toMatchObject(
        refused(403, 'Authorization_IdentityNotFound'),
      );
      await expect(tokenFor({ clientId: appId }, homeTenant, entra.origin, secret)).rejects.toThrow('AADSTS700016');
    });

    it('that are not enabled get no token', async () => {
      const { id, appId } = await makeApplication('disabled');
      const secret = String((await send('POST', `/applications/${id}/addPassword`)).body['secretText']);
      await send('POST', '/servicePrincipals', { appId, accountEnabled: false });

      await expect(tokenFor({ clientId: appId }, homeTenant, entra.origin, secret)).rejects.toThrow('AADSTS7000112');
    });
  });

  describe('rights', () => {
    const own = `/servicePrincipals${byAppId(cluster.clientId)}`;

    it('let a service principal without a role read itself and nothing else', async () => {
      const token = await tokenFor(cluster);

      expect(values(await send('GET', own, undefined, token))).toMatchObject([{ appId: cluster.clientId }]);
      expect((await send('GET', `/servicePrincipals/${cluster.objectIds[homeTenant]}`, undefined, token)).status).toBe(
        200,
      );
      for (const path of [
        '/servicePrincipals',
        `/servicePrincipals${byAppId(resourceProvider.clientId)}`,
        `/servicePrincipals${byAppId('none')}`,
        `/servicePrincipals/${customer.objectIds[homeTenant]}`,
        '/servicePrincipals/none',
        '/applications',
      ])
        expect({ path, ...(await send('GET', path, undefined, token)) }).toMatchObject({
          path,
          ...refused(403, 'Authorization_RequestDenied'),
        });
    });

    it('let the resource provider read in each tenant, and write nowhere', async () => {
      const token = await tokenFor(resourceProvider, otherTenant);

      const unknown = await send('GET', own, undefined, token);

      expect(values(unknown)).toEqual([]);
      expect(
        values(await send('GET', `/servicePrincipals${byAppId(otherCustomer.clientId)}`, undefined, token)),
      ).toHaveLength(1);
      expect(await send('POST', '/applications', { displayName: 'x' }, token)).toMatchObject(
        refused(403, 'Authorization_RequestDenied'),
      );
    });

    it('come with a role, in tokens that are given out after it', async () => {
      const { id, appId } = await makeApplication('reader');
      const secret = String((await send('POST', `/applications/${id}/addPassword`)).body['secretText']);
      await send('POST', '/servicePrincipals', { appId });
      const before = await tokenFor({ clientId: appId }, homeTenant, entra.origin, secret);

      await entra.directory.setAppRoles(homeTenant, appId, ['Application.Read.All']);

      const after = await tokenFor({ clientId: appId }, homeTenant, entra.origin, secret);
      expect((await send('GET', '/applications', undefined, before)).status).toBe(403);
      expect((await send('GET', '/applications', undefined, after)).status).toBe(200);
    });

    it('end at the tenant: what another has is unknown', async () => {
      const { id } = await makeApplication('ours');
      const token = await tokenFor(otherCustomer, otherTenant);

      expect(await send('DELETE', `/applications/${id}`, undefined, token)).toMatchObject(
        refused(404, 'Request_ResourceNotFound'),
      );
    });
  });

  it.each(['https://graph.microsoft.com', '00000003-0000-0000-c000-000000000000'])(
    'takes tokens for %s',
    async (audience) => {
      expect(
        (await send('GET', '/applications', undefined, await tokenFor(customer, homeTenant, audience))).status,
      ).toBe(200);
    },
  );

  it('challenges a caller without a good token for Graph', async () => {
    for (const token of ['', 'x', await tokenFor(customer, homeTenant, 'https://management.azure.com')]) {
      const answer = await send('GET', '/applications', undefined, token || ' ');
      expect(answer).toMatchObject(refused(401, 'InvalidAuthenticationToken'));
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
    }
  });

  it('pages through a list, each once, also when one goes meanwhile', async () => {
    const made = await Promise.all(Array.from({ length: 5 }, (_, index) => makeApplication(`paged-${index}`)));
    const seen: unknown[] = [];
    let next: unknown = "/applications?$top=2&$filter=startswith(displayName,'paged-')&$select=id";
    for (let page = 0; next !== undefined && page < 9; page++) {
      const answer = await send('GET', String(next));
      seen.push(...values(answer).map((one) => one['id']));
      if (page === 0) await send('DELETE', `/applications/${String(seen[0])}`);
      next = answer.body['@odata.nextLink'];
    }

    expect(seen.toSorted()).toEqual(made.map(({ id }) => id).toSorted());
  });

  it.each([
    ['GET', '/users', 400, 'BadRequest'],
    ['GET', '/applications?$orderby=displayName', 400, 'Request_UnsupportedQuery'],
    ['GET', '/applications?$top=0', 400, 'Request_UnsupportedQuery'],
    ['PUT', '/applications', 405, 'Request_BadRequest'],
    ['POST', '/servicePrincipals/x/addPassword', 400, 'BadRequest'],
    ['GET', '/applications/%E0%A4%A', 400, 'BadRequest'],
  ])('%s %s is %i %s', async (method, path, status, code) => {
    expect(await send(method, path)).toMatchObject(refused(status, code));
  });
});

describe('the directory', () => {
  it('of an earlier release keeps its passwords and ids, and gets what it lacks', async () => {
    await using context = await createTestContext();
    const { clientId } = resourceProvider;
    const earlier = {
      applications: [{ clientId, name: 'resource-provider', passwords: [{ value: 'secret' }], certificates: [] }],
      servicePrincipals: [{ objectId: 'o', tenantId: otherTenant, clientId }],
    };
    writeFileSync(join(context.folder('entra'), 'directory.json'), JSON.stringify(earlier));

    const entra = await createEntraServer(context, { port: 0 });
    try {
      expect(entra.directory.application(clientId)).toMatchObject({
        multiTenant: true,
        passwords: [{ value: 'secret' }],
      });
      expect(entra.directory.servicePrincipal(otherTenant, clientId)).toMatchObject({
        objectId: 'o',
        enabled: true,
        appRoles: ['Application.Read.All'],
      });
      expect(entra.directory.servicePrincipal(homeTenant, customer.clientId)).toBeDefined();
    } finally {
      await entra.close();
    }
  });

  it('keeps what was made and forgets what was deleted over a restart, seeded applications too', async () => {
    await using context = await createTestContext();
    const first = await createEntraServer(context, { port: 0 });
    const { clientId } = await first.directory.addApplication('mine', {
      multiTenant: true,
      properties: { tags: ['a'] },
    });
    await first.directory.addServicePrincipal(otherTenant, clientId, { appRoles: ['Directory.Read.All'] });
    await first.directory.addPasswordCredential(clientId, { displayName: 'one' });
    await first.directory.removeApplication(cluster.clientId);
    const before = structuredClone([
      first.directory.application(clientId),
      first.directory.servicePrincipals(otherTenant),
    ]);
    await first.close();

    const second = await createEntraServer(context, { port: 0 });
    try {
      expect([second.directory.application(clientId), second.directory.servicePrincipals(otherTenant)]).toEqual(before);
      expect(second.directory.application(cluster.clientId)).toBeUndefined();
    } finally {
      await second.close();
    }
  });

  it('makes a password wait for its delay, on the clock', async () => {
    const clock = createFakeClock();
    await using context = await createTestContext({ clock });
    const entra = await createEntraServer(context, { port: 0, passwordDelay: seconds(5) });
    try {
      const { clientId } = await entra.directory.addApplication('late');
      await entra.directory.addServicePrincipal(homeTenant, clientId);
      const { value } = await entra.directory.addPasswordCredential(clientId);
      const form = {
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: value,
        scope: `${entra.origin}/.default`,
      };
      const ask = async () =>
        (
          await fetch(`${entra.origin}/${homeTenant}/oauth2/v2.0/token`, {
            method: 'POST',
            body: new URLSearchParams(form),
          })
        ).status;

      const early = await ask();
      await clock.advance(seconds(5));

      expect([early, await ask()]).toEqual([401, 200]);
    } finally {
      await entra.close();
    }
  });
});
