import { randomInt } from 'node:crypto';
import { type ActivityRecord, type FaultAction, seededRandom } from '@aro-rp/local-azure';
import { again } from '@aro-rp/plan';
import { milliseconds } from '@aro-rp/time';
import { type Described } from '../testing/azure-compared.ts';
import { type Circumstances, type LifeKind, lifeKinds, patience, type Place, placeIn } from '../testing/lives.ts';
import { createMortalBackend } from '../testing/mortal-backend.ts';
import { type OutwardCall } from '../testing/outward-calls.ts';
import { type CallStrike, isWrite, kindOf } from '../testing/seen-calls.ts';
import { workerOn } from '../testing/worker-on.ts';
import { calmTimes, createWorld, type World, worldTimes } from '../testing/world.ts';

const seed = Number(process.env.EVERY_CALL_SEED ?? randomInt(2 ** 31));
/** Worlds in which clusters live at the same time. */
const count = 4;

type Calls = Record<LifeKind, OutwardCall[]>;

const places: Place[] = [];
let calls: Calls;
let undisturbed: Record<LifeKind, Described[]>;
/** In which order an undisturbed operation writes other bodies, by the kind of the PUT. */
let bodies: Record<LifeKind, Map<OutwardCall, Set<string>>>;

beforeAll(async () => {
  // One after the other: the certificates of each are added to those that are trusted.
  for (let index = 0; index < count; index++) places.push(placeIn(await createWorld()));
  await learn();
}, 180_000);
afterAll(async () => {
  for (const { world } of places) await world[Symbol.asyncDispose]();
});

/** The plans, with what may pass tried again at once: that they wait longer and longer is the runner's own test. */
function hurried(world: World): ReturnType<World['planBook']> {
  const book = world.planBook(patience);
  return {
    ...book,
    find: (kind, version) => {
      const plan = book.find(kind, version);
      const steps = plan?.steps.map((step) => ({
        ...step,
        action: (...given: Parameters<typeof step.action>) =>
          step.action(...given).catch((error: unknown) => {
            const verdict = book.classify(error);
            if (given[1].signal.aborted || verdict.kind === 'fail') throw error;
            return again(milliseconds(100), verdict.waitingFor);
          }),
      }));
      return plan && steps && { ...plan, steps };
    },
  };
}

/** A backend that lives as long as the operation. @param isHurried: else as it is */
function steady({ world }: Place, strike: CallStrike, isHurried = true): Circumstances {
  const book = isHurried ? hurried(world) : world.planBook(patience);
  const worker = workerOn(world.database, book, { times: calmTimes });
  return { strike, worker: () => ({ handler: (...given) => worker.handler(...given).catch(() => undefined) }) };
}

