import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { createTestContext, type TestContext } from '../../host/testing.ts';
import { type ConnectProxy, createConnectProxy } from './connect-proxy.ts';

describe('the CONNECT proxy', () => {
  let context: TestContext;
  let proxy: ConnectProxy;
  let server: Server;
  let asked: string[];
  /** What each connection of the server does. */
  let serve: (socket: Socket) => void;
  const open = new Set<Socket>();

  beforeEach(async () => {
    asked = [];
    context = await createTestContext();
    server = createServer({ allowHalfOpen: true }, (socket) => {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      socket.on('error', () => undefined);
      serve(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    proxy = await createConnectProxy(context, {
      port: 0,
      resolve(host, asPort) {
        asked.push(`${host} ${asPort}`);
        return host === 'closed.example' ? 1 : host === '10.200.0.4' ? port : undefined;
      },
    });
  });
  afterEach(async () => {
    await proxy.close();
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
    await context.dispose();
  });

  const dial = async (): Promise<Socket> => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(proxy.proxy).port), allowHalfOpen: true });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  const closeOf = (socket: Socket) => new Promise((resolve) => socket.on('close', resolve));
  const exchange = async (request: string): Promise<string> => {
    const socket = await dial();
    socket.write(request);
    const answer = await text(socket);
    socket.destroy();
    return answer;
  };
  const established = 'HTTP/1.1 200 Connection established\r\n\r\n';
  /** A tunnel whose answer has been read. */
  const tunnel = async (): Promise<Socket> => {
    const socket = await dial();
    socket.write('CONNECT 10.200.0.4:6443 HTTP/1.1\r\nHost: 10.200.0.4:6443\r\n\r\n');
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).toBe(established);
    socket.pause();
    return socket;
  };

  it('carries bytes both ways, those sent with the request first', async () => {
    serve = (socket) => socket.pipe(socket);
    const socket = await dial();

    socket.end('CONNECT 10.200.0.4:6443 HTTP/1.1\r\nHost: 10.200.0.4:6443\r\n\r\nearly ');

    expect(await text(socket)).toBe(`${established}early `);
    expect(asked).toEqual(['10.200.0.4 6443']);
  });

  it('lets each side end its direction before the other', async () => {
    serve = (socket) => void text(socket).then((all) => socket.end(`heard: ${all}`));
    const socket = await tunnel();

    socket.end('all I have to say');

    expect(await text(socket)).toBe('heard: all I have to say');
  });

  it('carries a million bytes to a client that had ended long before', async () => {
    const large = Buffer.alloc(1_000_000, 'x');
    serve = (socket) => socket.on('end', () => socket.end(large)).resume();
    const socket = await tunnel();

    socket.end();

    expect((await buffer(socket)).equals(large)).toBe(true);
  });

  it('breaks off at the server when the client breaks off', async () => {
    const gone = new Promise<void>((resolve) => {
      serve = (socket) => void socket.on('close', resolve).resume();
    });
    const socket = await tunnel();

    socket.resetAndDestroy();

    await gone;
  });

  it('breaks off at the client when the server breaks off', async () => {
    serve = (socket) => socket.once('data', () => socket.resetAndDestroy());
    const socket = await tunnel();
    const closed = closeOf(socket);

    socket.write('go');

    socket.resume();
    await closed;
  });

  it('answers 502 and says so where nothing answers', async () => {
    const answer = await exchange('CONNECT api.nowhere.example:6443 HTTP/1.1\r\nHost: x\r\n\r\n');

    expect(answer).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect(answer).toContain('Nothing answers at api.nowhere.example:6443');
  });

  it('answers 502 where a server should be and is not', async () => {
    const answer = await exchange('CONNECT closed.example:6443 HTTP/1.1\r\nHost: x\r\n\r\n');

    expect(answer).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n[^]*closed\.example:6443 does not answer/);
    expect(context.lines).toEqual([expect.stringContaining('openshift: closed.example:6443 is at port 1')]);
  });

  it.each(['10.200.0.4', '10.200.0.4:', '10.200.0.4:0', '10.200.0.4:65536', ':6443', 'a..b@c:443', '-a:443'])(
    'answers 400 to %j',
    async (target) => {
      const answer = await exchange(`CONNECT ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);

      expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
      expect(asked).toEqual([]);
    },
  );

  it('asks for names in lower case and for IPv6 without brackets', async () => {
    await exchange('CONNECT API.Demo.example:6443 HTTP/1.1\r\nHost: x\r\n\r\n');
    await exchange('CONNECT [FD00::4]:443 HTTP/1.1\r\nHost: x\r\n\r\n');

    expect(asked).toEqual(['api.demo.example 6443', 'fd00::4 443']);
  });

  it.each(['GET http://api.demo.example/', 'GET /', 'POST /'])('answers 405 to %s', async (line) => {
    const answer = await exchange(`${line} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n`);

    expect(answer).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\nAllow: CONNECT\r\n/);
  });

  it('ends all tunnels and idle connections when it closes', async () => {
    serve = (socket) => socket.resume();
    const sockets = [await tunnel(), await tunnel(), await dial()];
    const closed = sockets.map((socket) => closeOf(socket.resume()));

    await proxy.close();
    await proxy.close();

    await Promise.all(closed);
    await expect(dial()).rejects.toThrow('ECONNREFUSED');
  });

  it('names the option when its port is taken', async () => {
    const port = Number(new URL(proxy.proxy).port);

    await expect(createConnectProxy(context, { port, resolve: () => undefined })).rejects.toThrow(
      `port ${port} is taken; choose another with --openshift-port`,
    );
  });
});
