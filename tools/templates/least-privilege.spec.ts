import { customer } from '../local-azure/src/entra/principals.ts';
import { type Attempt } from './privilege/attempt.ts';
import { controlAttempts } from './privilege/control.ts';
import { dataAttempts } from './privilege/data.ts';
import { registryAttempts } from './privilege/registry.ts';
import { everybody, prefix, startWorld, type Who, type World } from './privilege/world.ts';
import { grants, operatorGrants } from './region/cosmos.ts';

jest.setTimeout(120_000);

/** What each of them is there for, and nothing else. */
const meant: Record<Who, string[]> = {
  frontend: ['read rp-server in svc', 'read data-key in svc', ...inCosmos('frontend')],
  'change-feed': ['send to cluster-work', 'send to subscription-work', ...inCosmos('change-feed')],
  backend: [
    'receive from cluster-work',
    'receive from subscription-work',
    'read data-key in svc',
    'read rp-application in app',
    'read in installers',
    'read in installer-output',
    'write in installer-output',
    'write a record in eastus.example.com',
    ...[1, 2, 3].map((shard) => `make a private endpoint in endpoints at shard-${shard}`),
    'make a token in arosvc',
    'make credentials in arosvc',
    ...inCosmos('backend'),
  ],
  mirror: [
    'read source-registries in mir',
    'read in installers',
    'write in installers',
    'push to arosvc',
    'pull from arosvc',
    ...inCosmos('mirror'),
  ],
  host: ['pull from arosvc', 'publish a metric of the frontend'],
  application: ["name the backend's subnet in a customer's storage account"],
  // Every resource of ours, but neither data nor rights other than those that services need.
  pipeline: [
    'write a record in eastus.example.com',
    'write a record in example.com',
    ...[1, 2, 3].map((shard) => `make a private endpoint in endpoints at shard-${shard}`),
    'make a private endpoint in things at shard-1',
    'make a token in arosvc',
    'make credentials in arosvc',
    'push to arosvc',
    'pull from arosvc',
    ...['things', 'endpoints', 'global'].map((group) => `assign acrPull in ${group}`),
  ],
  operators: inCosmos('operators'),
};

/** Both roles of the pipeline read every resource, and pulling is reading. */
const twiceAllowed = ['pipeline: pull from arosvc'];

function inCosmos(who: keyof typeof grants | 'operators'): string[] {
  const granted = who === 'operators' ? operatorGrants : grants[who];
  return Object.entries(granted).flatMap(([container, actions]) => actions.map((one) => `${one} in ${container}`));
}

/** A role of Azure's or, of Cosmos DB's data plane, one of the account's. */
interface Assignment {
  id: string;
  properties: Record<string, string>;
}

let world: World;
let attempts: Attempt[];
beforeAll(async () => {
  world = await startWorld();
  attempts = [...dataAttempts(world), ...registryAttempts(world), ...controlAttempts(world)];
});
afterAll(() => world?.[Symbol.asyncDispose]());

async function allowed(who: Who, which = attempts): Promise<string[]> {
  const found: string[] = [];
  for (const attempt of which) if (await attempt.by(who)) found.push(attempt.what);
  return found;
}

/** All that is assigned in the subscription, but for what its owner had from the start. */
async function assignments(): Promise<Assignment[]> {
  const { under, groups } = world;
  const [subscription = ''] = groups.region.split('/resourceGroups');
  const account = `${groups.region}/providers/Microsoft.DocumentDB/databaseAccounts/${prefix}-db`;
  const paths = [`${subscription}/providers/Microsoft.Authorization/roleAssignments`, `${account}/sqlRoleAssignments`];
  const listed = paths.map(async (path) => {
    const { value, nextLink } = await under.ok('GET', path);
    if (nextLink !== undefined) throw new Error(`${path} has more than one page`);
    return value as Assignment[];
  });
  const owners = Object.values(customer.objectIds);
  return (await Promise.all(listed))
    .flat()
    .filter(({ properties }) => !owners.includes(properties['principalId'] ?? ''));
}

async function described({ properties }: Assignment): Promise<{ who: Who | undefined; name: string }> {
  const { principalId, roleDefinitionId = '', scope = '' } = properties;
  const who = everybody.find((one) => world.principal(one).principalId === principalId);
  const { roleName } = (await world.under.ok('GET', roleDefinitionId))['properties'] as { roleName: string };
  return { who, name: `${who ?? principalId}: ${roleName} at ${scope.split('/').slice(-2).join('/')}` };
}

it.each(everybody)('with the roles of the templates %s does what it is meant to do, and nothing else', async (who) => {
  expect((await allowed(who)).sort()).toEqual([...meant[who]].sort());
});

it('without any one of the roles something that it is for is refused, and nothing is allowed without a role', async () => {
  const idle: string[] = [];
  const lost = new Set<string>();
  for (const assignment of await assignments()) {
    const { who, name } = await described(assignment);
    const which = who ? attempts.filter(({ what }) => meant[who].includes(what)) : [];
    await world.under.remove(assignment.id);
    const left = who ? await allowed(who, which) : [];
    await world.under.make(assignment.id, { properties: assignment.properties });
    const refused = which.filter(({ what }) => !left.includes(what));
    if (refused.length === 0) idle.push(name);
    for (const { what } of refused) lost.add(`${who}: ${what}`);
  }

  expect(idle).toEqual([]);
  const all = everybody.flatMap((who) => meant[who].map((what) => `${who}: ${what}`));
  expect([...lost].sort()).toEqual(all.filter((one) => !twiceAllowed.includes(one)).sort());
});