/** What is asked for in every undisturbed life: others come and go with the time that Azure takes. */
async function learn(): Promise<void> {
  const seen: Record<LifeKind, Set<OutwardCall>>[] = [];
  const lives = await Promise.all(
    places.map((place) => {
      const mine = { create: new Set<OutwardCall>(), delete: new Set<OutwardCall>() };
      seen.push(mine);
      return place.live((kind) => steady(place, (call) => void mine[kind].add(call), false));
    }),
  );
  const [first] = lives;
  if (first === undefined) throw new Error('there is no place');
  undisturbed = { create: first.create.there, delete: first.delete.there };
  bodies = { create: new Map(), delete: new Map() };
  for (const life of lives)
    for (const kind of lifeKinds) {
      const { state, error, records, there } = life[kind];
      expect([kind, state, error, there]).toEqual([kind, 'Succeeded', undefined, undisturbed[kind]]);
      expect(madeTwice(records)).toEqual([]);
      for (const [call, all] of ordersOfBodies(life.clusterName, records))
        bodies[kind].set(call, new Set([...(bodies[kind].get(call) ?? []), ...all]));
    }
  const made = (kind: LifeKind) =>
    new Set(
      lives.flatMap((life) =>
        life[kind].records.map(({ method, path }) => kindOf(life.clusterName, 'arm', method, path)),
      ),
    );
  calls = { create: [], delete: [] };
  for (const kind of lifeKinds) {
    const ours = made(kind);
    const isOurs = (call: OutwardCall) => /^[a-z]/.test(call) || ours.has(call.replace(/ #\d+$/, ''));
    const all = [...new Set(seen.flatMap((life) => [...life[kind]]))].filter(isOurs);
    calls[kind] = all.filter((call) => seen.every((life) => life[kind].has(call)));
    // What Azure refuses while it is busy is asked for again, and sign-ins are kept for as long as they hold.
    const isRepeat = (call: OutwardCall) => / #\d+$/.test(call);
    expect(all.filter((call) => isWrite(call) && !isRepeat(call) && !calls[kind].includes(call))).toEqual([]);
  }
}

/** Resources that a request made which were there already. */
function madeTwice(records: readonly ActivityRecord[]): string[] {
  const made = records
    .filter(({ effect }) => effect === 'created')
    .map(({ resourceId = '' }) => resourceId.toLowerCase());
  return made.filter((one, index) => made.indexOf(one) !== index);
}

/** By the kind of the PUT: which of the bodies each resource got, one after the other, such as `0 1`. */
function ordersOfBodies(clusterName: string, records: readonly ActivityRecord[]): Map<OutwardCall, Set<string>> {
  const orders = new Map<OutwardCall, Set<string>>();
  const puts = Map.groupBy(
    records.filter(({ method }) => method === 'PUT'),
    ({ path }) => path.toLowerCase(),
  );
  for (const [path, all] of puts) {
    const hashes = all.map(({ bodyHash = '' }) => bodyHash);
    const distinct = [...new Set(hashes)];
    const order = hashes.filter((one, index) => one !== hashes[index - 1]).map((one) => distinct.indexOf(one));
    const call = kindOf(clusterName, 'arm', 'PUT', path);
    orders.set(call, (orders.get(call) ?? new Set()).add(order.join(' ')));
  }
  return orders;
}

/** A second body is written only where the steps do so when nothing is in their way: a name before it has an address, a subnet in turns. */
const otherBodies = (kind: LifeKind, clusterName: string, records: readonly ActivityRecord[]): string[] =>
  [...ordersOfBodies(clusterName, records)].flatMap(([call, orders]) =>
    [...orders]
      .filter((order) => order !== '0' && !bodies[kind].get(call)?.has(order))
      .map((order) => `${call}: ${order}`),
  );

/** What is left of the calls when they were struck, or the process has died at them. */
type Way = (place: Place, left: Set<OutwardCall>, kind: LifeKind) => Circumstances;

const failing =
  (action: FaultAction): Way =>
  (place, left) =>
    steady(place, (call) => (left.delete(call) ? action : undefined));

/** At each of the calls the process dies: before it is sent, or before its answer comes. */
const dying =
  (isSent: boolean): Way =>
  (place, left, kind) => {
    const ours = new Set(calls[kind]);
    const backend = createMortalBackend(place.world, patience, { ...worldTimes, sliceBudget: budgetOf(left) });
    return {
      worker: () => backend.worker(),
      strike: (call) => {
        if (backend.isSilent) {
          // What it would have sent at the same time is not sent either.
          if (!isSent) left.delete(call);
          return ours.has(call) ? { kind: 'drop' } : undefined;
        }
        if (!left.has(call) || !backend.die()) return undefined;
        left.delete(call);
        return { kind: isSent ? 'lose-answer' : 'drop' };
      },
    };
  };
/** Slices of many steps and of one, in turns. */
const budgetOf = ({ size }: Set<OutwardCall>) => (size % 2 === 0 ? worldTimes.sliceBudget : milliseconds(1));

/** One by one, each as often as it is there. */
function difference(there: readonly Described[], wanted: readonly Described[]) {
  const missing = [...wanted];
  const tooMuch = there.filter((one) => {
    const index = missing.indexOf(one);
    if (index >= 0) missing.splice(index, 1);
    return index < 0;
  });
  return { tooMuch, missing };
}

/** How a deletion goes on is asked only when Azure is not done with it by then: struck when it is asked. */
const isLuck = (call: OutwardCall) => call.includes('/operationresults/');

/** Lives of clusters until each of the calls was struck, or two in a row have made none of those that are left. */
async function strikeAll(name: string, place: Place, mine: Calls, way: Way): Promise<string[]> {
  const left = { create: new Set(mine.create), delete: new Set(mine.delete) };
  const missed = (kind: LifeKind) => [...left[kind]].filter((call) => !isLuck(call));
  const sizeOf = () => missed('create').length + missed('delete').length;
  for (let idle = 0; sizeOf() > 0 && idle < 2;) {
    const size = sizeOf();
    const life = await place.live((kind) => way(place, left[kind], kind));
    for (const kind of lifeKinds) {
      const { state, error, diagnostics, records, there } = life[kind];
      expect([name, kind, state, error, diagnostics]).toEqual([name, kind, 'Succeeded', undefined, undefined]);
      expect([name, kind, madeTwice(records)]).toEqual([name, kind, []]);
      expect([name, kind, otherBodies(kind, life.clusterName, records)]).toEqual([name, kind, []]);
      expect([name, kind, difference(there, undisturbed[kind])]).toEqual([name, kind, { tooMuch: [], missing: [] }]);
    }
    idle = sizeOf() === size ? idle + 1 : 0;
  }
  return lifeKinds.flatMap((kind) => missed(kind).map((call) => `${name}, ${kind}: ${call}`));
}

/** Each place has its share of the calls, as the seed deals them out. */
function shares(all: Calls): Calls[] {
  const random = seededRandom(seed);
  const dealt = (some: OutwardCall[]) => some.map((call) => ({ call, to: Math.floor(random() * count) }));
  const [creating, deleting] = [dealt(all.create), dealt(all.delete)];
  const of = (some: typeof creating, index: number) => some.filter(({ to }) => to === index).map(({ call }) => call);
  return places.map((_, index) => ({ create: of(creating, index), delete: of(deleting, index) }));
}

async function everyCall(name: string, all: Calls, way: Way): Promise<void> {
  const dealt = shares(all);
  const ended = await Promise.allSettled(
    places.map((place, index) => strikeAll(name, place, dealt[index] ?? { create: [], delete: [] }, way)),
  );
  const missed = ended.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  expect(missed.flat()).toEqual([]);
}

const writesOf = (all: Calls): Calls => ({ create: all.create.filter(isWrite), delete: all.delete.filter(isWrite) });

describe(`every call of a create and of a delete, as local Azure has seen them (EVERY_CALL_SEED=${seed})`, () => {
  it('is known: each kind of call, and each of the same writes; a delete leaves what the customer had', () => {
    expect(calls.create.length).toBeGreaterThan(80);
    expect(calls.delete.length).toBeGreaterThan(60);
    const isCustomers = (one: Described) => /\/network-~\/[^ ]*\/virtualNetworks\/vnet\/subnets\/[a-z]+ /.test(one);
    expect(undisturbed.delete.filter((one) => !isCustomers(one))).toEqual([]);
  });

  it.each<[string, FaultAction]>([
    ['a 5xx', { kind: 'status', status: 503, code: 'ServiceUnavailable' }],
    ['a 429', { kind: 'status', status: 429, code: 'TooManyRequests', retryAfterMs: 1_000 }],
    ['no answer in time', { kind: 'hang' }],
    ['an answer lost after it took effect', { kind: 'lose-answer' }],
  ])(
    'that fails once with %s is made up for: nothing is made twice, the same is there at the end',
    (name, action) => everyCall(name, calls, failing(action)),
    600_000,
  );

  it(
    'is one at which the process may die before it is sent: the same resources, one by one',
    () => everyCall('dead before', calls, dying(false)),
    600_000,
  );

  // What was only read leaves no trace: the process might as well have died before.
  it(
    'is one, if it writes, at which the process may die after it took effect: the same resources, one by one',
    () => everyCall('dead after', writesOf(calls), dying(true)),
    600_000,
  );
});
