import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '@aro-rp/time';
import { type ConnectProxy, createConnectProxy } from '../proxy/connect-proxy.ts';
import { consoleOrigin, type ConsoleUnderTest, oauthOrigin, password, startConsole } from './testing.ts';

const isThere = spawnSync('curl', ['--version']).status === 0;

(isThere ? describe : describe.skip)('curl through the proxy, with a cookie jar', () => {
  let under: ConsoleUnderTest;
  let proxy: ConnectProxy;
  beforeEach(async () => {
    under = await startConsole(systemClock);
    const hosts = [consoleOrigin, oauthOrigin].map((origin) => new URL(origin).hostname);
    proxy = await createConnectProxy(under.context, {
      port: 0,
      resolve: (host, port) => (hosts.includes(host) && port === 443 ? under.port : undefined),
    });
    writeFileSync(join(under.context.dataDir, 'ca.pem'), under.context.certificates.authority);
  });
  afterEach(async () => {
    await proxy.close();
    await under[Symbol.asyncDispose]();
  });
  /** What comes out, then the status and the address at which it ended. */
  const curl = async (...more: string[]): Promise<{ text: string; status: string; url: string }> => {
    const path = (name: string) => join(under.context.dataDir, name);
    const common = ['-sS', '-q', '--proxy', proxy.proxy, '--noproxy', '', '--cacert', path('ca.pem')];
    const jar = ['--cookie', path('jar'), '--cookie-jar', path('jar'), '--location'];
    const told = ['--write-out', '\\n%{http_code} %{url_effective}'];
    const { stdout } = await promisify(execFile)('curl', [...common, ...jar, ...told, ...more]);
    const [, text = '', status = '', url = ''] = /^([^]*)\n(\d+) (\S+)$/.exec(stdout) ?? [];
    return { text, status, url };
  };

  it('logs in to the console, and out again', async () => {
    const form = await curl(`${consoleOrigin}/`);
    const then = new URL(form.url).searchParams.get('then') ?? '';
    const fields = ['--data-urlencode', 'username=kubeadmin', '--data-urlencode', `then=${then}`];

    const wrong = await curl(...fields, '--data', 'password=guess', `${oauthOrigin}/login`);
    const right = await curl(...fields, '--data', `password=${password}`, `${oauthOrigin}/login`);
    const again = await curl(`${consoleOrigin}/`);
    const out = await curl('--data', '', `${consoleOrigin}/logout`);

    expect(new URL(form.url).pathname).toBe('/login');
    expect(wrong.status).toBe('401');
    expect([right.status, right.url]).toEqual(['200', `${consoleOrigin}/`]);
    expect(again.text).toContain('Signed in as kube:admin');
    expect([out.status, new URL(out.url).pathname]).toEqual(['200', '/login']);
  });
});
