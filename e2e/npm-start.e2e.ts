import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { defaultPorts, freePorts } from '@aro-rp/start';
import { root } from './harness/system.ts';

const names = Object.keys(defaultPorts);
const command = ['tools/run.mjs', 'start'];
const portOptions = (ports: number[]) => names.flatMap((name, index) => [`--${name}`, String(ports[index])]);

let dataDir: string;
beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), 'aro-rp-start-'))));
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const start = (...args: string[]) => [...command, '--data', dataDir, ...args];
const runToEnd = (...args: string[]) =>
  spawnSync(process.execPath, start(...args), { cwd: root, encoding: 'utf8', timeout: 30_000 });

describe('npm start', () => {
  it('names each taken port and the option that changes it, and ends with exit code 2', async () => {
    const ports = await freePorts(names.length);
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(ports[2], '127.0.0.1', resolve));

    const { status, stderr } = runToEnd(...portOptions(ports));
    await new Promise((resolve) => holder.close(resolve));

    expect(status).toBe(2);
    expect(stderr).toContain(`port ${ports[2]} is taken; choose another with --${names[2]}`);
  });

  it('names every bad option at once', () => {
    const { status, stderr } = runToEnd('--colour', '--arm-port', 'x');

    expect(status).toBe(2);
    expect(stderr).toContain('option --colour is unknown');
    expect(stderr).toContain('--arm-port needs a port');
  });

  it('stays up with standard input closed, and one SIGTERM ends every process that it started', async () => {
    const ports = await freePorts(names.length);
    const child = spawn(process.execPath, start('--no-demo', ...portOptions(ports)), {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    const lines = await linesUntil(child, 'Ctrl-C stops everything');
    const pids = lines.flatMap((line) => /pid (\d+)/.exec(line)?.[1] ?? []).map(Number);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));

    child.kill('SIGTERM');

    expect(await ended).toBe(0);
    expect(pids).toHaveLength(4);
    expect(pids.filter(isRunning)).toEqual([]);
    expect(groupOf(child.pid)).toEqual([]);
  }, 120_000);
});

async function linesUntil(child: ChildProcess, last: string): Promise<string[]> {
  const lines: string[] = [];
  if (!child.stdout) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (line.includes(last)) return lines;
  }
  throw new Error(`ended before it said "${last}":\n${lines.join('\n')}`);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** What still runs in the child's process group; not what has ended and was not yet looked after by init. */
const groupOf = (pid: number | undefined): string[] =>
  spawnSync('ps', ['-o', 'stat=,args=', '-g', String(pid)], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => line !== '' && !line.startsWith('Z'));
