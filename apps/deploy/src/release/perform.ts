import { toInstant } from '@aro-rp/time';
import { type ScaleSet } from '../azure/index.ts';
import { isAsked, nothingSeen, type Sight, type Step } from './decide.ts';
import { containers, readVersions, releaseBlob, versionsBlob } from './documents.ts';
import { type HeldLease } from './lease.ts';
import { type ReleaseParts, scaleSetName } from './parts.ts';
import { preflight } from './preflight.ts';
import { type ReleaseDocument, type ReleaseRecord, type Version } from './record.ts';
import { awaitGone, awaitHealth, soak } from './soak.ts';

/** One run's view of the release under way. `document` is what the leased blob holds, as long as the lease is held. */
export interface Run {
  parts: ReleaseParts;
  asked: Version & { keepFailed: boolean };
  lease: HeldLease;
  document: ReleaseDocument;
  sight: Sight;
  /** What ARM has accepted to delete. */
  going: Set<string>;
  /** The deployment that this run has begun; it may go on when nobody waits for it any more. */
  isChecked: boolean;
  /** The scale sets as last seen. */
  found: readonly ScaleSet[];
}

/** A step that changes something in Azure or in the documents, or waits for it. */
export type Action = Exclude<Step, { kind: 'done' | 'refuse' | 'lost' }>;

/** Does one step. Each may be done again after a crash in the middle of it. @throws what made it fail */
export async function perform(run: Run, step: Action, signal: AbortSignal): Promise<void> {
  const { parts, sight, lease } = run;
  const { region, target } = parts;
  const { scaleSets } = region;
  lease.check();
  switch (step.kind) {
    case 'begin':
      return begin(run, step.serving);
    case 'take-over':
      return writeRelease(run, { ...underWay(run), run: parts.run, by: parts.by });
    case 'claim':
      await scaleSets.claim(step.scaleSet, parts.run);
      return see(run, { isClaimed: true });
    case 'deploy':
      return deploy(run, signal);
    case 'await-health':
      await awaitHealth(parts, underWay(run).scaleSet, signal);
      return see(run, { isHealthy: true });
    case 'begin-soak':
      return writeRelease(run, { ...underWay(run), stage: 'soaking' });
    case 'soak':
      await soak(parts, ofName(run, underWay(run).scaleSet), servingOf(run), signal);
      return see(run, { isSoaked: true });
    case 'promote':
      return writeRelease(run, { ...underWay(run), stage: 'replacing' });
    case 'give-up':
      await writeRelease(run, { ...underWay(run), stage: 'undoing', reason: step.reason });
      return see(run, { isCancelled: false, failure: sight.failure ?? step.reason });
    case 'cancel-deployment':
      await region.deployments.cancel(target, underWay(run).scaleSet);
      return see(run, { isCancelled: true });
    case 'stop-repairs':
      return scaleSets.stopRepairs(step.scaleSet);
    case 'start-repairs':
      return scaleSets.startRepairs(step.scaleSet);
    case 'delete':
      await scaleSets.beginDelete(step.scaleSet);
      run.going.add(step.scaleSet);
      return;
    case 'await-gone':
      await awaitGone(parts, step.scaleSets, signal);
      for (const name of step.scaleSets) run.going.delete(name);
      return;
    case 'record-version':
      return recordVersion(run);
    case 'end':
      return end(run, step.ending);
  }
}

const see = (run: Run, seen: Partial<Sight>): void => {
  run.sight = { ...run.sight, ...seen };
};

function underWay({ document: { release } }: Run): ReleaseRecord {
  if (!release) throw new Error('no release is under way');
  return release;
}

function ofName({ found }: Run, name: string): ScaleSet {
  const scaleSet = found.find((one) => one.name === name);
  if (!scaleSet) throw new Error(`${name} is gone`);
  return scaleSet;
}

const servingOf = ({ found, document: { release } }: Run): ScaleSet | undefined =>
  found.find(({ name }) => name === release?.serving);

async function begin(run: Run, serving: string | undefined): Promise<void> {
  const { parts, asked } = run;
  const { service, by, clock } = parts;
  const { version, digest, keepFailed } = asked;
  await preflight(parts, asked);
  run.isChecked = true;
  await writeRelease(run, {
    ...{ service, version, digest, by, run: parts.run, since: toInstant(clock.now()), stage: 'deploying' },
    scaleSet: scaleSetName(service, version),
    ...(serving !== undefined && { serving }),
    ...(keepFailed && { keepFailed }),
  });
}

async function deploy(run: Run, signal: AbortSignal): Promise<void> {
  const { parts, lease } = run;
  const { region, target, progress } = parts;
  const release = underWay(run);
  if (!run.isChecked) await preflight(parts, release);
  run.isChecked = true;
  lease.check();
  const { template, parameters } = parts.deployment({ ...release, release: parts.run });
  const name = release.scaleSet;
  await region.deployments.run(
    target,
    name,
    template,
    parameters,
    (operation) => progress.operation(name, operation),
    signal,
  );
  see(run, { isDeployed: true, isClaimed: true });
}

async function recordVersion(run: Run): Promise<void> {
  const { parts } = run;
  const { region, by, clock } = parts;
  const { version, digest } = underWay(run);
  const before = await readVersions(region.blobs, parts);
  run.lease.check();
  const previous = before && !isAsked({ version, digest }, before.value.current) ? before.value.current : undefined;
  await region.blobs.write(
    containers.versions,
    versionsBlob(parts),
    {
      ...before?.value,
      ...{ current: { version, digest }, at: toInstant(clock.now()), by },
      ...(previous && { previous }),
    },
    before ? { ifMatch: before.etag } : {},
  );
}

async function end(run: Run, ending: 'released' | 'undone' | 'kept'): Promise<void> {
  const release = underWay(run);
  const { version, digest, reason } = release;
  await run.parts.region.scaleSets.dropAutoscale(release.service);
  const { release: _ended, ...document } = run.document;
  const why = ending === 'released' || reason === undefined ? {} : { reason };
  await write(run, { ...document, last: { version, digest, ending, at: toInstant(run.parts.clock.now()), ...why } });
  run.isChecked = false;
  run.sight = isAsked(run.asked, release) ? { ...nothingSeen, ended: { ending, ...why } } : nothingSeen;
}

const writeRelease = (run: Run, release: ReleaseRecord): Promise<void> => write(run, { ...run.document, release });

async function write(run: Run, document: ReleaseDocument): Promise<void> {
  const { parts, lease } = run;
  lease.check();
  await parts.region.blobs.write(containers.releases, releaseBlob(parts), document, { leaseId: lease.id });
  run.document = document;
}

/** Says who works on it, for whoever finds the lease taken. */
export const writeHolder = (run: Run): Promise<void> => {
  const { run: id, by, clock } = run.parts;
  return write(run, { ...run.document, holder: { run: id, by, since: toInstant(clock.now()) } });
};
