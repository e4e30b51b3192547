import { randomUUID } from 'node:crypto';
import { connect } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { type Reply } from './testing/client.ts';
import { type Harness, startHarness } from './testing/harness.ts';
import {
  apiVersion,
  clusterBody,
  clusterId,
  clusterPath,
  groupPath,
  listPath,
  location,
  operationPath,
  refusal,
  subscriptionPath,
} from './testing/requests.ts';

describe('the boundary of the frontend', () => {
  let harness: Harness;
  const subscription = randomUUID();
  const place = { subscription };
  const provider = '/providers/Microsoft.RedHatOpenShift';

  beforeAll(async () => {
    harness = await startHarness();
    await harness.arm.call('PUT', subscriptionPath(subscription), { body: { state: 'Registered' } });
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  describe('callers', () => {
    it.each([
      ['GET', clusterPath(place)],
      ['PUT', clusterPath(place)],
      ['GET', '/nowhere'],
      ['GET', '/subscriptions/garbage'],
      ['TRACE', '/'],
      ['GET', '/%zz'],
      ['POST', '/healthz/ready'],
    ])('R002 refuses %s %s from anybody but ARM, before anything else is looked at', async (method, path) => {
      const stranger = await harness.azure.certificates.client('stranger');
      for (const client of [harness.client(), harness.client(stranger)]) {
        const reply = await client.call(method, path, {
          ...(method === 'PUT' && { body: '{', headers: { 'content-type': 'text/plain' } }),
        });

        expect(refusal(reply)).toBe('403 Forbidden');
        expect(reply.headers['x-ms-request-id']).toMatch(/^[0-9a-f-]{36}$/);
      }
    });

    it('R005 gives a bearer token or a forwarded certificate no right', async () => {
      const { certificate } = await harness.azure.certificates.client('arm');
      const headers = {
        authorization: 'Bearer x.y.z',
        'x-arr-clientcert': Buffer.from(certificate).toString('base64'),
        'x-forwarded-client-cert': encodeURIComponent(certificate),
      };

      expect(refusal(await harness.client().call('GET', clusterPath(place), { headers }))).toBe('403 Forbidden');
    });

    it.each(['/admin', '/admin/versions', '//ADMIN/x', `${clusterId(place)}?api-version=admin`])(
      'keeps ARM out of %s, and lets administrators through',
      async (path) => {
        const admin = harness.client(await harness.azure.certificates.client('admins'));

        expect(refusal(await harness.arm.call('GET', path))).toBe('403 Forbidden');
        expect((await admin.call('GET', path)).status).not.toBe(403);
      },
    );

    it('does not take an administrator for ARM', async () => {
      const admin = harness.client(await harness.azure.certificates.client('admins'));

      expect(refusal(await admin.call('GET', clusterPath(place)))).toBe('403 Forbidden');
      const both = `${clusterId(place)}?api-version=${apiVersion}&api-version=admin`;
      expect(refusal(await admin.call('GET', both))).toBe('403 Forbidden');
    });

    it('tells load balancers without a certificate that it is ready', async () => {
      const reply = await harness.client().call('GET', '/healthz/ready');

      expect(reply.status).toBe(200);
      expect(reply.json).toEqual({ ready: true, reasons: [] });
    });

    it('speaks no TLS before 1.2', async () => {
      const attempt = (maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
        new Promise<string>((resolve) => {
          const socket = connect(
            {
              port: harness.frontend.port,
              host: 'localhost',
              minVersion: 'TLSv1',
              maxVersion,
              ca: harness.azure.certificates.authority,
              ciphers: 'DEFAULT@SECLEVEL=0',
            },
            () => {
              resolve(socket.getProtocol() ?? 'none');
              socket.destroy();
            },
          );
          socket.on('error', () => resolve('refused'));
        });

      expect(await attempt('TLSv1.1')).toBe('refused');
      expect(await attempt('TLSv1.2')).toBe('TLSv1.2');
      expect(await attempt('TLSv1.3')).toBe('TLSv1.3');
    });
  });

  describe('every answer', () => {
    const mixed = (): [string, string][] => [
      ['GET', clusterPath(place)],
      ['GET', '/nowhere'],
      ['GET', listPath(subscription)],
      ['PATCH', clusterPath(place)],
      ['DELETE', clusterPath(place)],
      ['GET', operationPath(subscription, 'operationsstatus', randomUUID())],
    ];

    it('R020 has a request id that no other has', async () => {
      const replies: Reply[] = [];
      for (let round = 0; round < 5; round++) {
        for (const [method, path] of mixed()) replies.push(await harness.arm.call(method, path));
      }

      expect(new Set(replies.map(({ headers }) => headers['x-ms-request-id'])).size).toBe(30);
    });

    it('R021 R022 R160 says what it is: a content type with content, a date, an error body with a refusal', async () => {
      for (const [method, path] of mixed()) {
        const reply = await harness.arm.call(method, path);

        expect(Date.parse(reply.headers.date ?? '')).not.toBeNaN();
        if (reply.text !== '') expect(reply.headers['content-type']).toMatch(/^application\/json/);
        if (reply.status >= 400) {
          expect(reply.json.error).toEqual(
            expect.objectContaining({
              code: expect.stringMatching(/^[A-Z][A-Za-z]+$/) as string,
              message: expect.stringMatching(/./) as string,
            }),
          );
        }
        expect(reply.headers['x-powered-by']).toBeUndefined();
      }
    });

    it('R011 gives the client request id back when asked to, and only then', async () => {
      const ids = { 'x-ms-client-request-id': 'the-client', 'x-ms-correlation-request-id': 'the-correlation' };
      const ask = async (extra: Record<string, string>) =>
        (await harness.arm.call('GET', clusterPath(place), { headers: { ...ids, ...extra } })).headers;

      const asked = await ask({ 'x-ms-return-client-request-id': 'True' });
      const declined = await ask({ 'x-ms-return-client-request-id': 'false' });

      expect(asked['x-ms-client-request-id']).toBe('the-client');
      expect(declined['x-ms-client-request-id']).toBeUndefined();
      expect((await ask({}))['x-ms-client-request-id']).toBeUndefined();
      expect(declined['x-ms-correlation-request-id']).toBe('the-correlation');
    });

    it('R001 R006 R016 does not mind headers and parameters that it does not know', async () => {
      const headers = Object.fromEntries(Array.from({ length: 30 }, () => [`x-ms-${randomUUID()}`, randomUUID()]));

      const reply = await harness.arm.call('GET', `${clusterPath(place)}&x=1&$expand=y`, { headers });

      expect(refusal(reply)).toBe('404 ResourceNotFound');
    });

    it('R008 R009 R195 is logged with its ids, and never with a person', async () => {
      const headers = {
        'x-ms-correlation-request-id': randomUUID(),
        'x-ms-client-request-id': randomUUID(),
        'x-ms-client-principal-name': 'anna@example.com',
        'x-ms-client-object-id': 'object-of-anna',
        'x-ms-arm-resource-system-data': '{"createdBy":"anna@example.com"}',
      };
      const from = harness.lines.length;

      await harness.arm.call('DELETE', clusterPath(place), { headers });
      await harness.arm.call('GET', '/subscriptions/x', { headers });

      const lines = harness.lines.slice(from);
      expect(lines.length).toBeGreaterThanOrEqual(3);
      for (const line of lines) {
        expect(line).toContain(headers['x-ms-correlation-request-id']);
        expect(line).toContain(headers['x-ms-client-request-id']);
        expect(line).not.toContain('anna@example.com');
      }
      const record = lines.find((line) => line.includes('"audit":true'));
      expect(record).toContain('object-of-anna');
    });
  });

  describe('paths', () => {
    it.each([
      ['an unknown path', '/nowhere', '404 NotFound'],
      ['a path that goes on too far', `${clusterId(place)}/a/b/c`, '404 NotFound'],
      ['no path', '/', '404 NotFound'],
      ['an asterisk', '*', '404 NotFound'],
      ['nothing but slashes', '///', '404 NotFound'],
      ['a malformed escape', '/subscriptions/%zz', '400 InvalidRequestContent'],
      ['a subscription that is no id', clusterPath({ subscription: 'x' }), '400 InvalidSubscriptionID'],
      ['a group with a forbidden sign', clusterPath({ ...place, group: 'a%3Cb' }), '400 ResourceGroupNotFound'],
      ['a group that ends in a dot', groupPath({ ...place, group: 'a.' }), '400 ResourceGroupNotFound'],
      ['a group of 91 signs', groupPath({ ...place, group: 'a'.repeat(91) }), '400 ResourceGroupNotFound'],
      ['a group with a slash inside', groupPath({ ...place, group: 'a%2Fb' }), '400 ResourceGroupNotFound'],
      ['a name with a forbidden sign', clusterPath({ ...place, name: 'a%25b' }), '400 ResourceNotFound'],
      ['a name with a control character', clusterPath({ ...place, name: 'a%00b' }), '400 ResourceNotFound'],
      [
        'another namespace',
        `/subscriptions/${subscription}/providers/Microsoft.Other/openShiftClusters?api-version=${apiVersion}`,
        '400 InvalidResourceNamespace',
      ],
      [
        'another type',
        `/subscriptions/${subscription}${provider}/others?api-version=${apiVersion}`,
        '400 InvalidResourceType',
      ],
      ['a child type', `${clusterId(place)}/syncSets?api-version=${apiVersion}`, '400 InvalidResourceType'],
      ['a child', `${clusterId(place)}/machinePools/a?api-version=${apiVersion}`, '400 InvalidResourceType'],
      [
        'another location',
        operationPath(subscription, 'operationsstatus', randomUUID()).replace(location, 'westus'),
        '400 InvalidLocation',
      ],
      ['a malformed operation', operationPath(subscription, 'operationresults', 'x'), '400 InvalidOperationID'],
    ])('R044 R045 R049 answers %s', async (_what, path, expected) => {
      expect(refusal(await harness.arm.call('GET', path))).toBe(expected);
    });

    it.each([
      ['POST', clusterPath(place), 'GET, HEAD, PUT, PATCH, DELETE'],
      ['OPTIONS', clusterPath(place), 'GET, HEAD, PUT, PATCH, DELETE'],
      ['PUT', listPath(subscription), 'GET'],
      ['GET', subscriptionPath(subscription), 'PUT'],
      ['GET', `${clusterId(place)}/listCredentials?api-version=${apiVersion}`, 'POST'],
      ['DELETE', `${provider}/operations?api-version=${apiVersion}`, 'GET'],
    ])('R049 answers %s %s with 405 and what is allowed', async (method, path, allowed) => {
      const reply = await harness.arm.call(method, path);

      expect(refusal(reply)).toBe('405 MethodNotAllowed');
      expect(reply.headers.allow).toBe(allowed);
    });

    it('R040 R048 matches whatever the case and however many slashes lead', async () => {
      const path = clusterPath(place);

      for (const variant of [
        path.toUpperCase().replace('API-VERSION', 'api-version'),
        path.toLowerCase(),
        `/${path}`,
      ]) {
        expect(refusal(await harness.arm.call('GET', variant))).toBe('404 ResourceNotFound');
      }
    });
  });

  describe('api-version', () => {
    it.each([
      ['', '400 MissingApiVersionParameter api-version'],
      ['?api-version=', '400 MissingApiVersionParameter api-version'],
      ['?api-version=1999-01-01', '400 InvalidResourceType'],
      ['?api-version=2022-04-01-PREVIEW', '400 InvalidResourceType'],
      ['?api-version=constructor', '400 InvalidResourceType'],
      ['?api-version=2.0', '400 InvalidResourceType'],
      ['?api-version=2022-04-01&api-version=1999-01-01', '400 InvalidResourceType'],
    ])('R031 R032 R035 answers %j on a cluster', async (query, expected) => {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const body = method === 'PUT' ? { body: clusterBody(place) } : {};
        expect(refusal(await harness.arm.call(method, `${clusterId(place)}${query}`, body))).toBe(expected);
      }
    });

    it('R035 is 2.0 for a subscription, and nothing else', async () => {
      const call = (query: string) =>
        harness.arm.call('PUT', `/subscriptions/${subscription}${query}`, { body: { state: 'Registered' } });

      expect(refusal(await call(`?api-version=${apiVersion}`))).toBe('400 InvalidResourceType');
      expect(refusal(await call(''))).toBe('400 MissingApiVersionParameter api-version');
      expect((await call('?api-version=2.0')).status).toBe(200);
    });
  });

  describe('bodies', () => {
    const put = (body: string, headers: Record<string, string> = {}) =>
      harness.arm.call('PUT', clusterPath({ ...place, name: 'rejected' }), { body, headers });

    afterEach(async () => {
      const path = clusterPath({ ...place, name: 'rejected' });
      expect((await harness.arm.call('GET', path)).status).toBe(404);
    });

    it.each(['{', '', '{"a":}', 'null', '[]', '"text"', '\u0000', '{"location":"\ud800'])(
      'R069 answers the content %j with 400, and stores nothing',
      async (content) => {
        expect(refusal(await put(content))).toBe('400 InvalidRequestContent');
      },
    );

    it.each(['text/plain', 'application/xml', 'application/jsonx', 'multipart/form-data; boundary=x'])(
      'R013 answers the content type %s with 415, whatever the content',
      async (type) => {
        expect(refusal(await put('{', { 'content-type': type }))).toBe('415 UnsupportedMediaType');
      },
    );

    it('R013 answers an encoding that it cannot read with 415', async () => {
      expect(refusal(await put('x', { 'content-encoding': 'unknown' }))).toBe('415 UnsupportedMediaType');
    });

    it('answers more than 1 MiB with 400, and takes exactly 1 MiB for content', async () => {
      const body = (size: number) => `{"location":"${'x'.repeat(size - 15)}"}`;

      expect(refusal(await put(body(1_048_577)))).toBe('400 InvalidResource');
      expect(refusal(await put(body(1_048_576)))).not.toBe('400 InvalidResource');
    });

    it('answers little that unpacks to more than 1 MiB with 400', async () => {
      const packed = gzipSync(Buffer.alloc(20_000_000, ' '));
      const reply = await harness.arm.call('PUT', clusterPath({ ...place, name: 'rejected' }), {
        body: packed,
        headers: { 'content-encoding': 'gzip' },
      });

      expect(refusal(reply)).toBe('400 InvalidResource');
    });

    it('never repeats the content in a refusal', async () => {
      const reply = await put('{"properties":{"servicePrincipalProfile":{"clientSecret":"hunter2"}');

      expect(reply.text).not.toContain('hunter2');
    });
  });

  it('R210 R211 R212 lists what the provider can do', async () => {
    const reply = await harness.arm.call('GET', `${provider}/operations?api-version=${apiVersion}`);

    expect(reply.status).toBe(200);
    const { value } = reply.json as { value: { name: string }[] };
    expect(value.map(({ name }) => name)).toContain('Microsoft.RedHatOpenShift/register/action');
  });
});
