import { randomUUID } from 'node:crypto';
import { type SubscriptionStore } from '@aro-rp/database';
import { createFakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { type Reply } from '../testing/client.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import { sendRaw } from '../testing/raw.ts';
import { clusterBody, clusterPath, listPath, operationPath, refusal, subscriptionPath } from '../testing/requests.ts';

describe('answers in general', () => {
  let harness: Harness;
  let subscription: string;

  beforeAll(async () => {
    harness = await startHarness();
    ({ subscription } = await harness.cluster());
  });
  afterEach(() => harness.azure.faults.clear());
  afterAll(() => harness[Symbol.asyncDispose]());

  /** One of each kind of answer: with and without content, refusals of every stage. */
  async function ofEveryKind(): Promise<Reply[]> {
    const path = clusterPath({ subscription });
    const absent = { subscription, name: 'absent' };
    const { call } = harness.arm;
    const replies = [
      await call('GET', path),
      await call('HEAD', path),
      await call('GET', listPath(subscription)),
      await call('DELETE', clusterPath(absent)),
      await call('GET', clusterPath(absent)),
      await call('HEAD', clusterPath(absent)),
      await call('GET', '/nowhere'),
      await call('POST', path),
      await call('GET', listPath('garbage')),
      await call('PUT', path, { body: '{' }),
      await call('PUT', path, { body: 'x', headers: { 'content-type': 'text/plain' } }),
      await call('PUT', path, { body: '{}', headers: { 'if-none-match': '*' } }),
      await call('GET', path.replace('2022-04-01', '1999-01-01')),
      await call('GET', operationPath(subscription, 'operationsstatus', randomUUID())),
      await call('PUT', subscriptionPath(subscription), { body: { state: 'Registered' } }),
      await harness.client().call('GET', path),
      await harness.client().call('GET', '/healthz/ready'),
    ];
    const action = { kind: 'status', status: 500 } as const;
    harness.azure.faults.add({ service: 'cosmos', path: '/colls/OpenShiftClusters/', times: 100, action });
    replies.push(await call('GET', path));
    harness.azure.faults.clear();
    return replies;
  }

  it('R020 gives each a request id that no other has, where nothing is found and where something breaks', async () => {
    const replies = (await Promise.all(Array.from({ length: 6 }, ofEveryKind))).flat();

    expect(new Set(replies.map(({ headers }) => headers['x-ms-request-id'])).size).toBe(replies.length);
    expect(replies.length).toBeGreaterThanOrEqual(100);
    for (const { headers } of replies) expect(headers['x-ms-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  }, 120_000);

  it('R021 R022 says what the content is, and when', async () => {
    const replies = await ofEveryKind();

    expect(new Set(replies.map(({ status }) => status))).toEqual(
      new Set([200, 204, 400, 403, 404, 405, 412, 415, 503]),
    );
    for (const { text, headers } of replies) {
      expect(headers['content-type']).toBe(text === '' ? undefined : 'application/json; charset=utf-8');
      expect(headers.date).toMatch(/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/);
    }
  });

  it('R026 redirects nobody', async () => {
    const replies = [
      ...(await ofEveryKind()),
      await harness.arm.call('GET', `${clusterPath({ subscription }).replace('?', '/?')}`),
      await harness.arm.call('GET', `//${listPath(subscription)}`),
      await harness.arm.call('GET', '/healthz/../x'),
    ];

    expect(replies.filter(({ status, headers }) => (status >= 300 && status < 400) || headers.location)).toEqual([]);
  });

  it('R025 takes content in chunks', async () => {
    const place = { subscription: await harness.subscription() };
    const text = JSON.stringify(clusterBody(place));
    const chunks = (text.match(/.{1,300}/gs) ?? []).map((one) => `${one.length.toString(16)}\r\n${one}\r\n`);
    const head = [
      `PUT ${clusterPath(place)} HTTP/1.1`,
      'Host: localhost',
      'Connection: close',
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    ];
    const arm = await harness.azure.certificates.client('arm');

    const { status } = await sendRaw(
      harness.frontend.port,
      harness.azure.certificates.authority,
      arm,
      `${head.join('\r\n')}\r\n\r\n${chunks.join('')}0\r\n\r\n`,
    );

    expect(status).toBe(201);
  });

  it('R024 keeps a page of the largest clusters there can be far below 8 MB', async () => {
    const full = await harness.subscription();
    const value = 'ü'.repeat(225);
    const tags = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`tag-${index}`, value]));
    const put = async (index: number) => {
      const place = { subscription: full, name: `cluster-${index}` };
      return (await harness.arm.call('PUT', clusterPath(place), { body: { ...clusterBody(place), tags } })).status;
    };
    const statuses: number[] = [];
    for (let from = 0; from < 110; from += 10) {
      statuses.push(...(await Promise.all(Array.from({ length: 10 }, (_, index) => put(from + index)))));
    }
    expect(new Set(statuses)).toEqual(new Set([201]));

    const reply = await harness.arm.call('GET', `${listPath(full)}&$top=1000000`);

    expect(reply.json.value).toHaveLength(100);
    expect(reply.json.nextLink).toContain('$skipToken=');
    expect(Buffer.byteLength(reply.text)).toBeLessThan(4_000_000);
  }, 120_000);

  it('R023 answers within the minute with 503 when what it needs never comes', async () => {
    let asked = Promise.withResolvers<void>();
    const silence: SubscriptionStore['get'] = () => {
      asked.resolve();
      return new Promise(() => undefined);
    };
    const clock = createFakeClock(Date.now());
    const parts = { subscriptions: { get: silence, put: () => silence('') as never } };
    await using slow = await startHarness({ clock, parts });
    const place = { subscription: randomUUID() };
    for (const [method, body] of [['PUT', clusterBody(place)], ['DELETE'], ['POST']] as const) {
      const path = method === 'POST' ? clusterPath(place).replace('?', '/listCredentials?') : clusterPath(place);
      const replying = slow.arm.call(method, path, body ? { body } : {});
      await asked.promise;
      asked = Promise.withResolvers<void>();

      await clock.advance(seconds(59));

      const reply = await replying;
      expect([method, refusal(reply)]).toEqual([method, '503 ServiceUnavailable']);
      expect(reply.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    }
  }, 120_000);
});
