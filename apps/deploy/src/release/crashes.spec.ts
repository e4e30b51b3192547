import { type Duration, minutes, seconds } from '@aro-rp/time';
import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import fc from 'fast-check';
import { DeployError } from '../deploy-error.ts';
import { containers } from './documents.ts';
import { type ReleaseDocument, type VersionsDocument } from './record.ts';
import { noInterruption, release } from '../testing/run-release.ts';
import { type Fate, Killed, SimulatedRegion } from '../testing/simulated-region.ts';

interface World {
  clock: FakeClock;
  region: SimulatedRegion;
}

/** Version `a` runs. */
function worldOf(fates: Record<string, Fate>): World {
  const clock = createFakeClock();
  const region = new SimulatedRegion(clock, fates);
  region.add('a', { looks: 2 });
  const current = { version: 'a', digest: 'sha256:a' };
  region.blobs.set('versions/eastus/frontend.json', { value: { current, at: '', by: '' }, etag: 1 });
  return { clock, region };
}

const documentOf = ({ region }: World) =>
  region.blobs.get(`${containers.releases}/eastus/frontend`)?.value as ReleaseDocument;
const versionsOf = ({ region }: World) =>
  region.blobs.get(`${containers.versions}/eastus/frontend.json`)?.value as VersionsDocument;

/** What is there when nobody works on anything. */
const stateOf = (world: World) => ({
  sets: [...world.region.sets.values()].map(({ version, repairs }) => ({
    version,
    repairs,
    isServing: world.region.isServing(`frontend-${version}`),
  })),
  autoscale: [...world.region.autoscale],
  current: versionsOf(world).current.version,
  underWay: documentOf(world).release,
});
const alone = (version: string) => ({
  sets: [{ version, repairs: true, isServing: true }],
  autoscale: [`frontend-${version}`],
  current: version,
  underWay: undefined,
});

let runs = 0;
/** @param undoneAfter whoever started it wants it undone then */
function run({ region, clock }: World, version: string, undoneAfter?: Duration) {
  const undo = new AbortController();
  if (undoneAfter !== undefined)
    clock.schedule(undoneAfter, () => undo.abort(new DeployError('failed', 'it is to be undone')));
  const interruption = { ...noInterruption, undo: undo.signal };
  return release({ region: region.asRegion(), clock, run: `run-${(runs += 1)}`, interruption }, { version });
}

/** It dies at a write, and somebody comes when the lease has ended. */
async function crashAt(world: World, { version, writes, afterEffect, undone }: Crash) {
  world.region.revive(writes, afterEffect);
  const ended = await run(world, version, undone);
  world.region.revive();
  await world.clock.advance(minutes(2));
  return 'error' in ended && ended.error instanceof Killed;
}

interface Crash {
  version: string;
  writes: number;
  afterEffect: boolean;
  undone?: Duration | undefined;
}

const fates: Fate[] = ['good', 'never-healthy', 'crashes', 'crashes-late', 'half-deployed', 'errs'];

describe.each(fates)('a release of a version whose fate is %s', (fate) => {
  const expected = fate === 'good' ? 'b' : 'a';

  it('ends with one version alone', async () => {
    const world = worldOf({ b: fate });

    const ended = await run(world, 'b');

    expect('outcome' in ended).toBe(fate === 'good');
    expect(stateOf(world)).toEqual(alone(expected));
    expect(world.region.violations).toEqual([]);
  });

  it('ends with the same one by a second run, when the first died around any of its writes', async () => {
    let writes = 0;
    for (let died = true; died; writes += 1)
      for (const afterEffect of [false, true]) {
        const world = worldOf({ b: fate });
        died = await crashAt(world, { version: 'b', writes, afterEffect });

        await run(world, 'b');

        const at = { writes, afterEffect };
        expect({ at, ...stateOf(world) }).toEqual({ at, ...alone(expected) });
        expect({ at, violations: world.region.violations }).toEqual({ at, violations: [] });
      }
    expect(writes).toBeGreaterThan(8);
  });
});

it('something serves at every moment and one version is left, whoever dies, and whatever is asked for next', async () => {
  const crash = fc.record({
    version: fc.constantFrom('a', 'b', 'c'),
    writes: fc.nat({ max: 16 }),
    afterEffect: fc.boolean(),
    undone: fc.option(fc.integer({ min: 0, max: 200 }).map(seconds), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...fates),
      fc.constantFrom(...fates),
      fc.array(crash, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('a', 'b', 'c'),
      async (b, c, crashes, last) => {
        const world = worldOf({ b, c });
        for (const one of crashes) await crashAt(world, one);

        const ended = await run(world, last);

        const { sets, current, ...rest } = stateOf(world);
        expect(world.region.violations).toEqual([]);
        expect(sets).toEqual([{ version: current, repairs: true, isServing: true }]);
        expect(rest).toEqual({ autoscale: [`frontend-${current}`], underWay: undefined });
        if ('outcome' in ended) expect(current).toBe(last);
        expect(({ a: 'good', b, c } as Record<string, Fate>)[current]).toBe('good');
      },
    ),
    { numRuns: 100 },
  );
});
