import { type Ending, type ReleaseRecord, type Version, type VersionsDocument } from './record.ts';

/** One scale set of the service, as seen a moment ago. */
export interface ObservedSet {
  name: string;
  version: string;
  /** Its tag: the run that owns it. */
  release: string;
  repairs: boolean;
  /** Its deletion has begun; there is no way back. */
  isGoing: boolean;
  /** As many instances as there have to be are healthy, and none is unhealthy. */
  isHealthy: boolean;
}

/** What one run has seen with its own eyes; it dies with the run, so that another one looks again. */
export interface Sight {
  /** The fence: the new scale set is known to carry this run's id. */
  isClaimed: boolean;
  isDeployed: boolean;
  isHealthy: boolean;
  isSoaked: boolean;
  /** Its deployment cannot make anything any more. */
  isCancelled: boolean;
  /** Why the release is given up: what failed, or that somebody wants it undone. */
  failure?: string;
  /** How the release of what was asked for has ended. */
  ended?: { ending: Ending; reason?: string };
}

export const nothingSeen: Sight = {
  isClaimed: false,
  isDeployed: false,
  isHealthy: false,
  isSoaked: false,
  isCancelled: false,
};

export interface Observed {
  run: string;
  asked: Version;
  sight: Sight;
  /** The release under way, of whatever run. */
  release?: ReleaseRecord;
  recorded?: VersionsDocument;
  /** A version that failed and was kept. */
  kept?: Version;
  sets: readonly ObservedSet[];
}

/** The next thing to do. Each may be done twice. */
export type Step =
  /** Checks everything, and records the release. */
  | { kind: 'begin'; serving?: string }
  /** Another run's release becomes this run's. */
  | { kind: 'take-over' }
  | { kind: 'claim'; scaleSet: string }
  | { kind: 'deploy' }
  | { kind: 'await-health' }
  | { kind: 'begin-soak' }
  | { kind: 'soak' }
  | { kind: 'promote' }
  | { kind: 'give-up'; reason: string }
  | { kind: 'cancel-deployment' }
  | { kind: 'stop-repairs'; scaleSet: string }
  | { kind: 'start-repairs'; scaleSet: string }
  | { kind: 'delete'; scaleSet: string }
  | { kind: 'await-gone'; scaleSets: string[] }
  | { kind: 'record-version' }
  | { kind: 'end'; ending: Ending }
  | { kind: 'done'; ending: Ending | 'unchanged'; reason?: string }
  | { kind: 'refuse'; reason: string }
  /** Somebody else's by now: nothing more may be written. */
  | { kind: 'lost'; reason: string };

/**
 * What comes next, from what is there. Pure, and the only place that decides: whatever run follows a dead one reads the
 * same state and goes on from it. It keeps three promises: the scale set that served is deleted only when the new one was
 * healthy through a soak and is healthy now; the new one is deleted only while the one that served stays; what another run
 * has claimed is left alone.
 */
export function decide(observed: Observed): Step {
  const { release, sight, run } = observed;
  if (!release) return sight.ended ? { kind: 'done', ...sight.ended } : fromRest(observed);
  if (release.run !== run) return { kind: 'take-over' };
  const scene: Scene = {
    ...{ observed, release, sight },
    next: observed.sets.find(({ name }) => name === release.scaleSet),
    serving: observed.sets.find(({ name }) => name === release.serving),
  };
  const fenced = fence(scene, run);
  if (fenced) return fenced;
  switch (release.stage) {
    case 'deploying':
      return whileDeploying(scene);
    case 'soaking':
      return whileSoaking(scene);
    case 'replacing':
      return whileReplacing(scene);
    case 'undoing':
      return whileUndoing(scene);
  }
}

interface Scene {
  observed: Observed;
  release: ReleaseRecord;
  sight: Sight;
  next: ObservedSet | undefined;
  /** There, but perhaps on its way out. */
  serving: ObservedSet | undefined;
}

