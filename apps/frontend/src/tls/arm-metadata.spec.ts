import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { type AddressInfo } from 'node:net';
import { createTestContext, type TestContext } from '@aro-rp/local-azure';
import { systemClock } from '@aro-rp/time';
import { armMetadata } from './arm-metadata.ts';

describe('armMetadata', () => {
  let context: TestContext;
  let server: Server;
  let origin: string;
  let answer: { status: number; type: string; body: string; location?: string };
  let asked: string[];

  beforeAll(async () => {
    context = await createTestContext();
    const { certificate, privateKey } = context.certificates.server;
    server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
      asked.push(request.url ?? '');
      const { status, type, body, location } = answer;
      response.writeHead(status, { 'content-type': type, ...(location !== undefined && { location }) }).end(body);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    asked = [];
    answer = { status: 200, type: 'application/json; charset=utf-8', body: '{"clientCertificates":[]}' };
  });
  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await context.dispose();
  });

  const read = () => armMetadata(`${origin}/metadata/authentication`, systemClock)(new AbortController().signal);

  it('reads the list from the documented version of the endpoint', async () => {
    const certificate = { thumbprint: 'AB', notBefore: '2020-01-01', notAfter: '2030-01-01', certificate: 'AAAA' };
    answer.body = JSON.stringify({ clientCertificates: [certificate] });

    expect(await read()).toEqual([certificate]);
    expect(asked).toEqual(['/metadata/authentication?api-version=2015-01-01']);
  });

  it.each([
    ['another status', { status: 500 }],
    ['a redirect', { status: 302, location: 'https://localhost/' }],
    ['another content type', { type: 'text/html' }],
    ['no JSON', { body: 'x' }],
    ['no list', { body: '{"clientCertificates":{}}' }],
    ['an entry without a thumbprint', { body: '{"clientCertificates":[{"notBefore":"","notAfter":""}]}' }],
  ])('refuses %s', async (_what, part) => {
    Object.assign(answer, part);

    await expect(read()).rejects.toThrow();
  });
});
