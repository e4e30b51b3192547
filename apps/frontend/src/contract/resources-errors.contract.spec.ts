import { randomUUID } from 'node:crypto';
import { seconds } from '@aro-rp/time';
import { createFakeClock } from '@aro-rp/testing';
import { type Reply } from '../testing/client.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import { clusterBody, clusterId, clusterPath, listPath, refusal, subscriptionPath } from '../testing/requests.ts';

describe('refusals', () => {
  let harness: Harness;
  const clock = createFakeClock(Date.now());
  const call = (...args: Parameters<Harness['arm']['call']>) => harness.arm.call(...args);
  /** Every kind of refusal, by its status and code. */
  const refusals = async (): Promise<Map<string, Reply>> => {
    const { subscription } = await harness.cluster();
    const there = clusterPath({ subscription });
    const busy = await harness.cluster();
    await call('DELETE', clusterPath(busy));
    const path = clusterPath({ subscription, name: 'absent' });
    const body = clusterBody({ subscription });
    const replies = [
      await harness.client().call('GET', there),
      await call('GET', '/nothing'),
      await call('GET', clusterId({ subscription })),
      await call('GET', there.replace('2022-04-01', '1999-01-01')),
      await call('GET', clusterPath({ subscription: 'x' })),
      await call('GET', path),
      await call('POST', there, { body: {} }),
      await call('PUT', there, { body: '{' }),
      await call('PUT', there, { body: 'x', headers: { 'content-type': 'text/plain' } }),
      await call('PUT', there, { body: { ...body, odd: 1 } }),
      await call('PUT', there, { body: { ...body, location: 'westeurope' } }),
      await call('PUT', path, { body: { ...body, location: 'westeurope' } }),
      await call('PUT', there, { body, headers: { 'if-match': '"no"' } }),
      await call('PUT', clusterPath(busy), { body: clusterBody(busy) }),
      await call('PUT', clusterPath({ subscription: randomUUID() }), { body }),
      await call('PUT', there, { body: 'x'.repeat(1_048_577) }),
      await broken(() => call('GET', there)),
    ];
    return new Map(replies.map((reply) => [refusal(reply), reply]));
  };
  const broken = async (work: () => Promise<Reply>): Promise<Reply> => {
    const action = { kind: 'status', status: 500, message: 'the disk of cosmos-internal-7 is full' } as const;
    harness.azure.faults.add({ service: 'cosmos', path: '/colls/OpenShiftClusters/', times: 100, action });
    const answered = await work();
    harness.azure.faults.clear();
    return answered;
  };

  beforeAll(async () => {
    harness = await startHarness({ clock, parts: { requestLimits: { burst: 20, perSecond: 2 } } });
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  it('R160 R161 R165 each has an error with a code in Pascal case and a message, and the status of its kind', async () => {
    const found = await refusals();

    expect([...found.keys()].map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual([
      '403 Forbidden',
      '404 NotFound',
      '400 MissingApiVersionParameter',
      '400 InvalidResourceType',
      '400 InvalidSubscriptionID',
      '404 ResourceNotFound',
      '405 MethodNotAllowed',
      '400 InvalidRequestContent',
      '415 UnsupportedMediaType',
      '400 InvalidRequestContent',
      '400 PropertyChangeNotAllowed',
      '400 InvalidParameter',
      '412 PreconditionFailed',
      '409 RequestNotAllowed',
      '400 InvalidSubscriptionState',
      '400 InvalidResource',
      '503 ServiceUnavailable',
    ]);
    for (const { json, headers } of found.values()) {
      const { code, message, ...rest } = json.error as Record<string, unknown>;
      expect(Object.keys(json)).toEqual(['error']);
      expect(code).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(String(message).length).toBeGreaterThan(20);
      expect(['target', 'details']).toEqual(expect.arrayContaining(Object.keys(rest)));
      expect(headers['content-type']).toMatch(/^application\/json/);
    }
  });

  it('R162 tells all values at fault at once, each where it is in the body', async () => {
    const subscription = await harness.subscription();
    const body = clusterBody({ subscription });
    body.location = 'westeurope';
    body.properties.networkProfile.podCidr = 'x';
    body.properties.masterProfile.vmSize = 'Tiny';

    const { error } = (await call('PUT', clusterPath({ subscription }), { body })).json as {
      error: { message: string; details: { code: string; message: string; target: string }[] };
    };

    const targets = ['location', 'properties.networkProfile.podCidr', 'properties.masterProfile.vmSize'];
    expect(error.details.map(({ target }) => target).sort()).toEqual(targets.sort());
    for (const target of targets) expect(error.message).toContain(target);
    for (const { code, message } of error.details)
      expect([code, message]).toEqual([expect.any(String), expect.any(String)]);
  });

  it('R163 shows no stack, no host of ours and no secret, whatever goes wrong', async () => {
    const subscription = await harness.subscription();
    const body = clusterBody({ subscription });
    const secret = 'hidden-7f3a';
    const wrong = [
      { clusterProfile: { ...body.properties.clusterProfile, pullSecret: `no json ${secret}` } },
      { clusterProfile: { ...body.properties.clusterProfile, pullSecret: { auths: secret } } },
      { servicePrincipalProfile: { clientId: 'none', clientSecret: [secret] } },
      { servicePrincipalProfile: { clientId: 'none', clientSecret: secret.repeat(1_000) } },
      { servicePrincipalProfile: secret },
    ];
    const replies = [...(await refusals()).values()];
    for (const properties of wrong) {
      const all = { ...body, properties: { ...body.properties, ...properties } };
      const reply = await call('PUT', clusterPath({ subscription }), { body: all });
      expect(reply.status).toBe(400);
      replies.push(reply);
    }

    for (const { text } of replies) {
      expect(text).not.toMatch(/cosmos|127\.0\.0\.1|node_modules|\.ts:\d+|\n\s+at /i);
      expect(text).not.toContain(secret);
    }
  });

  it('R164 what may be tried again says when, and nothing else does', async () => {
    for (const [text, { headers }] of await refusals()) {
      const mayBeTriedAgain = /^(408|429|5\d\d) /.test(text);
      expect([text, headers['retry-after']]).toEqual([
        text,
        mayBeTriedAgain ? (expect.stringMatching(/^[1-9]\d*$/) as string) : undefined,
      ]);
    }
  });

  it('R164 R218 a subscription that asks too often is 429 until it has waited, and disturbs no other', async () => {
    const [subscription, other] = [await harness.subscription(), await harness.subscription()];
    const path = listPath(subscription);
    const burst = await Promise.all(Array.from({ length: 25 }, () => call('GET', path)));

    const refused = burst.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(5);
    expect(refused.map(refusal)).toEqual(Array<string>(5).fill('429 ThrottlingLimitExceeded'));
    expect(refused.map(({ headers }) => headers['retry-after'])).toEqual(Array<string>(5).fill('1'));
    expect((await call('GET', listPath(other))).status).toBe(200);
    expect((await call('PUT', subscriptionPath(subscription), { body: { state: 'Registered' } })).status).toBe(200);
    await clock.advance(seconds(1));
    expect((await call('GET', path)).status).toBe(200);
  });

  it('R218 a write that was refused for coming too often has left no trace', async () => {
    const subscription = await harness.subscription();
    for (let i = 0; i < 20; i++) await call('GET', listPath(subscription));

    const reply = await call('PUT', clusterPath({ subscription }), { body: clusterBody({ subscription }) });

    expect(refusal(reply)).toBe('429 ThrottlingLimitExceeded');
    await clock.advance(seconds(1));
    expect((await call('GET', listPath(subscription))).json).toEqual({ value: [] });
  });
});
