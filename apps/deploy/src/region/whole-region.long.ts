import { randomUUID } from 'node:crypto';
import { SecretClient } from '@azure/keyvault-secrets';
import { groupId, idsOf, vaultNames } from '../azure/index.ts';
import { diff } from '../commands/diff.ts';
import { region } from '../commands/region.ts';
import { status } from '../commands/status.ts';
import { whoSignsIn } from '../connection/index.ts';
import { type RegionUnderTest, runCommand, startRegionUnderTest, workshopOf } from '../testing/region-on-local-arm.ts';
import { checkVaults } from './vaults.ts';

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

it('the data key is made where there is none, and never beside one that was disabled', async () => {
  const { config, owner } = world;
  const { arm, credential } = owner;
  const group = groupId(config.subscriptionId, config.group);
  const authorization = `/providers/Microsoft.Authorization`;
  const secretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7';
  const properties = {
    principalId: (await whoSignsIn(owner)).objectId,
    roleDefinitionId: `/subscriptions/${config.subscriptionId}${authorization}/roleDefinitions/${secretsOfficer}`,
  };
  const assignment = `${group}${authorization}/roleAssignments/${randomUUID()}?api-version=2022-04-01`;
  await arm.send('PUT', assignment, { body: { properties } });
  const { workshop } = await workshopOf(config, owner);
  const { service } = vaultNames(config);
  const vault = await arm.find(`${idsOf(config).vault(service)}?api-version=2023-07-01`);
  const { vaultUri } = vault?.['properties'] as { vaultUri: string };
  const secrets = new SecretClient(vaultUri, credential, { disableChallengeResourceVerification: true });
  const missing = async () =>
    (await checkVaults(workshop, { makeDataKey: true })).filter((one) => /data-key/.test(one));

  expect(await missing()).toEqual([]);
  const { value, properties: made } = await secrets.getSecret('data-key');
  await secrets.updateSecretProperties('data-key', made.version ?? '', { enabled: false });

  expect(Buffer.from(value ?? '', 'base64')).toHaveLength(32);
  expect(await missing()).toEqual([`${service} has no version of data-key that is enabled: enable one again`]);
});
