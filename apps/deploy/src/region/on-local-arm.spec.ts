import { openRegion } from '../azure/index.ts';
import { region as regionCommand } from '../commands/region.ts';
import { status } from '../commands/status.ts';
import { deployable } from '../parameters.ts';
import { type RegionUnderTest, runCommand, startRegionUnderTest, workshopOf } from '../testing/region-on-local-arm.ts';
import { contentOf } from './content.ts';
import { ensureGroups } from './groups.ts';
import { makeStage } from './make-stage.ts';
import { checkOwnersPart, makeOwnersPart } from './owner.ts';
import { sharedStages, type Stage } from './stages.ts';
import { ensureStorageRight } from './storage-right.ts';

jest.setTimeout(60_000);

let world: RegionUnderTest;
let global: Stage;
beforeAll(async () => {
  world = await startRegionUnderTest();
  global = sharedStages(world.config).find(({ name }) => name === 'global') as Stage;
});
afterAll(() => world?.[Symbol.asyncDispose]());

it('names all that only an owner can do, and the command, before anything is made', async () => {
  const { config, owner: connection } = world;

  await expect(runCommand(regionCommand, { config, connection })).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringMatching(
      /^there is no group r-global\n {2}there is no group r\n {2}there is no group r-endpoints\n {2}.*deploy region --as-owner/,
    ) as string,
  });
});

it('an owner makes groups, roles and the rights of the pipeline, which lacks them until then', async () => {
  const { workshop } = await workshopOf(world.config, world.owner);
  const { workshop: pipelines } = await workshopOf(world.config, world.pipeline);
  await ensureGroups(workshop);
  await expect(checkOwnersPart(pipelines)).rejects.toMatchObject({ kind: 'refused' });

  expect(await makeOwnersPart(workshop)).toBe(true);
  await checkOwnersPart(pipelines);
  expect(await makeOwnersPart(workshop)).toBe(false);
});

it('a deployment that runs is joined, and one that would change nothing is left out', async () => {
  const { workshop, told } = await workshopOf(world.config, world.pipeline);
  const both = await Promise.all([makeStage(workshop, global, {}), makeStage(workshop, global, {})]);

  expect(both.map(({ outputs }) => Object.keys(outputs))).toEqual([
    ['registry', 'nameServers'],
    ['registry', 'nameServers'],
  ]);
  const begun = world.under.azure.arm
    .requests()
    .filter(({ method, path, status }) => method === 'PUT' && status === 201 && path.endsWith('/deployments/global'));
  expect(begun).toHaveLength(1);

  expect(await makeStage(workshop, global, {})).toEqual({ outputs: both[0].outputs, hasChanged: false });
  expect(told.at(-1)).toBe('  global is as it should be');
});

it('what was changed by hand, or is configured otherwise, is told beforehand and made', async () => {
  const { config, pipeline } = world;
  const other = { ...config, replicas: ['westus'] };
  const { workshop } = await workshopOf(other, pipeline);
  const { template, parameters } = contentOf(other, global);

  const changes = await workshop.region.deployments.whatIf(global.target, 'global', template, parameters);
  expect(changes.filter(({ change }) => change !== 'NoChange')).toMatchObject([
    { change: 'Create', type: 'Microsoft.ContainerRegistry/registries/replications', name: 'specregistry/westus' },
  ]);
  expect((await makeStage(workshop, global, {})).hasChanged).toBe(true);
  expect((await makeStage(workshop, global, {})).hasChanged).toBe(false);
});

it('a pipeline gives itself the one right that it lacks at the releases, once', async () => {
  const { workshop } = await workshopOf(world.config, world.pipeline);

  expect(await ensureStorageRight(workshop)).toBe(true);
  expect(await ensureStorageRight(workshop)).toBe(false);
  await workshop.region.blobs.write('versions', 'eastus/spec.json', { n: 1 }, {});
  const found = await workshop.region.blobs.read('versions', 'eastus/spec.json');
  expect(found?.value).toEqual({ n: 1 });
  await expect(workshop.region.blobs.write('versions', 'eastus/spec.json', { n: 2 }, {})).rejects.toMatchObject({
    kind: 'lost',
  });
});

it('status names each service, and what cannot be known', async () => {
  const { config, pipeline: connection } = world;
  const { code, told } = await runCommand(status, { config, connection });

  expect(code).toBe(0);
  expect(told).toEqual([
    'eastus',
    ...['change-feed', 'backend', 'mirror', 'frontend'].map((one) => `${one}: never released`),
    expect.stringMatching(/^queues: not known: /),
  ]);
});

it('a deployment that fails names each resource with code and message, and one that ARM refuses is refused', async () => {
  const { config, pipeline } = world;
  const { deployments } = await openRegion(config, pipeline);
  const { template, parameters } = deployable('region-endpoints', config);
  const target = { group: config.endpointsGroup };

  await expect(deployments.run(target, 'failing', template, parameters)).rejects.toMatchObject({
    name: 'DeploymentFault',
    kind: 'failed',
    message: expect.stringMatching(/^deployment failing failed:\n {2}.*(NotFound|Missing).*backend/) as string,
  });
  await expect(deployments.run(target, 'refused', template, {})).rejects.toMatchObject({ kind: 'refused' });
  expect(await deployments.validate(target, 'refused', template, {})).toHaveLength(1);
});
