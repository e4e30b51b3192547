import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { createTestContext, type KeyPair, type TestContext } from '@aro-rp/local-azure';
import { Secret } from '@aro-rp/telemetry';
import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { hours, minutes } from '@aro-rp/time';
import { createClient, type TestClient } from '../testing/client.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import { clusterBody, clusterId, clusterPath, listPath, refusal, subscriptionPath } from '../testing/requests.ts';
import { type ArmCertificate } from '../tls/arm-metadata.ts';

describe('who is trusted', () => {
  const place = { subscription: '00000000-0000-4000-8000-000000000001' };
  const provider = '/providers/Microsoft.RedHatOpenShift';
  let clock: FakeClock;
  let other: TestContext;
  let harness: Harness;
  let arm: TestClient;
  let listed: KeyPair[];
  let served: { version: string; pem: Secret };

  beforeAll(async () => {
    clock = createFakeClock(Date.now());
    other = await createTestContext();
    listed = [await other.certificates.client('arm')];
    served = { version: '1', pem: pemOf(other.certificates.server) };
    harness = await startHarness({
      clock,
      certificate: { read: async () => served },
      parts: { armCertificates: async () => listed.map(entry), certificateInterval: minutes(10) },
    });
    await clock.advance(minutes(0));
    arm = client(listed[0]);
  });
  afterAll(async () => {
    arm[Symbol.dispose]();
    await harness[Symbol.asyncDispose]();
    await other.dispose();
  });

  const pemOf = ({ certificate, privateKey }: KeyPair) => new Secret(`${certificate}\n${privateKey}`);
  const client = (identity?: KeyPair) => createClient(harness.frontend.port, other.certificates.authority, identity);
  const entry = ({ certificate }: KeyPair): ArmCertificate => {
    const { fingerprint, raw } = new X509Certificate(certificate);
    const [notBefore, notAfter] = ['2020-01-01T00:00:00Z', '2099-01-01T00:00:00Z'];
    return { thumbprint: fingerprint.replaceAll(':', ''), notBefore, notAfter, certificate: raw.toString('base64') };
  };

  it.each([
    ['GET', clusterPath(place)],
    ['PUT', clusterPath(place)],
    ['PATCH', clusterPath(place)],
    ['DELETE', clusterPath(place)],
    ['POST', clusterPath(place).replace('?', '/listCredentials?')],
    ['GET', `${clusterId(place)}?api-version=garbage`],
    ['GET', listPath('garbage')],
    ['PUT', subscriptionPath(place.subscription)],
    ['GET', `${provider}/operations?api-version=2022-04-01`],
    ['GET', '/nowhere'],
    ['TRACE', '/%zz'],
    ['POST', '/healthz/ready'],
  ])('R002 R179 refuses %s %s from anybody but ARM with 403, before anything of it is judged', async (method, path) => {
    const stranger = await other.certificates.client('stranger');
    for (const identity of [undefined, stranger]) {
      using anybody = client(identity);
      const wrong = { body: '{', headers: { 'content-type': 'text/plain', 'x-ms-client-app-id': 'arm' } };

      const reply = await anybody.call(method, path, method.startsWith('P') ? wrong : {});

      expect(refusal(reply)).toBe('403 Forbidden');
      expect(reply.headers['x-ms-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('R002 does not read the content of a stranger', async () => {
    using stranger = client();
    const body = Buffer.alloc(2_000_000, ' ');

    const reply = await stranger.call('PUT', clusterPath(place), { body }).catch(({ code }: { code: string }) => code);

    expect(typeof reply === 'string' ? reply : refusal(reply)).toMatch(/^(403 Forbidden|EPIPE|ECONNRESET)$/);
  });

  it('R002 says 403 to ARM for nothing, whatever is wrong', async () => {
    const body = clusterBody(place);
    const replies = [
      await arm.call('GET', '/nowhere'),
      await arm.call('GET', listPath('garbage')),
      await arm.call('GET', clusterPath(place)),
      await arm.call('PUT', clusterPath(place), { body }),
      await arm.call('PUT', clusterPath(place), { body: '{' }),
      await arm.call('DELETE', listPath(place.subscription)),
      await arm.call('GET', clusterPath(place).replace('2022-04-01', '1999-01-01')),
    ];

    expect(replies.map(({ status }) => status)).toEqual([404, 400, 404, 400, 400, 405, 400]);
  });

  it('R005 gives neither a token nor a forwarded certificate any right', async () => {
    using anybody = client();
    const { certificate } = listed[0] as KeyPair;
    const claims = Buffer.from('{"appid":"arm","roles":["Owner"]}').toString('base64url');
    const headers = {
      authorization: `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`,
      'x-arr-clientcert': Buffer.from(certificate).toString('base64'),
      'x-forwarded-client-cert': encodeURIComponent(certificate),
      'x-client-cert': encodeURIComponent(certificate),
    };

    expect(refusal(await anybody.call('GET', clusterPath(place), { headers }))).toBe('403 Forbidden');
    expect(refusal(await arm.call('GET', clusterPath(place), { headers }))).toBe('404 ResourceNotFound');
  });

  it('R002 lets administrators in by authority and common name, where the path or the api-version is theirs', async () => {
    const { certificates } = harness.azure;
    using admin = client(await certificates.issue({ commonName: 'admins', usage: 'client' }));
    using namesake = client(await other.certificates.issue({ commonName: 'admins', usage: 'client' }));
    using colleague = client(await certificates.issue({ commonName: 'admin', usage: 'client' }));
    const forAdmins = `${clusterId(place)}?api-version=admin`;

    expect((await admin.call('GET', forAdmins)).status).not.toBe(403);
    expect((await admin.call('GET', '/admin/versions')).status).not.toBe(403);
    expect(refusal(await admin.call('GET', clusterPath(place)))).toBe('403 Forbidden');
    for (const one of [namesake, colleague, arm]) {
      expect(refusal(await one.call('GET', forAdmins))).toBe('403 Forbidden');
      expect(refusal(await one.call('GET', '/ADMIN/versions'))).toBe('403 Forbidden');
    }
  });

  it('R002 shows administrators a cluster with all that versions can say, and lets them set nothing of it', async () => {
    const { certificates } = harness.azure;
    using admin = client(await certificates.issue({ commonName: 'admins', usage: 'client' }));
    const owned = { subscription: '00000000-0000-4000-8000-000000000002' };
    await arm.call('PUT', subscriptionPath(owned.subscription), { body: { state: 'Registered' } });
    await arm.call('PUT', clusterPath(owned), { body: clusterBody(owned) });
    await harness.end(owned, { provisioningState: 'Succeeded' });
    const path = `${clusterId(owned)}?api-version=admin`;
    const customers = await arm.call('GET', clusterPath(owned));

    const shown = await admin.call('GET', path);
    const listed = await admin.call('GET', listPath(owned.subscription).replace(/=.*/, '=admin'));
    const changed = await admin.call('PATCH', path, { body: { tags: { a: 'b' } } });
    const made = await admin.call('PUT', path.replace('/cluster?', '/other?'), { body: clusterBody(owned) });

    expect([shown.status, listed.json.value]).toEqual([200, [shown.json]]);
    expect(shown.json).toMatchObject(customers.json);
    expect(shown.text).not.toMatch(/clientSecret|pullSecret|bWFkZTp1cA/);
    expect([changed.status, made.status]).toEqual([400, 400]);
    expect((await arm.call('GET', clusterPath(owned))).headers.etag).toBe(customers.headers.etag);
  });

  it('R002 follows the certificates that ARM lists within the hour, both ways', async () => {
    const next = await other.certificates.client('arm-next');
    using successor = client(next);
    expect(refusal(await successor.call('GET', clusterPath(place)))).toBe('403 Forbidden');

    listed.push(next);
    await clock.advance(hours(1));
    const both = [await arm.call('GET', clusterPath(place)), await successor.call('GET', clusterPath(place))];
    const first = listed.shift() as KeyPair;
    await clock.advance(hours(1));
    const afterwards = [await arm.call('GET', clusterPath(place)), await successor.call('GET', clusterPath(place))];
    listed.unshift(first);
    await clock.advance(hours(1));

    expect(both.map(refusal)).toEqual(Array(2).fill('404 ResourceNotFound'));
    expect(afterwards.map(refusal)).toEqual(['403 Forbidden', '404 ResourceNotFound']);
    expect(refusal(await arm.call('GET', clusterPath(place)))).toBe('404 ResourceNotFound');
  });

  it('R002 shows a new certificate of its own without a restart, and serves on over connections that exist', async () => {
    const shown = () =>
      new Promise<string>((resolve, reject) => {
        const { port } = harness.frontend;
        const socket = connect({ host: 'localhost', port, rejectUnauthorized: false }, () => {
          resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? 'none');
          socket.destroy();
        });
        socket.on('error', reject);
      });
    const fingerprint = ({ certificate }: KeyPair) => new X509Certificate(certificate).fingerprint256;
    expect(await shown()).toBe(fingerprint(other.certificates.server));

    served = { version: '2', pem: pemOf(harness.azure.certificates.server) };
    await clock.advance(minutes(10));

    expect(await shown()).toBe(fingerprint(harness.azure.certificates.server));
    expect(refusal(await arm.call('GET', clusterPath(place)))).toBe('404 ResourceNotFound');
  });
});
