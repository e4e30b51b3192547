import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAzure } from './azure/azure.ts';
import { type CommandLine, readCommandLine } from './command-line.ts';
import { Failure, installConfigFailure } from './failure.ts';
import { openFolder } from './graph/folder.ts';
import { createStore } from './graph/store.ts';
import { linked } from './linked.ts';
import { createLog, type Log } from './log.ts';
import { minorOf } from './minor-version.ts';
import { targetsOf } from './targets.ts';
import { type World } from './world.ts';

const exitCodes = { done: 0, failed: 1, installConfig: 3 } as const;

const { version, releaseImage } = linked();
/** There is no source control behind a stand-in; the same for each build of a version. */
const commit = createHash('sha1').update(`openshift-install ${version}`).digest('hex');

const now = () => new Date();

async function create(
  { what, folder: path }: CommandLine & { kind: 'create' },
  world: Omit<World, 'folder' | 'log'>,
  log: Log,
): Promise<void> {
  log.debug(`OpenShift Installer ${version}`);
  log.debug(`Built from commit ${commit}`);
  const folder = openFolder(path);
  const { targets, done, share } = targetsOf(what, world.minor);
  await sleep(world.linked.slowness * share);
  const store = createStore({ ...world, folder, log });
  for (const target of targets) await store.produce(target, targets);
  log.info(done(path));
}

async function main(): Promise<number> {
  const line = readCommandLine(process.argv.slice(2));
  if (line.kind === 'version') {
    process.stdout.write(
      `openshift-install ${version}\nbuilt from commit ${commit}\nrelease image ${releaseImage}\nrelease architecture amd64\n`,
    );
    return exitCodes.done;
  }
  if (line.kind === 'refused') {
    createLog(undefined, 'info', now).fatal(`Error executing openshift-install: ${line.reason}`);
    return exitCodes.failed;
  }
  openFolder(line.folder);
  const log = createLog(line.folder, line.level, now);
  const azure = createAzure({ env: process.env, linked: linked(), log });
  try {
    const world = { env: process.env, linked: linked(), minor: minorOf(version), now: now(), azure: azure.connect };
    await create(line, world, log);
    return exitCodes.done;
  } catch (error) {
    const message = error instanceof Failure ? error.message : String(error);
    const ofInstallConfig = message.includes(installConfigFailure);
    (ofInstallConfig ? log.error : log.fatal)(message);
    return ofInstallConfig ? exitCodes.installConfig : exitCodes.failed;
  } finally {
    azure.close();
    log.close();
  }
}

void main().then((code) => {
  process.exitCode = code;
});
