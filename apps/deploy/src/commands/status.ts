import { minutes } from '@aro-rp/time';
import { type Instance, type ScaleSet } from '../azure/index.ts';
import { readRelease, readVersions, type ReleaseDocument, type VersionsDocument } from '../release/index.ts';
import { type ServiceName, serviceNames } from '../services.ts';
import { type Command, type Workshop } from './command.ts';
import { exitCodes } from './exit-codes.ts';

/** Figures are of so long. */
const past = minutes(10);

export interface ServiceStatus {
  service: ServiceName;
  /** As the version store has it; absent: it was never released, or nobody may look. */
  versions?: VersionsDocument;
  /** The release that has not ended. */
  release?: ReleaseDocument['release'];
  scaleSets: (ScaleSet & { instances: Instance[]; figures: Record<string, number> })[];
  /** What could not be looked at, and why. */
  unknown: string[];
}

export const status: Command = {
  name: 'status',
  about: 'shows what runs: versions, scale sets, instances and their health, releases that go on, figures',
  operands: '',
  options: {},
  details: ['Figures are those of the past ten minutes: requests, failures, the age of the oldest message.'],
  check: ({ operands }) => (operands.length > 0 ? [`argument ${operands.join(' ')} is unknown`] : []),
  async run(workshop) {
    const { config, region, progress } = workshop;
    const sets = await region.scaleSets.list();
    const services = await Promise.all(serviceNames.map((service) => look(workshop, service, sets)));
    const queues = await region.queues().catch((error: unknown) => ({ unknown: (error as Error).message }));
    progress.fact('status', { location: config.location, services, queues });
    progress.line(workshop.paint.strong(config.location));
    for (const one of services) for (const line of linesOf(one, workshop)) progress.line(line);
    progress.line(
      'unknown' in queues
        ? `queues: not known: ${queues.unknown}`
        : `queues: ${queues.active} waiting, ${queues.deadLettered} dead-lettered`,
    );
    return exitCodes.done;
  },
};

async function look(workshop: Workshop, service: ServiceName, sets: readonly ScaleSet[]): Promise<ServiceStatus> {
  const { config, region, clock } = workshop;
  const place = { location: config.location, service };
  const unknown: string[] = [];
  const known = async <T>(what: string, call: () => Promise<T>): Promise<T | undefined> =>
    call().catch((error: unknown) => {
      unknown.push(`${what}: ${(error as Error).message}`);
      return undefined;
    });
  const versions = await known('versions', () => readVersions(region.blobs, place));
  const document = await known('release', () => readRelease(region.blobs, place));
  const own = sets.filter((one) => one.service === service);
  const scaleSets = await Promise.all(
    own.map(async (set) => ({
      ...set,
      instances: (await known(`instances of ${set.name}`, () => region.scaleSets.instances(set.name))) ?? [],
      figures: (await known(`figures of ${set.name}`, () => figuresOf(workshop, set.id, clock.now() - past))) ?? {},
    })),
  );
  return {
    ...{ service, scaleSets, unknown },
    ...(versions && { versions: versions.value }),
    ...(document?.release && { release: document.release }),
  };
}

async function figuresOf(
  { region: { metrics } }: Workshop,
  id: string,
  since: number,
): Promise<Record<string, number>> {
  const [totals, latest] = await Promise.all([
    metrics.total(id, ['Requests', 'Failures'], since),
    metrics.latest(id, ['QueueAgeSeconds']),
  ]);
  return { ...totals, ...latest };
}

function linesOf({ service, versions, release, scaleSets, unknown }: ServiceStatus, { paint }: Workshop): string[] {
  const current = versions ? `${versions.current.version} since ${versions.at} by ${versions.by}` : 'never released';
  const before = versions?.previous ? `, before it ${versions.previous.version}` : '';
  return [
    `${paint.strong(service)}: ${current}${before}`,
    ...(release
      ? [paint.changed(`  release of ${release.version} since ${release.since} by ${release.by}: ${release.stage}`)]
      : []),
    ...scaleSets.flatMap((set) => [
      `  ${set.name}: ${set.provisioningState.toLowerCase()}, ${healthText(set.instances)} of ${set.capacity} healthy, repairs ${set.repairs ? 'on' : 'off'}${figureText(set.figures)}`,
      ...set.instances.map((one) => {
        const text = `    ${one.name}: ${one.provisioningState.toLowerCase()}, ${one.health}`;
        return one.health === 'healthy' ? paint.good(text) : one.health === 'unhealthy' ? paint.bad(text) : text;
      }),
    ]),
    ...unknown.map((text) => paint.dim(`  not known: ${text}`)),
  ];
}

const healthText = (instances: readonly Instance[]): string =>
  String(instances.filter(({ health }) => health === 'healthy').length);

function figureText(figures: Readonly<Record<string, number>>): string {
  const { Requests = 0, Failures = 0, QueueAgeSeconds } = figures;
  const age = QueueAgeSeconds === undefined ? '' : `, oldest message ${Math.round(QueueAgeSeconds)} s`;
  return `; ${Requests} requests, ${Failures} failures${age}`;
}
