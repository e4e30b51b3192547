import { milliseconds, minutes, seconds } from '@aro-rp/time';
import { createFakeClock } from '@aro-rp/testing';
import { DeployError } from '../deploy-error.ts';
import { noInterruption, partsOf, recordProgress, release, settle } from '../testing/run-release.ts';
import { type Fate, SimulatedRegion } from '../testing/simulated-region.ts';
import { type ReleaseRequest, releaseService } from './release-service.ts';
import { type ReleaseDocument } from './record.ts';

function worldOf(fates: Record<string, Fate>, { isEmpty = false } = {}) {
  const clock = createFakeClock();
  const region = new SimulatedRegion(clock, fates);
  if (!isEmpty) {
    region.add('a', { looks: 2 });
    const current = { version: 'a', digest: 'sha256:a' };
    region.blobs.set('versions/eastus/frontend.json', { value: { current, at: '', by: '' }, etag: 1 });
  }
  const progress = recordProgress();
  let runs = 0;
  const given = (interruption = noInterruption) => ({
    ...{ region: region.asRegion(), clock, progress, interruption },
    run: `run-${(runs += 1)}`,
  });
  return {
    ...{ clock, region, progress, given },
    run: (request: ReleaseRequest, interruption = noInterruption) => release(given(interruption), request),
    names: () => [...region.sets.keys()],
    document: () => region.blobs.get('releases/eastus/frontend')?.value as ReleaseDocument,
    versions: () => region.blobs.get('versions/eastus/frontend.json')?.value,
  };
}

const failed = (ended: Awaited<ReturnType<typeof release>>) => {
  if (!('error' in ended)) throw new Error('it was released');
  return ended.error as DeployError;
};

it('deploys beside the old, soaks, and only then drains the old and writes down what runs', async () => {
  const { run, region, versions, document } = worldOf({ b: 'good' });

  const ended = await run({ version: 'b' });

  expect(ended).toEqual({ outcome: { version: 'b', digest: 'sha256:b', ending: 'released' } });
  expect(region.effects.filter((one) => !one.startsWith('write releases/'))).toEqual([
    ...['lease eastus/frontend', 'deploy frontend-b', 'stop repairs of frontend-a', 'delete frontend-a'],
    ...['write versions/eastus/frontend.json', 'drop autoscale', 'release the lease'],
  ]);
  expect(versions()).toMatchObject({
    current: { version: 'b', digest: 'sha256:b' },
    previous: { version: 'a', digest: 'sha256:a' },
    by: 'somebody (run-1)',
  });
  expect(document()).toMatchObject({ last: { version: 'b', ending: 'released' } });
});

it('has nothing to do for the version that runs', async () => {
  const { run, region } = worldOf({});

  expect(await run({ version: 'a' })).toEqual({
    outcome: { version: 'a', digest: 'sha256:a', ending: 'unchanged' },
  });
  expect(region.effects.filter((one) => /deploy|delete|claim|repairs/.test(one))).toEqual([]);
});

it('refuses the version that runs with another image', async () => {
  const { run, region } = worldOf({});

  const error = failed(await run({ version: 'a', digest: 'sha256:other' }));

  expect([error.kind, error.message]).toEqual(['refused', expect.stringContaining('a version is released once')]);
  expect(region.effects.filter((one) => /deploy|delete/.test(one))).toEqual([]);
});

it('refuses a scale set that nobody has recorded', async () => {
  const { run, region } = worldOf({});
  region.add('b', { looks: 2 });

  expect(failed(await run({ version: 'b' })).message).toBe(
    'frontend-b is there already, and no release of this tool has made it',
  );
});

it('refuses a second run while one is at it, and says whose that is', async () => {
  const { clock, given, run } = worldOf({ b: 'good', c: 'good' });
  const first = releaseService(partsOf(given()), { version: 'b' });
  await clock.advance(seconds(20));

  const error = failed(await run({ version: 'c' }));

  expect([error.kind, error.message]).toEqual([
    'refused',
    expect.stringMatching(/^frontend in eastus is being released by somebody \(run-1\) since 2026-/),
  ]);
  expect(await settle(clock, first)).toHaveProperty('outcome.ending', 'released');
});

it('a run that slept through its lease writes nothing more', async () => {
  const { clock, given, run, names, region } = worldOf({ b: 'good', c: 'good' });
  const sleeping = given();
  let isAsleep = false;
  const sleeper = releaseService(
    partsOf({
      ...sleeping,
      // Of its machine nothing moves while the others go on: renewals come to nothing, and calls return much later.
      region: {
        ...sleeping.region,
        blobs: {
          ...sleeping.region.blobs,
          lease: async (...place) => {
            const lease = await sleeping.region.blobs.lease(...place);
            if (lease === 'taken') return lease;
            return { ...lease, renew: () => (isAsleep ? clock.sleep(minutes(20)) : lease.renew()) };
          },
        },
        scaleSets: {
          ...sleeping.region.scaleSets,
          instances: async (name) => {
            if (isAsleep) await clock.sleep(minutes(15));
            return sleeping.region.scaleSets.instances(name);
          },
        },
      },
    }),
    { version: 'b' },
  );
  const ended = sleeper.catch((error: unknown) => error as DeployError);
  await clock.advance(seconds(45));
  isAsleep = true;
  await clock.advance(minutes(2));

  expect(await run({ version: 'c' })).toHaveProperty('outcome.ending', 'released');
  const effects = [...region.effects];
  await clock.advance(minutes(30));

  expect(await ended).toMatchObject({ kind: 'lost' });
  expect(region.effects).toEqual(effects);
  expect(names()).toEqual(['frontend-c']);
});

