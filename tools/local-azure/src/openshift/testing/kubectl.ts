import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The installed client, or the one that `KUBECTL` names; undefined without one. */
export const kubectl = [process.env['KUBECTL'], '/usr/bin/kubectl', '/usr/local/bin/kubectl'].find(
  (path) => path !== undefined && existsSync(path),
);

/** Runs the real client through the proxy, in a home of its own. @throws Error with what it wrote on standard error */
export function kubectlWith(kubeconfig: string, proxy?: string) {
  const home = mkdtempSync(join(tmpdir(), 'kubectl-'));
  const file = join(home, 'kubeconfig');
  writeFileSync(file, kubeconfig);
  const env = { HOME: home, ...(proxy === undefined ? {} : { HTTPS_PROXY: proxy }) } as unknown as NodeJS.ProcessEnv;
  const run = async (...args: string[]): Promise<string> =>
    (await promisify(execFile)(kubectl ?? 'kubectl', ['--kubeconfig', file, ...args], { env })).stdout;
  /** @returns the path of a new file with this text */
  const write = (name: string, text: string): string => {
    writeFileSync(join(home, name), text);
    return join(home, name);
  };
  return Object.assign(run, {
    write,
    [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }),
  });
}
