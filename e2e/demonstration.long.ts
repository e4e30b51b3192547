import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPorts, freePorts } from '@aro-rp/start';
import { createSteps, deleteSteps } from './harness/steps.ts';
import { root } from './harness/system.ts';

jest.setTimeout(300_000);

let dataDir: string;
let ports: string[];
let running: ChildProcess | undefined;
beforeAll(async () => {
  // In the project's folder, as it is when nobody says where: what is above it must not matter.
  mkdirSync(join(root, '.local'), { recursive: true });
  dataDir = mkdtempSync(join(root, '.local', 'demonstration-'));
  const free = await freePorts(Object.keys(defaultPorts).length);
  ports = Object.keys(defaultPorts).flatMap((name, index) => [`--${name}`, String(free[index])]);
});
afterAll(() => {
  running?.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

/** @param until the text at which it is asked to end */
async function demonstrate(until?: string): Promise<{ code: number | null; said: string }> {
  const args = ['tools/run.mjs', 'start', '--demo-and-exit', '--data', dataDir, ...ports];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  running = child;
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      const before = said;
      said += chunk.toString();
      if (until !== undefined && said.includes(until) && !before.includes(until)) child.kill('SIGTERM');
    });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}

it('a demonstration that is interrupted says so, and keeps no later one from its end', async () => {
  const interrupted = await demonstrate('run-installer');
  const whole = await demonstrate();

  expect(interrupted.code).toBe(1);
  expect(interrupted.said).toContain('\nStopped.\n');
  expect(interrupted.said).not.toContain('Everything worked');
  expect(whole.said).toMatch(/Succeeded after [^]*gone after [^]*\nEverything worked; /);
  expect(whole.code).toBe(0);
  expect(stepsUnder('Creating', whole.said)).toEqual(createSteps);
  expect(stepsUnder('Deleting', whole.said)).toEqual(deleteSteps);
  // Some ten seconds on a machine that has nothing else to do; what is printed is what a person reads.
  const took = Number(/Succeeded after ([\d.]+) s/.exec(whole.said)?.[1]);
  if (!(took < 60)) throw new Error(`the create took ${took} s; about 10 s is the aim, and 60 s the limit`);
});

/** The steps that are shown of the heading's cluster, in order, each once: one of an earlier start may be made meanwhile. */
function stepsUnder(heading: string, said: string): string[] {
  const [, name = '', part = ''] = new RegExp(`^${heading} /\\S*/(\\S+)$([^]*)`, 'm').exec(said) ?? [];
  const [steps = ''] = part.split(/^ {2}(?:Succeeded|gone) after /m);
  const shown = [...steps.matchAll(/^ {2}([a-z][a-z-]*) +[\d.]+ s {2}(\S+)$/gm)];
  return [...new Set(shown.filter(([, , of]) => of === name).map(([, step = '']) => step))];
}