it('a run whose scale set another run has claimed stops', async () => {
  const { clock, given, region, names } = worldOf({ b: 'good' });
  const first = releaseService(partsOf(given()), { version: 'b' });
  await clock.advance(seconds(60));
  const claimed = region.sets.get('frontend-b');
  if (claimed) claimed.release = 'somebody-elses';

  expect(failed(await settle(clock, first))).toMatchObject({ kind: 'lost' });
  expect(names()).toEqual(['frontend-a', 'frontend-b']);
});

it.each<[Fate, string]>([
  ['never-healthy', 'after 5m frontend-b_0 is unhealthy, frontend-b_1 is unhealthy'],
  ['crashes', 'frontend-b_0 is unhealthy'],
  ['half-deployed', 'no machines of that size'],
  ['errs', '50 of 100 failed (50 %, 0 % at the version before; 1 % is the limit)'],
])('says why a version that %s is not released, and leaves the old one as it was', async (fate, reason) => {
  const { run, region, names } = worldOf({ b: fate });

  const error = failed(await run({ version: 'b' }));

  expect([error.kind, error.message]).toEqual([
    'failed',
    `frontend b is not released: ${reason}.\nEverything of it is gone, and what ran before runs.`,
  ]);
  expect(names()).toEqual(['frontend-a']);
  expect(region.effects.filter((one) => one.includes('frontend-a'))).toEqual([]);
});

it('tells the last lines of an instance that is not well, before it goes', async () => {
  const { run, progress } = worldOf({ b: 'never-healthy' });

  await run({ version: 'b' });

  const told = progress.told.indexOf('the last lines of frontend-b_0:');
  expect(progress.told.slice(told, told + 3)).toEqual([
    ...['the last lines of frontend-b_0:', '  it ends: /scale-sets/frontend-b/0'],
    'gives up: after 5m frontend-b_0 is unhealthy, frontend-b_1 is unhealthy',
  ]);
});

it('a first version that fails goes as well, unless it is to be kept for looking at', async () => {
  const gone = worldOf({ b: 'never-healthy' }, { isEmpty: true });
  const kept = worldOf({ b: 'never-healthy' }, { isEmpty: true });

  failed(await gone.run({ version: 'b' }));
  const error = failed(await kept.run({ version: 'b', keepFailed: true }));

  expect(gone.names()).toEqual([]);
  expect(kept.names()).toEqual(['frontend-b']);
  expect(error.message).toMatch(/Its scale set is still there; the same command tries it again\.$/);
});

it('a version that was kept is tried again, and replaced by another', async () => {
  const fates: Record<string, Fate> = { b: 'never-healthy', c: 'good' };
  const { run, names } = worldOf(fates, { isEmpty: true });
  await run({ version: 'b', keepFailed: true });
  await run({ version: 'b', keepFailed: true });
  expect(names()).toEqual(['frontend-b']);

  expect(await run({ version: 'c' })).toHaveProperty('outcome.ending', 'released');

  expect(names()).toEqual(['frontend-c']);
});

it('stops where it is when it is told to, and the same command goes on from there', async () => {
  const { clock, run, names, progress } = worldOf({ b: 'good' });
  const stop = new AbortController();
  clock.schedule(seconds(60), () => stop.abort(new DeployError('failed', 'stopped')));

  expect(failed(await run({ version: 'b' }, { ...noInterruption, stop: stop.signal })).message).toBe('stopped');
  expect(names()).toEqual(['frontend-a', 'frontend-b']);
  const before = progress.told.length;

  expect(await run({ version: 'b' })).toHaveProperty('outcome.ending', 'released');
  expect(progress.told[before]).toMatch(/^takes over b from somebody \(run-1\), who began at 2026-/);
  expect(progress.told.slice(before)).not.toContain('deploy frontend-b');
});

it('undoes when it is told to, and runs to its end when it is too late for that', async () => {
  const early = worldOf({ b: 'good' });
  const late = worldOf({ b: 'good' });
  const undoneAfter = ({ clock }: typeof early, after: number) => {
    const undo = new AbortController();
    clock.schedule(milliseconds(after), () => undo.abort(new DeployError('failed', 'somebody wants it undone')));
    return { ...noInterruption, undo: undo.signal };
  };

  const undone = failed(await early.run({ version: 'b' }, undoneAfter(early, seconds(60))));
  const released = await late.run({ version: 'b' }, undoneAfter(late, seconds(130)));

  expect(undone.message).toMatch(/^frontend b is not released: somebody wants it undone\./);
  expect(early.names()).toEqual(['frontend-a']);
  expect(released).toHaveProperty('outcome.ending', 'released');
});

it('knows an image that is not there before anything is begun', async () => {
  const { given, clock } = worldOf({});
  const parts = partsOf(given());
  const registry = { loginServer: 'registry.example', digestOf: () => Promise.resolve(undefined) };

  const ended = await settle(
    clock,
    releaseService({ ...parts, region: { ...parts.region, registry } }, { version: 'zzz' }),
  );

  expect(failed(ended)).toMatchObject({ kind: 'bad-input', message: 'registry.example has no image frontend:zzz' });
});
