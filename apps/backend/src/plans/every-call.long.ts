import { randomInt, randomUUID } from 'node:crypto';
import { type ResourceId } from '@aro-rp/api';
import { type ActivityRecord, type FaultAction } from '@aro-rp/local-azure';
import { resource } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { callsOf, type OutwardCall, outwardCall, type Strike, strikeClusters } from '../testing/outward-calls.ts';
import { accept, workUntilEnded } from '../testing/worker-on.ts';
import { createWorld, type World } from '../testing/world.ts';

/** `all`: every call in every way. Else each call in one of the ways, which the seed deals out. */
const isAll = process.env.EVERY_CALL === 'all';
const seed = Number(process.env.EVERY_CALL_SEED ?? randomInt(2 ** 31));

let world: World;
let strikes: ReturnType<typeof strikeClusters>;
beforeAll(async () => {
  world = await createWorld();
  strikes = strikeClusters(world.azure);
}, 120_000);
afterEach(() => world.azure.faults.clear());
afterAll(() => world[Symbol.asyncDispose]());

let count = 0;
/** No name is a part of another. */
const newCluster = () => resource(`n${String(++count).padStart(4, '0')}n`, world.endpoints.subscriptionId);

async function run(id: ResourceId, kind: 'create' | 'delete', strike?: Strike) {
  const correlationId = randomUUID();
  const given = kind === 'create' ? await world.cluster(id) : {};
  await accept(world.database, id, { kind, ...given, correlation: { correlationId } });
  strikes.set(id, strike);
  const { document } = await workUntilEnded(world.database, id, () =>
    patient(world.worker({ spreadWithin: seconds(20) })),
  );
  strikes.set(id, undefined);
  const operation = await world.database.operations.get(id.subscriptionId, document.operationId);
  const records = world.azure.arm
    .requests()
    .filter((record) => record.correlationId === correlationId && record.deployment === undefined);
  return {
    state: document.provisioningState,
    error: operation?.document.error,
    diagnostics: operation?.document.diagnostics,
    records,
  };
}

/** A message whose take fails comes back, as the broker brings it back. */
const patient = ({ handler }: ReturnType<World['worker']>): Pick<ReturnType<World['worker']>, 'handler'> => ({
  handler: (...given) => handler(...given).catch(() => undefined),
});

/** What is in Azure for the cluster, by names that say nothing of which one it is. */
const resourcesOf = (id: ResourceId): string[] => [
  // How many workers are there already is the cluster's business: two are enough for it to be handed over.
  ...new Set(
    [
      'Microsoft.Network',
      'Microsoft.Compute',
      'Microsoft.Storage',
      'Microsoft.ContainerRegistry',
      'Microsoft.ManagedIdentity',
    ]
      .flatMap((namespace) => resourcesIn(namespace))
      .map((one) =>
        outwardCall(world.azure, id, 'IS', one)
          .replace(/-worker-[a-z]+[123]?-[a-z0-9]{5}/g, '-worker-*')
          .replaceAll(madeUp, '*'),
      )
      .filter((one) => one.includes('~'))
      .sort(),
  ),
];

/** Names that Azure and the cluster's cloud provider make up. */
const madeUp = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|a?[0-9a-f]{31,32}/g;

const resourcesIn = (namespace: string) =>
  world.azure.arm.view
    .children(`/subscriptions/${world.endpoints.subscriptionId}`)
    .concat(world.azure.arm.view.children(`/subscriptions/${world.endpoints.rp.subscriptionId}`))
    .filter((one) => one.type.startsWith(namespace))
    .map((one) => one.id);

/** Steps that say that they write the same thing twice: a name is reserved before it has an address, a subnet changes in turns. */
const mayDiffer = /\/(dnszones\/|subnets\/)/i;

function expectMadeOnce(records: readonly ActivityRecord[]): void {
  const made = records
    .filter(({ effect }) => effect === 'created')
    .map(({ resourceId = '' }) => resourceId.toLowerCase());
  expect(made.filter((one, index) => made.indexOf(one) !== index)).toEqual([]);
  const puts = Map.groupBy(
    records.filter(({ method, path }) => method === 'PUT' && !mayDiffer.test(path)),
    ({ path }) => path.toLowerCase(),
  );
  for (const [path, all] of puts) expect([path, new Set(all.map(({ bodyHash }) => bodyHash)).size]).toEqual([path, 1]);
}

