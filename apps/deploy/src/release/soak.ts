import { type Duration, formatDuration, milliseconds } from '@aro-rp/time';
import { type Instance, type ScaleSet } from '../azure/index.ts';
import { DeployError } from '../deploy-error.ts';
import { type Counts, type Figures, figuresText, judgeFigures } from './figures.ts';
import { areHealthy, failedInstance, healthText, watchInstances } from './instances.ts';
import { type ReleaseParts } from './parts.ts';
import { poll } from './poll.ts';

/** A check that a release did not pass. */
export class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
  constructor(
    message: string,
    /** Whose last lines may tell more. */
    readonly instance?: Instance,
  ) {
    super(message);
  }
}

/** Returns when every instance is healthy. @throws CheckFailed when they are not in time */
export async function awaitHealth(parts: ReleaseParts, scaleSet: string, signal: AbortSignal): Promise<void> {
  const { region, config, clock, lookEvery: every, progress } = parts;
  let seen: readonly Instance[] = [];
  const healthy = await poll({ clock, every, within: config.healthyWithin, signal }, async () => {
    seen = await region.scaleSets.instances(scaleSet);
    for (const instance of seen) progress.instance(scaleSet, instance);
    const failed = failedInstance(seen);
    if (failed) return new CheckFailed(`${failed.name} could not be provisioned`, failed);
    progress.waiting(healthText(seen, config.instances));
    return areHealthy(seen, config.instances) || undefined;
  });
  if (healthy instanceof CheckFailed) throw healthy;
  if (healthy) return;
  const sick = seen.filter(({ health }) => health !== 'healthy').map(({ name, health }) => `${name} is ${health}`);
  const missing = config.instances - seen.length;
  throw new CheckFailed(
    `after ${formatDuration(config.healthyWithin)} ${[...sick, ...(missing > 0 ? [`${missing} instances are missing`] : [])].join(', ')}`,
    seen.find(({ health }) => health !== 'healthy'),
  );
}

/**
 * Watches old and new side by side for the configured time.
 * @param serving the scale set that served; absent: there was none to compare with
 * @throws CheckFailed at the first check that does not hold
 */
export async function soak(
  parts: ReleaseParts,
  next: ScaleSet,
  serving: ScaleSet | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { region, config, clock, lookEvery: every, progress } = parts;
  const since = clock.now();
  const began = clock.monotonic();
  const faultOf = watchInstances(config.instances);
  const judge = judgeFigures(config, (await region.queues()).deadLettered);
  const failed = await poll({ clock, every, within: config.soak, signal }, async () => {
    const [instances, restarts] = await Promise.all([
      region.scaleSets.instances(next.name),
      region.machines.restarts(next.name),
    ]);
    for (const instance of instances) progress.instance(next.name, instance);
    const fault = faultOf(instances, restarts);
    if (fault) return new CheckFailed(fault.reason, fault.instance);
    const figures = await look(parts, next, serving, since);
    const left = milliseconds(Math.max(0, config.soak - (clock.monotonic() - began)));
    progress.waiting(`${wholeSeconds(left)} left, ${healthText(instances, config.instances)}, ${figuresText(figures)}`);
    progress.fact('soak', { secondsLeft: Math.round(left / 1_000), ...figures });
    const reason = judge(figures);
    return reason === undefined ? undefined : new CheckFailed(reason);
  });
  if (failed) throw failed;
}

async function look(
  { region }: ReleaseParts,
  next: ScaleSet,
  serving: ScaleSet | undefined,
  since: number,
): Promise<Figures> {
  const counts = async ({ id }: ScaleSet): Promise<Counts> => {
    const { Requests: requests = 0, Failures: failures = 0 } = await region.metrics.total(
      id,
      ['Requests', 'Failures'],
      since,
    );
    return { requests, failures };
  };
  const [ofNext, ofServing, latest, queues] = await Promise.all([
    counts(next),
    serving && counts(serving),
    region.metrics.latest(next.id, ['QueueAgeSeconds']),
    region.queues(),
  ]);
  const queueAgeSeconds = latest['QueueAgeSeconds'];
  return {
    next: ofNext,
    ...(ofServing && { serving: ofServing }),
    ...(queueAgeSeconds !== undefined && { queueAgeSeconds }),
    deadLettered: queues.deadLettered,
  };
}

const wholeSeconds = (duration: Duration): string => formatDuration(milliseconds(Math.ceil(duration / 1_000) * 1_000));

/** Returns when all of them are gone. @throws DeployError `failed` when they are not in time */
export async function awaitGone(parts: ReleaseParts, scaleSets: readonly string[], signal: AbortSignal): Promise<void> {
  const { region, config, clock, lookEvery: every, progress } = parts;
  const gone = await poll({ clock, every, within: config.goneWithin, signal }, async () => {
    const left = (await region.scaleSets.list()).filter(({ name }) => scaleSets.includes(name));
    if (left.length === 0) return true;
    for (const { name } of left) {
      const instances = await region.scaleSets.instances(name).catch(() => []);
      for (const instance of instances) progress.instance(name, instance);
    }
    progress.waiting(`${left.map(({ name }) => name).join(', ')} drains`);
    return undefined;
  });
  if (!gone)
    throw new DeployError(
      'failed',
      `${scaleSets.join(', ')} is still there after ${formatDuration(config.goneWithin)}; the same command goes on`,
    );
}
