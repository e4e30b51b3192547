import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDemoCluster, deleteDemoCluster } from '@aro-rp/start';
import { armLog } from '../harness/arm-log.ts';
import { deploy, type DeployRun, startDeploy, type Told } from './deploy-process.ts';
import { pushBroken } from './images.ts';
import { type Load, startLoad } from './load.ts';
import {
  allWell,
  firstVersion,
  makeRegion,
  offerMirrored,
  pushImages,
  type Region,
  type ServiceName,
  startRegion,
} from './region.ts';

jest.setTimeout(300_000);

/** Two of each service. */
const machines = 8;
let region: Region;
beforeAll(async () => {
  region = await startRegion();
});
afterAll(() => region?.stop());

const versionOf = (number: number) => firstVersion.replace(/1$/, String(number));
const factOf = (told: Told[], event: string) => told.find((one) => one.event === event);
const stepOf = ({ event = '', name }: Told) => (event === 'step' ? String(name) : event);
const release = (service: ServiceName, version: string, code = 0) =>
  deploy(region.place(), region.pipeline, ['service', service, '--version', version], code);
const scaleSets = async () =>
  [...new Set((await region.machines()).map(({ name }) => name.replace(/_\d+$/, '')))].sort();

/** @returns what was changed meanwhile with the pipeline's identity, without ids of its own */
async function touchedBy(work: () => Promise<unknown>): Promise<string[]> {
  const before = (await armLog(region.azure.endpoints)).at(-1)?.n ?? 0;
  await work();
  const changes = (await armLog(region.azure.endpoints, before)).filter(
    ({ caller, effect }) =>
      caller === region.pipeline.clientId && effect !== undefined && !/none|unchanged/.test(effect),
  );
  return [...new Set(changes.map(({ resourceId }) => resourceId?.split('/providers/').at(-1) ?? ''))];
}

it('a region is made from an empty subscription, with every service from its own bundle', async () => {
  await makeRegion(region);

  await allWell(region, machines);
  expect(await scaleSets()).toEqual(
    ['backend', 'change-feed', 'frontend', 'mirror'].map((service) => `${service}-${firstVersion}`),
  );
});

it('the demonstration cluster is created there from a mirrored release, and deleted', async () => {
  await offerMirrored(region);
  const said: string[] = [];
  const view = { say: (line: string) => void said.push(line), heading: (line: string) => void said.push(line) };

  await createDemoCluster(region.azure.endpoints, 'demo', view);
  await deleteDemoCluster(region.azure.endpoints, 'demo', view);

  expect(said.join('\n')).toMatch(/Succeeded after .* s\n.*\n.*gone after .* s$/);
});

it('made again, nothing changes, and what-if is empty', async () => {
  const touched = await touchedBy(async () => {
    const told = await deploy(region.place(), region.pipeline, ['region']);
    expect(factOf(told, 'done')).toMatchObject({ changed: false, released: 0 });
  });
  const compared = await deploy(region.place(), region.pipeline, ['diff']);

  expect(touched).toEqual([]);
  expect(factOf(compared, 'compared')).toMatchObject({ differs: false });
  expect(compared.filter(({ event }) => event === 'changes').flatMap(({ changes }) => changes)).toEqual([]);
});

describe('under a constant load of requests and creates', () => {
  let load: Load;
  beforeAll(async () => {
    load = await startLoad(region.azure.endpoints, { prefix: 'load', clusters: 12, every: 15_000 });
  });

  it.each<ServiceName>(['frontend', 'change-feed', 'backend', 'mirror'])(
    'a version of %s is released, and nothing is touched that is not of that service',
    async (service) => {
      await pushImages(region, [service], versionOf(2));

      const touched = await touchedBy(() => release(service, versionOf(2)));

      expect((await scaleSets()).filter((name) => name.startsWith(service))).toEqual([`${service}-${versionOf(2)}`]);
      expect(touched.filter((id) => !id.split('/').some((part) => part.startsWith(`${service}-0`)))).toEqual([]);
    },
  );

  it('a version that is never healthy goes, and the one that served stays', async () => {
    await pushBroken(region, 'frontend', versionOf(3), 'process.exit(3);');

    await release('frontend', versionOf(3), 1);

    expect((await scaleSets()).filter((name) => name.startsWith('frontend'))).toEqual([`frontend-${versionOf(2)}`]);
  });

  it('a version that crashes after its soak has begun goes, and the one that served stays', async () => {
    const crash = join(region.azure.dataDir, 'crash');
    const lines = [
      `import { existsSync as isThere } from 'node:fs';`,
      `setInterval(() => isThere(${JSON.stringify(crash)}) && process.exit(4), 50);`,
    ];
    await pushBroken(region, 'backend', versionOf(3), lines.join('\n'));

    const { done, onTold } = startDeploy(region.place(), region.pipeline, [
      'service',
      'backend',
      '--version',
      versionOf(3),
    ]);
    onTold((one) => stepOf(one) === 'soak' && writeFileSync(crash, ''));

    expect((await done).code).toBe(1);
    expect((await scaleSets()).filter((name) => name.startsWith('backend'))).toEqual([`backend-${versionOf(2)}`]);
  });

  it('the tool may be killed at every step of a release, and the next run goes on', async () => {
    await pushImages(region, ['frontend'], versionOf(4));
    const killedAt: string[] = [];
    const run = async (): Promise<Awaited<DeployRun['done']>> => {
      const started = startDeploy(region.place(), region.pipeline, ['service', 'frontend', '--version', versionOf(4)]);
      started.onTold((one) => {
        if (!steps.has(stepOf(one)) || killedAt.includes(stepOf(one)) || started.child.killed) return;
        killedAt.push(stepOf(one));
        started.child.kill('SIGKILL');
      });
      return started.done;
    };

    let ended = await run();
    while (ended.signal === 'SIGKILL') {
      await region.breakLease('frontend');
      ended = await run();
    }

    expect([ended.code, ended.errors]).toEqual([0, '']);
    expect(killedAt).toEqual(expect.arrayContaining([...steps]));
    expect((await scaleSets()).filter((name) => name.startsWith('frontend'))).toEqual([`frontend-${versionOf(4)}`]);
  });

  it('of all that not one request has failed, and no operation was lost', async () => {
    const { requests, failed, clusters } = await load.stop();

    expect(failed).toEqual([]);
    expect(requests).toBeGreaterThan(100);
    expect(new Set(Object.values(clusters))).toEqual(new Set(['Succeeded']));
  });
});

it('machines outlive no local Azure for good, and are well again after it was killed', async () => {
  const before = await allWell(region, machines);

  await region.azure.end('SIGKILL');
  await region.azure.start();

  const after = await allWell(region, machines);
  expect(before.some(({ pid }) => after.some((one) => one.pid === pid))).toBe(false);
});

/** Where a release is interrupted, as the tool tells them. */
const steps = new Set([
  ...['check', 'deploy', 'wait until healthy', 'begin-soak', 'soak', 'promote', 'stop repairs', 'delete'],
  ...['wait until gone', 'record-version', 'end'],
]);
