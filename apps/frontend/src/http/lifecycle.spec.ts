import { once } from 'node:events';
import { type TLSSocket } from 'node:tls';
import { connect } from 'node:tls';
import { createTestContext, type TestContext } from '@aro-rp/local-azure';
import { Secret } from '@aro-rp/telemetry';
import { createFakeClock } from '@aro-rp/testing';
import { minutes, seconds } from '@aro-rp/time';
import { createClient } from '../testing/client.ts';
import { createTlsServer, useCertificate } from '../tls/server.ts';
import { listen } from './lifecycle.ts';

describe('draining', () => {
  let azure: TestContext;
  beforeAll(async () => {
    azure = await createTestContext();
  });
  afterAll(() => azure.dispose());

  /** Answers at once, but for `/slow`, which waits for `release`. */
  const start = async () => {
    const release = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const server = createTlsServer((request, response) => {
      if (request.url !== '/slow') return void response.end('{}');
      begun.resolve();
      void release.promise.then(() => response.end('{}'));
    });
    const { certificate, privateKey } = azure.certificates.server;
    useCertificate(server, new Secret(certificate + privateKey));
    const clock = createFakeClock();
    const listening = await listen(server, { host: '127.0.0.1', port: 0 }, clock);
    const client = createClient(listening.port, azure.certificates.authority);
    return { clock, listening, client, release, begun };
  };

  it('serves while it announces itself, and asks clients to connect anew', async () => {
    const { clock, listening, client } = await start();
    expect((await client.call('GET', '/')).headers.connection).toBe('keep-alive');

    const drained = listening.drain(seconds(20), new AbortController().signal);

    expect(listening.isDraining()).toBe(true);
    expect((await client.call('GET', '/')).headers.connection).toBe('close');
    await clock.advance(seconds(20));
    await drained;
    await expect(client.call('GET', '/')).rejects.toThrow(/ECONNREFUSED/);
    client[Symbol.dispose]();
  });

  it('finishes what runs, though connections are idle', async () => {
    const { clock, listening, client, release, begun } = await start();
    await client.call('GET', '/');
    const slow = client.call('GET', '/slow');
    await begun.promise;
    let isDrained = false;

    const drained = listening.drain(seconds(20), new AbortController().signal).then(() => (isDrained = true));
    await clock.advance(minutes(5));

    expect(isDrained).toBe(false);
    release.resolve();
    expect((await slow).status).toBe(200);
    await drained;
    client[Symbol.dispose]();
  });

  it('stops waiting when its time is over, and cuts what is left', async () => {
    const { clock, listening, client, begun } = await start();
    const slow = client.call('GET', '/slow').catch((error: Error) => error.message);
    await begun.promise;
    const over = new AbortController();
    const drained = listening.drain(seconds(20), over.signal);
    await clock.advance(seconds(21));

    over.abort();
    await drained;
    listening.close();

    expect(await slow).toMatch(/hang up|ECONNRESET/);
    client[Symbol.dispose]();
  });

  it('serves a new certificate to new connections without a restart', async () => {
    const server = createTlsServer((_request, response) => void response.end('{}'));
    const listening = await listen(server, { host: '127.0.0.1', port: 0 }, createFakeClock());
    const served = async (): Promise<string> => {
      const ca = azure.certificates.authority;
      const socket: TLSSocket = connect({ port: listening.port, host: 'localhost', servername: 'localhost', ca });
      await once(socket, 'secureConnect');
      const { CN } = socket.getPeerCertificate().subject;
      socket.destroy();
      return String(CN);
    };
    const use = async (commonName: string) => {
      const pair = await azure.certificates.issue({ commonName, names: ['localhost'], usage: 'server' });
      useCertificate(server, new Secret(pair.certificate + pair.privateKey));
    };

    await use('first');
    expect(await served()).toBe('first');
    await use('second');
    expect(await served()).toBe('second');
    listening.close();
  });
});
