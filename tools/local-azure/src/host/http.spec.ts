import { type IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { type TLSSocket } from 'node:tls';
import { type Clock, systemClock } from '@aro-rp/time';
import { type FaultAction } from '../faults/index.ts';
import { type Handler, listen, type Listener } from './http.ts';
import { createTestContext, type TestContext } from './testing.ts';

interface Answer {
  status: number | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}

describe('listen', () => {
  let context: TestContext;
  let listener: Listener;
  let handled: string[];
  const agent = new Agent({ keepAlive: true });
  const handler: Handler = (incoming, response) => {
    handled.push(`${incoming.method} ${incoming.url}`);
    response.end('done');
  };
  const strikeNext = (action: FaultAction) => context.faults.add({ service: 'arm', action });
  const send = (path = '/', through = agent) =>
    new Promise<Answer>((resolve, reject) => {
      const sent = request(`${listener.origin}${path}`, { agent: through }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }),
        );
      });
      sent.on('error', reject);
      sent.end();
    });

  beforeEach(async () => {
    handled = [];
    context = await createTestContext({ clock: frozen() });
    listener = await listen(context, { service: 'arm', port: 0, portOption: '--arm-port', handler });
  });
  afterEach(async () => {
    await listener.close();
    await context.dispose();
  });
  afterAll(() => agent.destroy());

  it('serves TLS that the local authority signed, with the date of the clock', async () => {
    const { status, body, headers } = await send();

    expect({ status, body }).toEqual({ status: 200, body: 'done' });
    expect(headers.date).toBe('Tue, 01 Jan 2030 00:00:00 GMT');
  });

  it('names the port and its option when the port is taken', async () => {
    await expect(
      listen(context, { service: 'arm', port: listener.port, portOption: '--arm-port', handler }),
    ).rejects.toThrow(`port ${listener.port} is taken; choose another with --arm-port`);
  });

  it('answers a status fault as ARM does and does not call the handler', async () => {
    strikeNext({ kind: 'status', status: 429, retryAfterMs: 1_200 });

    const { status, headers, body } = await send();

    expect(status).toBe(429);
    expect(headers).toMatchObject({ 'retry-after': '2', 'x-ms-retry-after-ms': '1200' });
    expect(JSON.parse(body)).toEqual({ error: { code: 'TooManyRequests', message: 'A fault was asked for.' } });
    expect(handled).toEqual([]);
  });

  it('cuts a dropped connection before anything is done', async () => {
    strikeNext({ kind: 'drop' });

    await expect(send()).rejects.toThrow('socket hang up');
    expect(handled).toEqual([]);
  });

  it('does the work and cuts the connection when the answer is to be lost', async () => {
    strikeNext({ kind: 'lose-answer' });

    await expect(send('/lost')).rejects.toThrow('socket hang up');
    expect(handled).toEqual(['GET /lost']);
  });

  it.each([
    ['before', []],
    ['after', ['GET /held']],
  ] as const)('holds a request %s it is done, and tells', async (when, done) => {
    strikeNext({ kind: 'hold', when });
    const held = send('/held');
    const outcome = expect(held).rejects.toThrow('socket hang up');

    await context.faults.untilHeld(0);

    expect(handled).toEqual(done);
    await listener.close();
    await outcome;
  });

  it('holds a delayed request until the clock has passed the delay', async () => {
    strikeNext({ kind: 'delay', ms: 60_000 });

    const answer = await send();

    expect(answer.status).toBe(200);
    expect(context.clock.now()).toBe(Date.UTC(2030, 0, 1, 0, 1));
  });

  it('ends a hanging request when it closes', async () => {
    strikeNext({ kind: 'hang' });
    const hanging = send();
    const outcome = expect(hanging).rejects.toThrow('socket hang up');
    await seen(() => context.faults.list()[0]?.struck === 1);

    await listener.close();

    await outcome;
  });

  it('refuses in the service’s own words when it has some', async () => {
    await listener.close();
    listener = await listen(context, {
      service: 'arm',
      port: 0,
      portOption: '--arm-port',
      handler,
      refuse: (response, action) => response.writeHead(action.status).end(`own ${action.code}`),
    });
    strikeNext({ kind: 'status', status: 449, code: 'RetryWith' });

    expect(await send()).toMatchObject({ status: 449, body: 'own RetryWith' });
  });

  it('shows the handler the client’s certificate when it asks for one, and whether to trust it', async () => {
    await listener.close();
    listener = await listen(context, {
      service: 'arm',
      port: 0,
      portOption: '--arm-port',
      requestClientCertificate: true,
      handler: ({ socket }, response) => {
        const tls = socket as TLSSocket;
        response.end(`${tls.authorized} ${tls.getPeerX509Certificate()?.subject}`);
      },
    });
    const { certificate, privateKey } = await context.certificates.client('arm');
    const withCertificate = new Agent({ cert: certificate, key: privateKey });

    expect((await send('/', withCertificate)).body).toBe('true CN=arm');
    expect((await send('/', new Agent())).body).toBe('false undefined');
  });

  it('answers 500 and logs when the handler throws', async () => {
    await listener.close();
    listener = await listen(context, {
      service: 'arm',
      port: 0,
      portOption: '--arm-port',
      handler: () => Promise.reject(new Error('broken')),
    });

    const { status, body } = await send('/x');

    expect({ status, code: (JSON.parse(body) as { error: { code: string } }).error.code }).toEqual({
      status: 500,
      code: 'InternalServerError',
    });
    expect(context.lines.join()).toContain('GET /x: Error: broken');
  });
});

/** A clock that stands still but for its sleeps, which pass at once. */
function frozen(): Clock {
  let now = Date.UTC(2030, 0, 1);
  return {
    ...systemClock,
    now: () => now,
    sleep: (duration: number) => {
      now += duration;
      return Promise.resolve();
    },
  };
}

async function seen(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
