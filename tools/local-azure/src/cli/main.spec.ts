import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Endpoints } from '../host/context.ts';

const main = join(__dirname, 'main.ts');
const tsx = pathToFileURL(createRequire(__filename).resolve('tsx')).href;
const ports = ['--entra-port', '0', '--key-vault-port', '0', '--admin-port', '0'];

// Each test starts processes, which takes long on a machine that is busy.
jest.setTimeout(90_000);

describe('the process', () => {
  let dataDir: string;
  let processes: ChildProcess[];
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'local-azure-process-'));
    processes = [];
  });
  afterEach(() => {
    for (const one of processes) one.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  const start = (...args: string[]) => {
    const child = spawn(process.execPath, ['--import', tsx, main, '--data', dataDir, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    processes.push(child);
    let output = '';
    const said = (text: string) =>
      new Promise<void>((resolve) => {
        const look = (chunk = '') => {
          output += chunk;
          if (output.includes(text)) resolve();
        };
        look();
        child.stdout.on('data', (chunk: Buffer) => look(chunk.toString()));
      });
    const errors: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    const ended = once(child, 'close').then(([code]) => ({
      code: code as number | null,
      errors: Buffer.concat(errors).toString(),
    }));
    return { child, said, ended };
  };
  const endpoints = () => JSON.parse(readFileSync(join(dataDir, 'endpoints.json'), 'utf8')) as Partial<Endpoints>;
  const services = ['--only', 'entra,key-vault'];

  it('answers at every address once it is ready, and stops cleanly on SIGTERM', async () => {
    const { child, said, ended } = start(...services, ...ports);
    await said('ready');
    const { admin, processes: pids, authorityHost } = endpoints();

    const health = await fetch(`${admin}/healthz`);
    child.kill('SIGTERM');

    expect(health.status).toBe(200);
    expect(authorityHost).toMatch(/^https:\/\/localhost:\d+$/);
    expect(pids).toEqual({ 'local-azure': child.pid });
    expect((await ended).code).toBe(0);
    expect(existsSync(join(dataDir, 'endpoints.json'))).toBe(false);
  });

  it('starts again after it was killed, with the same credentials', async () => {
    const first = start(...services, ...ports);
    await first.said('ready');
    const before = endpoints();
    first.child.kill('SIGKILL');
    await first.ended;

    await start(...services, ...ports).said('ready');

    expect(endpoints()).toMatchObject({ clientId: before.clientId, clientSecret: before.clientSecret });
    expect(endpoints().processes).not.toEqual(before.processes);
  });

  it('refuses bad options at once and names them all', async () => {
    const { code, errors } = await start('--only', 'sql', '--admin-port', 'x').ended;

    expect(code).toBe(2);
    expect(errors).toContain('--only has no service sql');
    expect(errors).toContain('--admin-port must be a whole number');
  });

  it('says in one line that the folder is in use', async () => {
    await start(...services, ...ports).said('ready');

    const { code, errors } = await start(...services, ...ports).ended;

    expect(code).toBe(1);
    expect(errors.trim().split('\n').at(-1)).toContain('is in use by another local Azure');
    expect(existsSync(join(dataDir, 'endpoints.json'))).toBe(true);
  });
});