/** Each of the calls fails the first time. */
const once = (calls: readonly OutwardCall[], action: FaultAction): Strike => {
  const left = new Set(calls);
  return (seen) => (left.delete(seen) ? action : undefined);
};

/** A process that dies sends nothing any more; another one goes on when its lease is over. */
const silence = 40;

/** At the first of each of the calls the process dies: from there on nothing leaves it. */
const dying = (calls: readonly OutwardCall[], answered: boolean): Strike => {
  const left = new Set(calls);
  let dead = 0;
  return (seen) => {
    if (dead > 0) {
      dead--;
      return { kind: 'drop' };
    }
    if (!left.delete(seen)) return undefined;
    dead = silence;
    return answered ? { kind: 'lose-answer' } : { kind: 'drop' };
  };
};

const faults: Record<string, FaultAction> = {
  'a 5xx': { kind: 'status', status: 503, code: 'ServiceUnavailable' },
  'a 429': { kind: 'status', status: 429, code: 'TooManyRequests', retryAfterMs: 1_000 },
  'no answer in time': { kind: 'hang' },
  'an answer lost after it took effect': { kind: 'lose-answer' },
};

const ways = [...Object.keys(faults), 'dead before', 'dead after'];

/** The calls that are struck in this way: of each so many in a row the seed's choice. */
function dealt(calls: readonly OutwardCall[], way: string): OutwardCall[] {
  const mine = ways.indexOf(way);
  return calls.filter((_, index) => isAll || (index + seed) % ways.length === mine);
}

async function inTurns<T>(all: readonly T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await work(next);
    }),
  );
}

describe(`every call of a create and of a delete, as local ARM has recorded them (EVERY_CALL_SEED=${seed})`, () => {
  let creating: OutwardCall[];
  let deleting: OutwardCall[];
  let undisturbed: string[];

  beforeAll(async () => {
    const id = newCluster();
    const created = await run(id, 'create');
    expect([created.state, created.error]).toEqual(['Succeeded', undefined]);
    undisturbed = resourcesOf(id);
    creating = callsOf(world.azure, id, created.records);
    const deleted = await run(id, 'delete');
    deleting = callsOf(world.azure, id, deleted.records);
    expectMadeOnce(created.records);
    expect(resourcesOf(id).filter((one) => !one.includes('/network-~'))).toEqual([]);
  }, 120_000);

  const disturbed = async (title: string, createStrike: Strike | undefined, deleteStrike: Strike | undefined) => {
    const id = newCluster();
    const created = await run(id, 'create', createStrike);
    expect([title, created.state, created.error, created.diagnostics]).toEqual([
      title,
      'Succeeded',
      undefined,
      undefined,
    ]);
    expectMadeOnce(created.records);
    expect([title, resourcesOf(id)]).toEqual([title, undisturbed]);
    const deleted = await run(id, 'delete', deleteStrike);
    expect([title, deleted.state, deleted.error]).toEqual([title, 'Succeeded', undefined]);
    expect([title, resourcesOf(id).filter((one) => !one.includes('/network-~'))]).toEqual([title, []]);
  };

  /** So many calls are struck in one life of a cluster. */
  const batches = (way: string, size: number) => {
    const [creates, removals] = [dealt(creating, way), dealt(deleting, way)];
    return Array.from({ length: Math.ceil(Math.max(creates.length, removals.length) / size) }, (_, index) => ({
      create: creates.slice(index * size, (index + 1) * size),
      remove: removals.slice(index * size, (index + 1) * size),
    }));
  };

  it.each(Object.entries(faults))(
    'that fails once with %s is made up for: nothing is made twice, nothing is left behind',
    async (name, action) => {
      expect(creating.length).toBeGreaterThan(30);
      await inTurns(batches(name, 6), 3, async ({ create, remove }) =>
        disturbed([name, ...create, ...remove].join('\n'), once(create, action), once(remove, action)),
      );
    },
    600_000,
  );

  it.each([
    ['before it is sent', 'dead before'],
    ['after it took effect', 'dead after'],
  ])(
    'is one at which the process may die %s: the same resources, one by one',
    async (name, way) => {
      const answered = way === 'dead after';
      // Fewer than the deaths in a row after which the worker takes a document for poison (W10).
      await inTurns(batches(way, 4), 3, async ({ create, remove }) =>
        disturbed([name, ...create, ...remove].join('\n'), dying(create, answered), dying(remove, answered)),
      );
    },
    600_000,
  );
});
