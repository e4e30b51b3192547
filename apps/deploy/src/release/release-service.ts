import { minutes } from '@aro-rp/time';
import { DeployError } from '../deploy-error.ts';
import { decide, nothingSeen, type Observed } from './decide.ts';
import { containers, readRelease, readVersions, releaseBlob } from './documents.ts';
import { type HeldLease, holdLease } from './lease.ts';
import { observeSets } from './observe.ts';
import { type ReleaseParts } from './parts.ts';
import { type Action, perform, type Run, writeHolder } from './perform.ts';
import { poll } from './poll.ts';
import { type Version } from './record.ts';
import { CheckFailed } from './soak.ts';
import { tell } from './tell.ts';

export interface ReleaseRequest {
  version: string;
  /** Of its image; absent: the one that the registry has by that version now. */
  digest?: string;
  /** Where nothing served before, what fails stays for looking at. */
  keepFailed?: boolean;
}

/** `unchanged`: that version ran already. */
export type ReleaseOutcome = Version & { ending: 'released' | 'unchanged' };

/**
 * Releases one version of one service, alone: the new scale set beside the old, then instead of it. A run that died is
 * finished first, or undone when something else is asked for. May be run again at any time, by anybody.
 * @throws DeployError `bad-input` when there is no such image; `refused` when another run has the service, or the release
 *   may not be; `failed` when it did not work and the old version stays; `lost` when another run has taken over
 */
export async function releaseService(parts: ReleaseParts, request: ReleaseRequest): Promise<ReleaseOutcome> {
  const { version, keepFailed = false } = request;
  const digest = request.digest ?? (await digestOf(parts, version));
  const lease = await takeLease(parts);
  try {
    const document = await readRelease(parts.region.blobs, parts);
    const asked = { version, digest, keepFailed };
    const run: Run = {
      parts,
      asked,
      lease,
      document,
      sight: nothingSeen,
      going: new Set(),
      isChecked: false,
      found: [],
    };
    await writeHolder(run);
    const ending = await goOn(run);
    return { version, digest, ending };
  } finally {
    await lease.giveBack();
  }
}

async function digestOf({ region: { registry }, service }: ReleaseParts, version: string): Promise<string> {
  const digest = await registry.digestOf(service, version);
  if (digest === undefined)
    throw new DeployError('bad-input', `${registry.loginServer} has no image ${service}:${version}`);
  return digest;
}

async function takeLease(parts: ReleaseParts): Promise<HeldLease> {
  const { blobs } = parts.region;
  const lease = await holdLease({ blobs, clock: parts.clock }, containers.releases, releaseBlob(parts));
  if (lease !== 'taken') return lease;
  const { holder } = await readRelease(blobs, parts);
  const who = holder ? ` by ${holder.by} since ${holder.since}` : '';
  throw new DeployError(
    'refused',
    `${parts.service} in ${parts.location} is being released${who}; if that run has died, this works a minute later`,
  );
}

/** Step by step until it is done. What fails while the old one is whole is undone; what fails after that is thrown. */
async function goOn(run: Run): Promise<ReleaseOutcome['ending']> {
  const { stop, undo } = run.parts.interruption;
  for (;;) {
    stop.throwIfAborted();
    run.lease.check();
    if (undo.aborted && !isUndone(run)) giveUp(run, undo.reason);
    const step = decide(await observe(run));
    switch (step.kind) {
      case 'done':
        if (step.ending === 'released' || step.ending === 'unchanged') return step.ending;
        throw new DeployError('failed', endedText(run, step.ending, step.reason));
      case 'refuse':
        throw new DeployError('refused', step.reason);
      case 'lost':
        throw new DeployError('lost', `${step.reason}; nothing more is written`);
      default:
        tell(run.parts.progress, step, run.document.release);
        await attempt(run, step);
    }
  }
}

async function attempt(run: Run, step: Action): Promise<void> {
  const { stop, undo } = run.parts.interruption;
  const signals = [stop, run.lease.signal, ...(run.sight.failure === undefined ? [undo] : [])];
  try {
    await perform(run, step, AbortSignal.any(signals));
  } catch (error) {
    run.lease.check();
    stop.throwIfAborted();
    if (error instanceof DeployError && error.kind === 'lost') throw error;
    if (error instanceof CheckFailed) await tellLastLines(run, error);
    giveUp(run, error);
  }
}

/** Before it is deleted, and they with it. */
async function tellLastLines({ parts }: Run, { instance }: CheckFailed): Promise<void> {
  if (!instance) return;
  const lines = await parts.region.machines.lastLines(instance.id);
  if (lines.length > 0) parts.progress.line(`the last lines of ${instance.name}:`);
  for (const line of lines) parts.progress.line(`  ${line}`);
  parts.progress.fact('last-lines', { instance: instance.name, lines });
}

/** Or goes only forward, since it is too late; or has ended. */
const isUndone = ({ document: { release }, sight }: Run): boolean =>
  sight.failure !== undefined || sight.ended !== undefined || release?.stage === 'undoing';

/** @throws the error when there is nothing to undo, or when undoing is what failed */
function giveUp(run: Run, error: unknown): void {
  if (!run.document.release || isUndone(run)) throw error;
  run.sight = { ...run.sight, failure: (error as Error).message };
}

async function observe(run: Run): Promise<Observed> {
  const { parts, asked, sight, document } = run;
  const { clock, lookEvery: every, interruption } = parts;
  const signal = AbortSignal.any([interruption.stop, run.lease.signal]);
  const seen = await poll({ clock, every, within: minutes(10), signal }, () =>
    Promise.all([observeSets(parts, run.going), readVersions(parts.region.blobs, parts)]),
  );
  if (!seen) throw new Error('nothing was seen');
  const [{ sets, found }, versions] = seen;
  run.found = found;
  const { release, last } = document;
  return {
    ...{ run: parts.run, asked, sight, sets },
    ...(release && { release }),
    ...(versions && { recorded: versions.value }),
    ...(last?.ending === 'kept' && { kept: last }),
  };
}

function endedText({ parts, asked }: Run, ending: 'undone' | 'kept', reason = 'unknown'): string {
  const { service } = parts;
  const what = `${service} ${asked.version} is not released: ${reason}.`;
  return ending === 'kept'
    ? `${what}\nIts scale set is still there; the same command tries it again.`
    : `${what}\nEverything of it is gone, and what ran before runs.`;
}
