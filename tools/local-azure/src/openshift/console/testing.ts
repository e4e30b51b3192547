import { type IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { type Clock } from '@aro-rp/time';
import { createTestContext, type TestContext } from '../../host/testing.ts';
import { serveTls } from '../network/tls-server.ts';
import { createConsole } from './console.ts';
import { consoleHost, oauthHost } from './hosts.ts';

export const domain = 'demo.example.com';
export const consoleOrigin = `https://${consoleHost(domain)}`;
export const oauthOrigin = `https://${oauthHost(domain)}`;
export const password = 'aBcDe-fGhIj-kLmNo-pQrSt';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export interface Asked {
  method?: string;
  headers?: Record<string, string>;
  /** Sent as a form. */
  form?: Record<string, string>;
}

/** A browser as far as cookies go; it follows no redirect by itself. */
export interface Browser {
  ask(url: string, asked?: Asked): Promise<Answer>;
}

export interface ConsoleUnderTest extends AsyncDisposable {
  context: TestContext;
  port: number;
  /** The users for whom tokens were made, in order; the token of the first is `sha256~1`. */
  tokens: string[];
  browser(): Browser;
}

/** The console of one cluster behind TLS, on a port that every name leads to. */
export async function startConsole(clock: Clock): Promise<ConsoleUnderTest> {
  const context = await createTestContext({ clock });
  const tokens: string[] = [];
  const handler = createConsole({
    domain,
    clock,
    checkPassword: (user, given) => Promise.resolve(user === 'kubeadmin' && given === password),
    issueToken: (user) => `sha256~${tokens.push(user)}`,
    overview: () => ({
      version: '4.16.30',
      nodes: [{ name: 'demo-<x>-master-0', roles: 'control-plane,master', status: 'Ready' }],
    }),
  });
  const certificate = await context.certificates.issue({
    commonName: `*.apps.${domain}`,
    names: [`*.apps.${domain}`],
    usage: 'server',
  });
  const tls = { key: certificate.privateKey, cert: certificate.certificate };
  const server = await serveTls(context, tls, handler, false);
  return {
    context,
    port: server.port,
    tokens,
    browser: () => createBrowser(server.port, context.certificates.authority),
    async [Symbol.asyncDispose]() {
      await server.close();
      await context.dispose();
    },
  };
}

function createBrowser(port: number, ca: string): Browser {
  const jars = new Map<string, Map<string, string>>();
  return {
    ask(url, { method, headers = {}, form } = {}) {
      const { hostname, pathname, search } = new URL(url);
      const jar = jars.get(hostname) ?? new Map<string, string>();
      jars.set(hostname, jar);
      const body = form === undefined ? '' : new URLSearchParams(form).toString();
      const sent = {
        host: hostname,
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      };
      return new Promise((resolve, reject) => {
        const outgoing = request(
          {
            host: '127.0.0.1',
            port,
            servername: hostname,
            ca,
            agent: false,
            path: pathname + search,
            method: method ?? (form === undefined ? 'GET' : 'POST'),
            headers: sent,
          },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('end', () => {
              for (const line of response.headers['set-cookie'] ?? []) keep(jar, line);
              const text = Buffer.concat(chunks).toString();
              resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
            });
          },
        );
        outgoing.on('error', reject);
        outgoing.end(body);
      });
    },
  };
}

function keep(jar: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (value === '') jar.delete(name);
  else jar.set(name, value);
}
