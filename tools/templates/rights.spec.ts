import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folder } from './files.ts';
import { assignedRoles } from './rights.ts';
import { builtInRoles, ownRoles, type RoleName } from './roles.ts';
import { deploy, type Put, subscription } from './testing.ts';

const root = join(__dirname, '../..');
const putsOf = async (name: string) => deploy(await readFile(join(root, folder, `${name}.json`), 'utf8')).puts;

const definitions = () => putsOf('own-roles');
async function roleNames(): Promise<Record<string, string>> {
  const own = Object.keys(ownRoles).map((name, index) => [name, index] as const);
  const made = await definitions();
  return Object.fromEntries([
    ...Object.entries(builtInRoles).map(([name, guid]) => [guid, name]),
    ...own.map(([name, index]) => [made[index]?.name, name]),
  ]);
}

async function assignmentsIn(...templates: string[]): Promise<[string, string, string][]> {
  const names = await roleNames();
  const puts = (await Promise.all(templates.map(putsOf))).flat();
  return puts
    .filter(({ type }) => type === 'Microsoft.Authorization/roleAssignments')
    .map(({ id, body }: Put) => {
      const { principalId, roleDefinitionId } = body['properties'] as Record<string, string>;
      const scope = id.split('/providers/Microsoft.Authorization/')[0]?.split('/').slice(-1)[0] ?? '';
      return [
        String(principalId).replace('principal of ', ''),
        names[roleDefinitionId?.split('/').at(-1) ?? ''] ?? 'unknown',
        scope,
      ];
    });
}

it('each identity has the Azure roles of its service, on what it works with and no more', async () => {
  const assigned = await assignmentsIn('region-shared', 'region-endpoints', 'global-region');

  expect(assigned.map((one) => one.join(' ')).sort()).toEqual(
    [
      'frontend keyVaultSecretsUser rp-server',
      'frontend keyVaultSecretsUser data-key',
      'change-feed serviceBusDataSender cluster-work',
      'change-feed serviceBusDataSender subscription-work',
      'backend serviceBusDataReceiver cluster-work',
      'backend serviceBusDataReceiver subscription-work',
      'backend keyVaultSecretsUser data-key',
      'backend keyVaultSecretsUser rp-application',
      'backend blobDataContributor installer-output',
      'backend blobDataReader installers',
      'backend dnsZoneContributor eastus.example.com',
      'backend networkShards shard-1',
      'backend networkShards shard-2',
      'backend networkShards shard-3',
      'b0000000-0000-4000-8000-000000000010 serviceSubnets backend',
      'backend privateEndpoints aro-eastus',
      'backend registryTokens arosvc',
      'mirror keyVaultSecretsUser source-registries',
      'mirror blobDataContributor installers',
      'mirror acrPush arosvc',
      'host acrPull arosvc',
      'host monitoringMetricsPublisher aro-eastus',
    ].sort(),
  );
});

it('the pipeline may give away what the templates assign, and nothing else', async () => {
  const puts = await putsOf('pipeline-rights');
  const names = await roleNames();
  const conditions = puts.map(({ body }) => (body['properties'] as { condition?: string }).condition ?? '');

  const allowed = [...conditions.join('').matchAll(/GuidEquals \{([^}]+)\}/g)].map(([, list = '']) =>
    list.split(', ').map((guid) => names[guid]),
  );
  expect(allowed).toEqual([assignedRoles, assignedRoles]);

  const templates = ['region-shared', 'region-endpoints', 'global-region'];
  const assigned = new Set((await assignmentsIn(...templates)).map(([, role]) => role as RoleName));
  expect([...assigned].sort()).toEqual([...assignedRoles].sort());
});

it('whoever may give roles away has a condition', async () => {
  for (const { body } of await putsOf('pipeline-rights')) {
    const { roleDefinitionId, condition } = body['properties'] as Record<string, string>;
    const givesAway = roleDefinitionId?.endsWith(builtInRoles.roleBasedAccessControlAdministrator);
    expect([roleDefinitionId, condition !== undefined]).toEqual([roleDefinitionId, givesAway]);
  }
});

it('the roles of our own have names that no other subscription of the directory has', async () => {
  const made = await definitions();

  expect(made.map(({ body }) => (body['properties'] as { roleName: string }).roleName)).toEqual(
    Object.values(ownRoles).map(({ roleName }) => `${roleName} ${subscription}`),
  );
  expect(new Set(made.map(({ name }) => name)).size).toBe(made.length);
});
