import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import { type AddressInfo } from 'node:net';
import { createTestContext, type TestContext, trust } from '@aro-rp/local-azure';
import { silentLog } from '@aro-rp/telemetry';
import { type Clock, type Duration, seconds, systemClock } from '@aro-rp/time';
import { createAzure } from './azure.ts';

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: object;
}

let context: TestContext;
let server: Server;
let endpoint: string;
let script: (request: { method: string; path: string; n: number }) => Answer;
let asked: string[];

beforeAll(async () => {
  context = await createTestContext();
  trust(context.certificates.authority);
  const { certificate, privateKey } = context.certificates.server;
  server = createServer({ cert: certificate, key: privateKey }, ({ method = '', url = '' }, response) => {
    const [path = ''] = url.split('?');
    asked.push(`${method} ${path}`);
    const { status, headers, body } = script({ method, path, n: asked.length });
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body && JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  endpoint = `https://localhost:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => void (asked = []));
afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await context.dispose();
});

/** An action, on a clock on which only pauses take time. @param onSleep before each pause */
function act(options: { signal?: AbortSignal; onSleep?(): void } = {}) {
  const { signal = new AbortController().signal, onSleep } = options;
  const slept: Duration[] = [];
  const clock: Clock = {
    ...systemClock,
    monotonic: () => slept.reduce<number>((sum, one) => sum + one, 0),
    async sleep(duration, given) {
      onSleep?.();
      given?.throwIfAborted();
      slept.push(duration);
    },
  };
  const credentialFor = () => ({
    getToken: async () => ({ token: 'token', expiresOnTimestamp: systemClock.now() + seconds(3_000) }),
  });
  const azure = createAzure({ armEndpoint: endpoint, credentialFor, clock, log: silentLog, callTimeout: seconds(10) });
  const { resources } = azure.subscription({ identity: 'service', subscriptionId: 's' });
  return { slept, result: resources.post('/registry/generateCredentials', '2023-07-01', { name: 'n' }, { signal }) };
}

const accepted = (headers: Record<string, string> = {}): Answer => ({
  status: 202,
  headers: { location: `${endpoint}/results/1`, ...headers },
});

describe('an action that Azure only accepts', () => {
  it('is followed to its result, at the pace that Azure asks for', async () => {
    script = ({ n }) =>
      n === 1 ? accepted({ 'retry-after': '3' }) : n === 2 ? { status: 202 } : { status: 200, body: { secret: 's' } };

    const { slept, result } = act();

    expect(await result).toEqual({ secret: 's' });
    expect(asked).toEqual(['POST /registry/generateCredentials', 'GET /results/1', 'GET /results/1']);
    expect(slept).toEqual([3_000, 1_000]);
  });

  it('is asked for where Azure says next', async () => {
    script = ({ path, n }) =>
      path === '/results/2' ? { status: 200 } : accepted(n === 1 ? {} : { location: `${endpoint}/results/2` });

    await act().result;

    expect(asked.slice(1)).toEqual(['GET /results/1', 'GET /results/2']);
  });

  it('is given up after a minute, and may be repeated', async () => {
    script = () => accepted({ 'retry-after': '60' });

    const { slept, result } = act();

    await expect(result).rejects.toMatchObject({ kind: 'transient', code: 'ActionNotOver', identity: 'service' });
    await expect(result).rejects.toMatchObject({ retryAfterMs: 60_000 });
    expect(slept).toEqual([60_000]);
    expect(asked).toHaveLength(2);
  });

  it('is asked for when a date says so, but not later than a minute after it was begun', async () => {
    const inSeconds = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toUTCString();
    script = ({ n }) =>
      n < 4 ? accepted({ date: inSeconds(0), 'retry-after': inSeconds(25) }) : { status: 200, body: { secret: 's' } };

    const { slept, result } = act();

    expect(await result).toEqual({ secret: 's' });
    expect(slept).toEqual([25_000, 25_000, 10_000]);
  });

  it("ends with the caller's own reason in the middle of a pause", async () => {
    script = () => accepted();
    const stop = new AbortController();
    const reason = new Error('the slice stops');

    const { result } = act({ signal: stop.signal, onSleep: () => stop.abort(reason) });

    await expect(result).rejects.toBe(reason);
    expect(asked).toHaveLength(1);
  });

  it('that fails later fails as if it had been refused', async () => {
    script = ({ method }) =>
      method === 'POST' ? accepted() : { status: 409, body: { error: { code: 'Conflict', message: 'no' } } };

    await expect(act().result).rejects.toMatchObject({ kind: 'conflict', operation: 'resource POST result GET' });
  });
});
