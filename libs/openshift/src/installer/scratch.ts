import { mkdir, mkdtemp, readdir, realpath, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { endThoseIn } from './left-running.ts';
import { type Scratch } from './run-options.ts';

const prefix = 'openshift-install-';

/** The type of tmpfs in statfs(2). */
const tmpfs = 0x01021994;

/**
 * Ends the runs that an earlier process left running when it was killed, and removes what they left. Call it once,
 * before the first run: the folder belongs to one process. @returns how many processes it has ended
 */
export async function cleanScratch({ folder }: Scratch): Promise<number> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ended = await endThoseIn(join(await realpath(folder), prefix));
  for (const name of await readdir(folder))
    if (name.startsWith(prefix)) await rm(join(folder, name), { recursive: true, force: true });
  return ended;
}

/** A private folder (0700) that is removed with everything in it when disposed of. @throws Error on a disk, if refused */
export async function makePrivateFolder(scratch: Scratch): Promise<{ path: string } & AsyncDisposable> {
  await mkdir(scratch.folder, { recursive: true, mode: 0o700 });
  if (scratch.mustBeTmpfs && (await statfs(scratch.folder)).type !== tmpfs)
    throw new Error(`${scratch.folder} is no tmpfs, and credentials must not reach a disk`);
  const path = await mkdtemp(join(scratch.folder, prefix));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}
