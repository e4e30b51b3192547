import { type Clock, type Duration, minutes, seconds } from '@aro-rp/time';
import { type Region } from '../../azure/index.ts';
import { type Progress } from '../../progress/index.ts';
import { type ServiceName } from '../../services.ts';
import { poll } from '../poll.ts';

/** What services publish of the oldest one that an instance of theirs uses (libs/telemetry). */
export type AgeMetric = 'DataKeyAgeSeconds' | 'CertificateAgeSeconds';

/** Key Vault dates a certificate ten minutes back, and figures come once in a minute. */
const slack = minutes(15);

interface Awaited {
  region: Pick<Region, 'scaleSets' | 'metrics'>;
  clock: Clock;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Waits until every scale set of the services shows the age of what is new: the oldest of its instances counts.
 * @returns the scale sets that have not shown it in time
 */
export async function awaitSeen(
  { region, clock, progress, signal }: Awaited,
  metric: AgeMetric,
  services: readonly ServiceName[],
  { createdAt, before }: { createdAt: number; before: number },
  within: Duration,
): Promise<string[]> {
  // Between the ages of new and old, for there is no telling what is younger than the slack.
  const limit = createdAt - Math.min(slack, (createdAt - before) / 2);
  let left: string[] = [];
  const all = await poll({ clock, every: seconds(15), within, signal }, async () => {
    const sets = (await region.scaleSets.list()).filter(({ service }) => services.some((one) => one === service));
    const seen = await Promise.all(
      sets.map(async ({ id }) => {
        const { [metric]: age = 0 } = await region.metrics.latest(id, [metric]);
        return age > 0 && clock.now() - age * 1_000 >= limit;
      }),
    );
    left = sets.filter((_, index) => !seen[index]).map(({ name }) => name);
    progress.waiting(left.length === 0 ? 'every scale set has it' : `${left.join(', ')} must see it`);
    return left.length === 0 || undefined;
  });
  return all ? [] : left;
}
