import { diff } from '../commands/diff.ts';
import { region } from '../commands/region.ts';
import { status } from '../commands/status.ts';
import { type RegionUnderTest, runCommand, startRegionUnderTest } from '../testing/region-on-local-arm.ts';

jest.setTimeout(240_000);

let world: RegionUnderTest;
beforeAll(async () => {
  world = await startRegionUnderTest();
});
afterAll(() => world?.[Symbol.asyncDispose]());

const options = ['shared-only'];

it('a region is made from an empty subscription, kept by its pipeline, compared and changed', async () => {
  const { config, owner, pipeline } = world;
  await runCommand(region, { config, connection: owner, options: ['as-owner', ...options] });
  await runCommand(region, { config, connection: pipeline, options });
  const again = await runCommand(region, { config, connection: pipeline, options });
  expect(again.told.at(-1)).toBe('eastus is as it should be; nothing was changed');

  const other = { ...config, networkShards: 3 };
  const shown = await runCommand(diff, { config: other, connection: pipeline });
  expect(shown.code).toBe(4);
  expect(shown.told).toContain('  + Microsoft.Network/virtualNetworks shard-3');
  const made = await runCommand(region, { config: other, connection: pipeline, options });
  expect(made.told.at(-1)).toBe('eastus is done');

  const { told } = await runCommand(status, { config, connection: pipeline });
  expect(told.at(-1)).toBe('queues: 0 waiting, 0 dead-lettered');
});
