import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultPorts, freePorts } from '@aro-rp/start';
import { root } from '../harness/system.ts';
import { printedBy, scriptOf, shellBlocks } from './fenced-blocks.ts';

// A whole installation, and forty starts of an interpreter.
jest.setTimeout(900_000);

const page = join(root, 'docs/using-az-aro.md');
const isInstalled = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
const suite = ['az', 'kubectl'].every(isInstalled) ? describe : describe.skip;

suite('docs/using-az-aro.md', () => {
  let folder: string;
  let system: ChildProcess;

  beforeAll(async () => {
    // The commands name `.local` and `tools`, as in the project's folder.
    folder = mkdtempSync(join(tmpdir(), 'aro-rp-az-'));
    const data = join(folder, '.local');
    symlinkSync(join(root, 'tools'), join(folder, 'tools'));
    const names = Object.keys(defaultPorts);
    const ports = await freePorts(names.length);
    const options = names.flatMap((name, index) => [`--${name}`, String(ports[index])]);
    system = spawn(process.execPath, ['tools/run.mjs', 'start', '--no-demo', '--data', data, ...options], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const ended = once(system, 'exit').then(([code]) => {
      throw new Error(`npm start ended with ${String(code)}`);
    });
    const up = async () => {
      while (!existsSync(join(data, 'endpoints.json'))) await sleep(200);
    };
    await Promise.race([up(), ended]);
    ended.catch(() => undefined);
  });
  afterAll(async () => {
    if (system.exitCode === null) {
      const ended = once(system, 'exit');
      system.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('is a page whose commands make a cluster, use it and delete it', async () => {
    const blocks = shellBlocks(readFileSync(page, 'utf8'));
    const { status, output, errors } = await runShell(scriptOf(blocks), folder);
    const printed = printedBy(output);
    const by = (command: string) => printed[blocks.findIndex((block) => block.includes(command))] ?? '';

    if (status !== 0) throw new Error(`block ${printed.length - 1} ended with ${status}:\n${errors}`);
    expect(JSON.parse(by('az aro create'))).toMatchObject({ name: 'my-cluster', provisioningState: 'Succeeded' });
    expect(by('az aro list-credentials')).toMatch(/"kubeadminUsername": "kubeadmin"/);
    expect(by('kubectl get nodes').match(/\bReady\b/g)).toHaveLength(6);
    expect(by('kubectl get clusteroperators')).toMatch(/^kube-apiserver\b/m);
    expect(by('az group delete')).toBe('');
  });
});

async function runShell(script: string, cwd: string) {
  const child = spawn('sh', ['-c', script], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output: Buffer.concat(output).toString(), errors: Buffer.concat(errors).toString() };
}
