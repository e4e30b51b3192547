import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endLeftovers, openProcessFile } from './leftovers.ts';

let folder: string;
let elsewhere: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leftovers-'));
  elsewhere = mkdtempSync(join(tmpdir(), 'others-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const one of [folder, elsewhere]) rmSync(one, { recursive: true, force: true });
});

/** A process that runs until it is ended. */
async function start(inFolder: string): Promise<ChildProcess> {
  const path = join(inFolder, `program-${children.length}.mjs`);
  writeFileSync(path, 'console.log("up"); setInterval(() => undefined, 1_000);');
  const child = spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

it('processes of a killed local Azure are ended, and no others', async () => {
  const [left, ended, foreign] = [await start(folder), await start(folder), await start(elsewhere)];
  const file = openProcessFile(folder);
  for (const { pid = 0 } of [left, ended, foreign]) file.add(pid);
  file.remove(ended.pid ?? 0);

  const count = endLeftovers(folder);
  await once(left, 'exit');

  expect(count).toBe(1);
  expect([left.signalCode, ended.signalCode, foreign.signalCode]).toEqual(['SIGKILL', null, null]);
});

it('there are none where there was no local Azure, or its list is damaged', () => {
  expect(endLeftovers(folder)).toBe(0);
  writeFileSync(join(folder, 'processes.json'), '[1, ');
  expect(endLeftovers(folder)).toBe(0);
});
