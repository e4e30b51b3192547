import { type ResourceId } from '@aro-rp/api';
import { type Database, type PlanEnd } from '@aro-rp/database';
import { clusterOf, resource } from '@aro-rp/testing';
import { milliseconds, minutes, seconds } from '@aro-rp/time';
import fc from 'fast-check';
import { createPagingBench, gone, subscriptionOn } from '../testing/subscription-bench.ts';
import { type WorkBench } from '../testing/work-bench.ts';
import { accept } from '../testing/worker-on.ts';

const failed: PlanEnd = { provisioningState: 'Failed', error: { code: 'DeletionFailed', message: 'no' } };

describe('the deletion of a subscription', () => {
  let bench: WorkBench;
  let database: Database;
  beforeAll(async () => {
    ({ bench, database } = await createPagingBench());
  });
  afterEach(() => bench.faults.clear());
  afterAll(() => bench[Symbol.asyncDispose]());

  const clusters = (many: number, make: (name: string) => Promise<ResourceId>) =>
    Promise.all(Array.from({ length: many }, (_, n) => make(`c${String(n).padStart(3, '0')}`)));

  it('gives each cluster at rest its deletion, and waits for those that are worked on', async () => {
    const deletion = subscriptionOn(database);
    const [working, ready, broken] = [
      await deletion.creating('a'),
      await deletion.atRest('b'),
      await deletion.atRest('c', failed),
    ];

    const result = await deletion.run();

    expect(result).toMatchObject({ kind: 'again', waitingFor: '3 clusters: 1 Creating, 2 Deleting' });
    expect((await deletion.read(working)).plan?.kind).toBe('create-cluster');
    for (const id of [ready, broken]) {
      const { provisioningState, plan, operationId } = await deletion.read(id);
      expect([provisioningState, plan?.kind]).toEqual(['Deleting', 'delete-cluster']);
      const operation = await database.operations.get(id.subscriptionId, operationId);
      expect(operation?.document).toMatchObject({
        kind: 'delete',
        status: 'Deleting',
        correlation: { correlationId: deletion.context.planId },
      });
    }
  });

  it('deletes a cluster that was worked on when it is at rest, and ends when none is left', async () => {
    const deletion = subscriptionOn(database);
    const id = await deletion.creating('a');

    await deletion.run();
    await deletion.end(id);
    await deletion.run();
    const running = await deletion.run();
    await deletion.end(id, gone);

    expect(running).toMatchObject({ kind: 'again', waitingFor: '1 cluster: 1 Deleting' });
    expect(await deletion.run()).toMatchObject({ kind: 'done' });
  });

  it('holds on to the names of a cluster until it is gone', async () => {
    const deletion = subscriptionOn(database);
    const id = await deletion.atRest('a');
    const { reservations } = await deletion.read(id);

    await deletion.run();

    expect((await deletion.read(id)).reservations).toEqual(reservations);
  });

  it('does nothing when the subscription is not deleted any more', async () => {
    const deletion = subscriptionOn(database, { state: 'Registered' });
    const id = await deletion.atRest('a');

    expect(await deletion.run()).toEqual({ kind: 'done' });

    expect((await deletion.read(id)).provisioningState).toBe('Succeeded');
  });

  it('leaves the clusters of others alone', async () => {
    const [deletion, other] = [subscriptionOn(database), subscriptionOn(database)];
    const id = await other.atRest('a');

    expect(await deletion.run()).toMatchObject({ kind: 'done' });

    expect((await other.read(id)).provisioningState).toBe('Succeeded');
  });

  it('reads page by page, over as many slices as it takes, and rests longer the more are left', async () => {
    const deletion = subscriptionOn(database, { readingFor: milliseconds(0), pollEvery: milliseconds(1) });
    const ids = await clusters(7, deletion.atRest);

    const first = await deletion.run();
    const second = await deletion.run();
    const third = await deletion.run();

    expect([first, second, third]).toMatchObject([
      { after: 0, waitingFor: '3 clusters: 3 Deleting; more to be read' },
      { after: 0, waitingFor: '6 clusters: 6 Deleting; more to be read' },
      { after: 140, waitingFor: '7 clusters: 7 Deleting' },
    ]);
    for (const id of ids) expect((await deletion.read(id)).provisioningState).toBe('Deleting');
  });

  it('begins its list anew when the place that was stored is refused', async () => {
    const deletion = subscriptionOn(database, { readingFor: milliseconds(0) });
    await clusters(4, deletion.atRest);
    await deletion.run();
    const facts = {
      pass: { planId: deletion.context.planId, place: 'forged', remaining: { states: {}, some: [] } },
    };

    const refused = await deletion.run({ facts });

    expect(refused).toMatchObject({ kind: 'again', after: 0 });
    expect(await deletion.run()).toMatchObject({ waitingFor: '3 clusters: 3 Deleting; more to be read' });
  });

  it('is not held up by a cluster that cannot be read, and names it', async () => {
    const deletion = subscriptionOn(database);
    const [broken, other] = [resource('a', deletion.context.subscriptionId), await deletion.atRest('b')];
    await accept(database, broken, { cluster: { ...clusterOf(broken), id: 'nonsense' } });
    await deletion.end(broken);

    const result = await deletion.run();

    expect(result).toMatchObject({
      waitingFor: '2 clusters: 1 unreadable, 1 Deleting',
      facts: { pass: { remaining: { some: [broken.key, other.key] } } },
    });
  });

  describe('that fails for a cluster', () => {
    const failing = async () => {
      const deletion = subscriptionOn(database);
      const id = await deletion.atRest('a');
      await deletion.run();
      await deletion.end(id, failed);
      return { deletion, id };
    };

    it('is tried again after a while, with an operation of its own', async () => {
      const { deletion, id } = await failing();
      const { operationId } = await deletion.read(id);

      const early = await deletion.run();
      deletion.later(seconds(32));
      await deletion.run();

      expect(early).toMatchObject({ kind: 'again', waitingFor: '1 cluster: 1 Failed to be deleted' });
      const again = await deletion.read(id);
      expect(again.provisioningState).toBe('Deleting');
      expect(again.operationId).not.toBe(operationId);
    });

    it('is tried again later the longer it has been tried', async () => {
      const { deletion, id } = await failing();
      const begunLongAgo = { startedAt: deletion.context.now() - minutes(20) };

      deletion.later(minutes(9));
      const early = await deletion.run(begunLongAgo);
      deletion.later(minutes(2));
      await deletion.run(begunLongAgo);

      expect(early).toMatchObject({ waitingFor: '1 cluster: 1 Failed to be deleted' });
      expect((await deletion.read(id)).provisioningState).toBe('Deleting');
    });
  });

  describe('and a request that was let in before', () => {
    it('does not end before such a request must have ended, and deletes what it has made', async () => {
      const deletion = subscriptionOn(database, { requestsEndWithin: minutes(2) });

      const empty = await deletion.run();
      // Its gate has read the subscription while that was registered.
      const late = await deletion.creating('late');
      const seen = await deletion.run();
      await deletion.end(late);
      await deletion.run();
      await deletion.end(late, gone);
      const emptyAgain = await deletion.run();
      deletion.later(minutes(2));

      expect(empty).toMatchObject({ kind: 'again', waitingFor: 'requests that were let in before' });
      expect((empty as { after: number }).after).toBeGreaterThan(minutes(1));
      expect(seen).toMatchObject({ waitingFor: '1 cluster: 1 Creating' });
      expect(emptyAgain).toMatchObject({ kind: 'again' });
      expect(await deletion.run()).toMatchObject({ kind: 'done' });
    });
  });

  it('accepts nothing twice, whoever repeats what and whatever answers are lost, and leaves none', async () => {
    const event = fc.record({
      endIsLost: fc.boolean(),
      fault: fc.constantFrom('lose-answer', 'drop', undefined),
      twice: fc.boolean(),
      ends: fc.array(fc.constantFrom('succeed', 'fail', 'wait'), { minLength: 3, maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 6 }), async (events) => {
        const deletion = subscriptionOn(database);
        const ids = [await deletion.creating('a'), await deletion.atRest('b'), await deletion.atRest('c')];
        const failures = ids.map(() => 0);
        const operations = ids.map(() => new Set<string>());
        const note = async () => {
          for (const [n, id] of ids.entries()) {
            const { provisioningState, operationId, plan } = await deletion.read(id);
            if (provisioningState === 'Deleting' && plan) operations[n]?.add(operationId);
          }
        };
        const settle = async (n: number, how: string) => {
          const id = ids[n]!;
          const { provisioningState } = await deletion.read(id);
          if (how === 'wait' || !['Creating', 'Deleting'].includes(provisioningState)) return;
          if (provisioningState === 'Creating')
            return void (await deletion.end(id, how === 'fail' ? failed : undefined));
          if (how === 'fail') failures[n]! += 1;
          await deletion.end(id, how === 'fail' ? failed : gone);
        };

        for (const { endIsLost, fault, twice, ends } of events) {
          if (fault) bench.faults.add({ service: 'cosmos', method: 'BATCH', action: { kind: fault } });
          await Promise.all([deletion.run({ endIsLost }), ...(twice ? [deletion.run({ endIsLost: true })] : [])]);
          await note();
          for (const [n, how] of ends.entries()) await settle(n, how);
          deletion.later(minutes(21));
        }
        for (let rounds = 0; (await deletion.run()).kind !== 'done'; rounds++) {
          expect(rounds).toBeLessThan(20);
          await note();
          for (const n of ids.keys()) await settle(n, 'succeed');
          deletion.later(minutes(21));
        }

        for (const [n, id] of ids.entries()) {
          expect(await deletion.read(id)).toHaveProperty('tombstone', true);
          expect([n, operations[n]?.size]).toEqual([n, 1 + failures[n]!]);
        }
      }),
      { numRuns: 15 },
    );
  });
});
