import { randomUUID } from 'node:crypto';
import { connect } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { type Harness, startHarness } from './testing/harness.ts';
import {
  apiVersion,
  clusterId,
  clusterPath,
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

  describe('paths', () => {
    it.each([
      ['an unknown path', '/nowhere', '404 NotFound'],
      ['a path that goes on too far', `${clusterId(place)}/a/b/c`, '404 NotFound'],
      ['no path', '/', '404 NotFound'],
      ['an asterisk', '*', '404 NotFound'],
      ['nothing but slashes', '///', '404 NotFound'],
      ['a malformed escape', '/subscriptions/%zz', '400 InvalidRequestContent'],
      ['a subscription that is no id', clusterPath({ subscription: 'x' }), '400 InvalidSubscriptionID'],
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
    ])('answers %s', async (_what, path, expected) => {
      expect(refusal(await harness.arm.call('GET', path))).toBe(expected);
    });
  });

  describe('bodies', () => {
    const put = (body: string, headers: Record<string, string> = {}) =>
      harness.arm.call('PUT', clusterPath({ ...place, name: 'rejected' }), { body, headers });

    afterEach(async () => {
      const path = clusterPath({ ...place, name: 'rejected' });
      expect((await harness.arm.call('GET', path)).status).toBe(404);
    });

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
});
