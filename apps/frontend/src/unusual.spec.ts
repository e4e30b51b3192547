import { randomUUID } from 'node:crypto';
import { type RawReply, sendRaw } from './testing/raw.ts';
import { type Harness, startHarness } from './testing/harness.ts';
import { apiVersion, listPath, subscriptionPath } from './testing/requests.ts';

describe('requests that no client of ARM sends', () => {
  let harness: Harness;
  let asArm: (text: string) => Promise<RawReply>;
  let asStranger: (text: string) => Promise<RawReply>;
  const list = listPath('00000000-0000-4000-8000-000000000001');

  beforeAll(async () => {
    harness = await startHarness();
    const arm = await harness.azure.certificates.client('arm');
    const { authority } = harness.azure.certificates;
    asArm = (text) => sendRaw(harness.frontend.port, authority, arm, text);
    asStranger = (text) => sendRaw(harness.frontend.port, authority, undefined, text);
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  const get = (target: string, ...headers: string[]) =>
    [`GET ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, '', ''].join('\r\n');

  const refusal = ({ status, body }: RawReply) => {
    const { error } = JSON.parse(body) as { error: { code: string; message: string } };
    expect(error.message).toMatch(/./);
    return `${status} ${error.code}`;
  };

  const absolute = ['https://[::1/', 'http://[/', 'http://', 'https://%00', 'ftp://h:x/y', 'http://a:99999999/'];

  it.each(absolute)('R020 R160 answers the target %s as any other', async (target) => {
    const reply = await asArm(get(target));

    expect(refusal(reply)).toBe('404 NotFound');
    expect(reply.head).toMatch(/\r\nx-ms-request-id: [0-9a-f-]{36}\r\n/);
    expect(reply.head).toMatch(/\r\nContent-Type: application\/json/);
  });

  it.each([...absolute, '*', '/x#y'])('R002 refuses the target %s from a stranger', async (target) => {
    expect(refusal(await asStranger(get(target)))).toBe('403 Forbidden');
  });

  it('takes an absolute target for its path, and leaves a fragment out', async () => {
    expect((await asArm(get(`https://elsewhere.example${list}`))).body).toBe('{"value":[]}');
    expect((await asArm(get(`${list}#fragment`))).body).toBe('{"value":[]}');
  });

  it('R001 does not mind an expectation that it does not know, or a missing host', async () => {
    expect((await asArm(get(list, 'Expect: the-unexpected'))).status).toBe(200);
    expect((await asArm(get(list).replace('Host: localhost\r\n', ''))).status).toBe(200);
  });

  it.each([
    ['a target without a slash', 'GET subscriptions HTTP/1.1\r\n\r\n', '400 BadRequest'],
    ['a method that does not exist', 'FETCH / HTTP/1.1\r\n\r\n', '400 BadRequest'],
    ['a header that is none', get('/', ' : x'), '400 BadRequest'],
    ['two lengths', get('/', 'Content-Length: 1', 'Content-Length: 2'), '400 BadRequest'],
    ['headers that are too large', get('/', `x-large: ${'x'.repeat(70_000)}`), '431 RequestHeadersTooLarge'],
    ['a tunnel', get('localhost:443').replace('GET', 'CONNECT'), '405 MethodNotAllowed'],
  ])('R020 R160 R161 refuses %s in its own words', async (_what, text, expected) => {
    for (const reply of [await asArm(text), await asStranger(text)]) {
      expect(refusal(reply)).toBe(expected);
      expect(reply.head).toMatch(/\r\nx-ms-request-id: [0-9a-f-]{36}\r\n/);
    }
  });

  it('says nothing behind an answer that has begun', async () => {
    const reply = await asArm(`${get('/healthz/ready').replace('Connection: close\r\n', '')}FETCH / HTTP/1.1\r\n\r\n`);

    expect(reply.head).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(reply.body).toMatch(/^\{"ready":true,"reasons":\[\]\}HTTP\/1\.1 400 Bad Request/);
  });

  it('R069 answers a body that breaks off once, whether it waits for it or not', async () => {
    const chunked = ['Content-Type: application/json', 'Transfer-Encoding: chunked'];
    const broken = `${get(subscriptionPath(randomUUID()), ...chunked).replace('GET', 'PUT')}zz\r\n`;

    expect(refusal(await asArm(broken))).toBe('400 BadRequest');
    expect(refusal(await asStranger(broken))).toBe('403 Forbidden');
  });

  it('finds the api-version of an absolute target', async () => {
    expect(refusal(await asStranger(get('https://x/y?api-version=admin')))).toBe('403 Forbidden');
    expect(refusal(await asArm(get(`https://x${list.replace(apiVersion, '1999-01-01')}`)))).toBe(
      '400 InvalidResourceType',
    );
  });
});
