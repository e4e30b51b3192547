import { connect as connectTcp, type Socket } from 'node:net';
import { type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { request } from 'node:https';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

export interface TunnelOptions extends ConnectionOptions {
  /** What TLS asks for; the host unless told. */
  servername?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** One HTTPS request through a CONNECT proxy. @throws Error when the proxy refuses; its status is the message's end */
export async function throughProxy(
  proxy: string,
  target: string,
  path: string,
  options: TunnelOptions = {},
): Promise<Answered> {
  const socket = await tunnel(proxy, target);
  const { servername = target.split(':')[0] ?? '', method = 'GET', headers = {}, body, ...tls } = options;
  const secure = connectTls({ ...tls, socket, servername });
  return new Promise((resolve, reject) => {
    secure.on('error', reject);
    const sent = request(
      { path, method, headers: { host: servername, ...headers }, createConnection: () => secure },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          secure.destroy();
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function tunnel(proxy: string, target: string): Promise<Socket> {
  const { port } = new URL(proxy);
  return new Promise((resolve, reject) => {
    const sent = requestHttp({
      host: '127.0.0.1',
      port,
      method: 'CONNECT',
      path: target,
      createConnection: () => connectTcp(Number(port), '127.0.0.1'),
    });
    sent.on('connect', (response, socket) => {
      if (response.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new Error(`CONNECT ${target}: ${response.statusCode}`));
    });
    sent.on('error', reject);
    sent.end();
  });
}