function fromRest({ asked, recorded, kept, sets }: Observed): Step {
  const there = sets.find(({ version }) => version === asked.version);
  if (there?.isGoing) return { kind: 'await-gone', scaleSets: [there.name] };
  if (there) {
    const known = [recorded?.current, kept].find((one) => one?.version === asked.version);
    if (!known)
      return { kind: 'refuse', reason: `${there.name} is there already, and no release of this tool has made it` };
    if (known.digest !== asked.digest)
      return {
        kind: 'refuse',
        reason: `${asked.version} runs already as ${known.digest}, and the registry has ${asked.digest} by that name now: a version is released once, give this one another`,
      };
    if (known === recorded?.current) return { kind: 'done', ending: 'unchanged' };
  }
  const others = sets.filter(({ name, isGoing }) => name !== there?.name && !isGoing);
  const serving =
    others.find(({ version }) => version === recorded?.current.version) ??
    others.find(({ isHealthy }) => isHealthy) ??
    others[0];
  return { kind: 'begin', ...(serving && { serving: serving.name }) };
}

function fence({ next, sight }: Scene, run: string): Step | undefined {
  if (!next || next.isGoing || next.release === run) return undefined;
  if (sight.isClaimed) return { kind: 'lost', reason: `${next.name} is the release ${next.release}'s by now` };
  return { kind: 'claim', scaleSet: next.name };
}

/** Why it cannot go on before anything was done to what serves. */
function whyNot({ observed: { asked }, release, sight }: Scene): string | undefined {
  if (sight.failure !== undefined) return sight.failure;
  return isAsked(asked, release)
    ? undefined
    : `${release.by} left it, and ${asked.version} (${asked.digest}) is wanted now`;
}

export const isAsked = (asked: Version, { version, digest }: Version): boolean =>
  version === asked.version && digest === asked.digest;

function whileDeploying(scene: Scene): Step {
  const { next, sight, release } = scene;
  const reason = whyNot(scene);
  if (reason !== undefined) return { kind: 'give-up', reason };
  if (next?.isGoing) return { kind: 'give-up', reason: `somebody deletes ${next.name}` };
  if (!sight.isDeployed) return { kind: 'deploy' };
  if (!next) return { kind: 'give-up', reason: `${release.scaleSet} is gone` };
  return sight.isHealthy ? { kind: 'begin-soak' } : { kind: 'await-health' };
}

function whileSoaking(scene: Scene): Step {
  const { next, sight, release } = scene;
  const reason = whyNot(scene);
  if (reason !== undefined) return { kind: 'give-up', reason };
  if (!next || next.isGoing) return { kind: 'give-up', reason: `${release.scaleSet} is gone` };
  if (!sight.isHealthy) return { kind: 'await-health' };
  if (!sight.isSoaked) return { kind: 'soak' };
  return next.isHealthy
    ? { kind: 'promote' }
    : { kind: 'give-up', reason: `${next.name} was healthy through the soak and is not any more` };
}

/** Back only while the one that served is whole; from its deletion on there is only forward. */
function whileReplacing({ observed, release, sight, next, serving }: Scene): Step {
  if (serving && !serving.isGoing) {
    if (sight.failure !== undefined) return { kind: 'give-up', reason: sight.failure };
    if (!next || next.isGoing || !next.isHealthy)
      return { kind: 'give-up', reason: `${release.scaleSet} is not healthy any more` };
  }
  const others = observed.sets.filter(({ name }) => name !== release.scaleSet);
  // The one that served is the last to go: as long as it is whole there is a way back.
  const whole = others.filter(({ isGoing }) => !isGoing);
  const first = whole.find(({ name }) => name !== release.serving) ?? whole[0];
  if (first) return { kind: first.repairs ? 'stop-repairs' : 'delete', scaleSet: first.name };
  if (others.length > 0) return { kind: 'await-gone', scaleSets: others.map(({ name }) => name) };
  const { recorded } = observed;
  if (!recorded || !isAsked(recorded.current, release)) return { kind: 'record-version' };
  return { kind: 'end', ending: 'released' };
}

function whileUndoing({ release, sight, next, serving }: Scene): Step {
  const stays = serving && !serving.isGoing;
  if (!sight.isCancelled) return { kind: 'cancel-deployment' };
  if (next) {
    // What served is gone by somebody's hand: better one that is not well than none.
    const isLast = release.serving !== undefined && !stays;
    if (isLast || (release.serving === undefined && release.keepFailed)) return { kind: 'end', ending: 'kept' };
    return next.isGoing ? { kind: 'await-gone', scaleSets: [next.name] } : { kind: 'delete', scaleSet: next.name };
  }
  if (stays && !serving.repairs) return { kind: 'start-repairs', scaleSet: serving.name };
  return { kind: 'end', ending: 'undone' };
}
