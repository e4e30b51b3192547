import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanScratch } from './scratch.ts';

let root: string;
let folder: string;
const started: ChildProcess[] = [];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'scratch-'));
  folder = join(root, 'runs');
});
afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await rm(root, { recursive: true, force: true });
});

/** What the earlier process left: a folder of its own with secrets in it. */
async function leftBehind(name = 'openshift-install-left'): Promise<string> {
  const install = join(folder, name, 'install');
  await mkdir(install, { recursive: true });
  await writeFile(join(folder, name, 'osServicePrincipal.json'), '{}');
  return install;
}

/** A program that writes into its folder as long as it lives, and one that it has started; both are up when this returns. */
async function runIn(cwd: string): Promise<{ ended: Promise<unknown>; isAlive: () => boolean; inner: number }> {
  const forever = `setInterval(() => { try { require('node:fs').writeFileSync('half-done', ''); } catch {} }, 1);`;
  const program = `
    const inner = require('node:child_process').spawn(
      process.execPath, ['-e', ${JSON.stringify(forever)}], { stdio: ['ignore', 'inherit', 'ignore'] });
    inner.once('spawn', () => console.log(inner.pid));
    ${forever}`;
  const child = spawn(process.execPath, ['-e', program], { cwd, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  started.push(child);
  const ended = once(child, 'close');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  return { ended, isAlive, inner: Number(line.toString()) };
}

describe('what an earlier process left in the scratch folder', () => {
  it('is removed, and nothing else', async () => {
    await leftBehind();
    await writeFile(join(folder, 'other'), '');

    await cleanScratch({ folder });

    expect(await readdir(folder)).toEqual(['other']);
  });

  it('is ended first where it still runs, with what it has started, and then stays removed', async () => {
    const { ended } = await runIn(await leftBehind());

    const count = await cleanScratch({ folder });

    // Its output is that of the inner one too, and ends with the last of them.
    await ended;
    expect(count).toBe(2);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is all that is ended: not what runs beside it', async () => {
    await leftBehind();
    const beside = await runIn(root);

    expect(await cleanScratch({ folder })).toBe(0);

    expect(beside.isAlive()).toBe(true);
    process.kill(beside.inner, 'SIGKILL');
  });
});
