import { join } from 'node:path';
import { type Log } from '@aro-rp/telemetry';
import { TimeoutError, toInstant, withTimeout } from '@aro-rp/time';
import { pullSecretOf } from '../install-config.ts';
import { editManifests } from '../manifests/edits.ts';
import { type InstallerOutput } from '../output.ts';
import { secretsOf } from '../pull-secret.ts';
import { classify } from './classify.ts';
import { collectOutput } from './collect.ts';
import { prepareFolder, readManifests, writeManifests } from './files.ts';
import { InstallerError } from './installer-error.ts';
import { createMessages } from './messages.ts';
import { runCommand } from './process.ts';
import { reasonOf } from './reason.ts';
import { createRedaction } from './redact-lines.ts';
import { type InstallerRun } from './run-options.ts';
import { makePrivateFolder } from './scratch.ts';

const commands = ['create manifests', 'create ignition-configs'] as const;

/** How many lines of one command reach the log; the binary prints some hundreds. */
const linesLogged = 5_000;

/**
 * Runs `create manifests`, edits the manifests, runs `create ignition-configs`, and gives everything that came of it.
 * Each run makes another cluster: other names, other keys. Reads Azure as the cluster's principal, and writes nothing
 * there. The private folder is gone when this ends, however it ends; both commands have ended then.
 * @throws InstallerError; ManifestError; the reason of the caller's signal
 */
export async function runInstaller(run: InstallerRun): Promise<InstallerOutput> {
  run.signal.throwIfAborted();
  using limit = withTimeout(run.clock, run.timeout, run.signal);
  await using folder = await makePrivateFolder(run.scratch);
  const createdAt = toInstant(run.clock.now());
  const clientSecret = run.credentials.clientSecret.reveal();
  const redact = createRedaction([clientSecret, ...secretsOf(pullSecretOf(run.installConfig))]);
  const env = await prepareFolder(folder.path, {
    installConfig: run.installConfig.reveal(),
    credentials: JSON.stringify({ ...run.credentials, clientSecret }),
    releaseImage: run.releaseImage,
    fips: run.fips,
  });
  const install = join(folder.path, 'install');
  const shown = (line: string) => redact(line).replaceAll(folder.path, '');

  for (const command of commands) {
    await runOne({ run, command, install, env, shown, signal: limit.signal });
    if (command === 'create manifests')
      await writeManifests(install, editManifests(await readManifests(install), run.edits));
  }
  return collectOutput(install, createdAt);
}

interface One {
  run: InstallerRun;
  command: (typeof commands)[number];
  install: string;
  env: Record<string, string>;
  shown: (line: string) => string;
  signal: AbortSignal;
}

async function runOne({ run, command, install, env, shown, signal }: One): Promise<void> {
  const began = run.clock.monotonic();
  const output = createOutput(run.log, command, shown);
  const exit = await runCommand({
    binary: run.binary,
    args: [...command.split(' '), '--dir', install, '--log-level', 'debug'],
    folder: install,
    env,
    onLine: output.take,
    signal,
    clock: run.clock,
  });
  run.signal.throwIfAborted();
  const duration = Math.round(run.clock.monotonic() - began);
  run.log.info('openshift-install ended', { command, exitCode: exit.code, duration });
  if (signal.reason instanceof TimeoutError)
    throw new InstallerError('timeout', `not done within ${run.timeout} ms`, { command, lines: output.errors() });
  if (exit.code === 0) return;
  const errors = output.errors();
  const fields = { command, exitCode: exit.code ?? undefined, lines: errors };
  if (exit.code === null) throw new InstallerError('killed', `ended by ${exit.killedBy}`, fields);
  const last = reasonOf(errors.at(-1) ?? 'no error was printed');
  throw new InstallerError(classify(errors), `exit code ${exit.code}: ${last}`, fields);
}

/** Lines go to the log at debug; the last errors are kept. */
function createOutput(log: Log, command: string, shown: (line: string) => string) {
  const messages = createMessages();
  let count = 0;
  return {
    errors: () => messages.all(),
    take(raw: string) {
      const line = shown(raw);
      count += 1;
      if (count <= linesLogged) log.debug('openshift-install', { command, line });
      messages.take(line);
    },
  };
}
