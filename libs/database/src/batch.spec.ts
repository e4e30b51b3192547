import { type FaultRule } from '@aro-rp/local-azure';
import { randomUUID } from 'node:crypto';
import { milliseconds } from '@aro-rp/time';
import fc from 'fast-check';
import { batch } from './batch.ts';
import { type Stored } from './cosmos/stored.ts';
import { type ETag, type Lease } from './documents.ts';
import { create, mutate, remove } from './single.ts';
import { Unchanged } from './stores.ts';
import { pathOn } from './testing/path-on.ts';
import { useCosmos } from './testing/use-cosmos.ts';

interface Counter extends Stored {
  partitionKey: string;
  count: number;
  seen?: string[];
  lease?: Lease;
  ttl?: number;
}

const { context, cosmos, strike } = useCosmos();
let on: Awaited<ReturnType<typeof pathOn>>;
beforeAll(async () => {
  on = await pathOn(cosmos);
});
beforeEach(() => on.outcomes.splice(0));
afterAll(() => on.dispose());

const place = (id: string = randomUUID()) => ({ name: 'test', partitionKey: 'p', id });
const counter = (id: string): Counter => ({ id, partitionKey: 'p', count: 0 });
const never = () => false;
const increment = (current: Readonly<Counter>): Counter => ({ ...current, count: current.count + 1 });
const made = async () => {
  const at = place();
  await create(on.path, at, counter(at.id), never);
  return at;
};
const read = async (at: { partitionKey: string; id: string }) =>
  (await on.path.container.read<Counter>(at.partitionKey, at.id))?.document;

describe('one writer', () => {
  it('begins the revision at server time and counts it up in every write', async () => {
    const at = place();

    const first = await create(on.path, at, counter(at.id), never);
    const second = await mutate<Counter>(on.path, at, increment);

    expect(Math.abs(first.document.revision! - Date.now())).toBeLessThan(60_000);
    expect(second.document).toEqual({ ...counter(at.id), count: 1, revision: first.document.revision! + 1 });
    expect(second.etag).not.toBe(first.etag);
    expect(second.writtenAt % 1_000).toBe(0);
    expect(on.outcomes).toEqual(['written', 'written']);
  });

  it('writes nothing when the change wants nothing', async () => {
    const at = await made();
    const before = await on.path.container.read<Counter>(at.partitionKey, at.id);

    const after = await mutate<Counter>(on.path, at, () => Unchanged);

    expect(after).toEqual(before);
    expect(on.outcomes.at(-1)).toBe('unchanged');
  });

  it('meets an own stale If-Match with an error and never retries it away', async () => {
    const at = await made();
    const change = jest.fn(increment);

    const stale = mutate<Counter>(on.path, at, change, { ifMatch: '"other"' as ETag });

    await expect(stale).rejects.toMatchObject({ kind: 'precondition-failed' });
    expect(change).not.toHaveBeenCalled();
  });

  it('stops at a fence that is not its own', async () => {
    const at = await made();

    await expect(mutate<Counter>(on.path, at, increment, { fence: 'mine' })).rejects.toMatchObject({
      kind: 'lost-lease',
    });
    expect(on.outcomes.at(-1)).toBe('lost-lease');
  });

  it('cannot change what is not there', async () => {
    await expect(mutate<Counter>(on.path, place(), increment)).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('meets an existing document in a create', async () => {
    const at = await made();

    await expect(create(on.path, at, counter(at.id), never)).rejects.toMatchObject({ kind: 'already-exists' });
  });

  it('removes once, and finds nothing the second time', async () => {
    const at = await made();

    await remove(on.path, at);
    await remove(on.path, at);

    expect(await read(at)).toBeUndefined();
    expect(on.outcomes.slice(-2)).toEqual(['written', 'unchanged']);
  });

  it('does not remove another version than the caller named', async () => {
    const at = await made();

    await expect(remove(on.path, at, { ifMatch: '"other"' as ETag })).rejects.toMatchObject({
      kind: 'precondition-failed',
    });
    expect(await read(at)).toBeDefined();
  });

  it('refuses a document over the limit of Cosmos DB', async () => {
    const at = await made();

    await expect(
      mutate<Counter>(on.path, at, (current) => ({ ...current, seen: ['x'.repeat(2_200_000)] })),
    ).rejects.toMatchObject({ kind: 'too-large' });
  });

  it('stops with the reason of the caller while the server hangs', async () => {
    const at = await made();
    const abort = new AbortController();
    strike({ kind: 'hang' });

    const hanging = mutate<Counter>(on.path, at, increment, { signal: abort.signal });
    setImmediate(() => abort.abort(new Error('drained')));

    await expect(hanging).rejects.toThrow('drained');
  });
});

describe('several documents', () => {
  it('are written together or not at all, and start over when one was stale', async () => {
    const [a, b] = [await made(), await made()];
    const stale = (await on.path.container.read<Counter>('p', b.id))!;
    await mutate<Counter>(on.path, b, increment);
    const tries: (number | undefined)[] = [];

    await batch(on.path, {
      name: 'test',
      partitionKey: 'p',
      ids: [a.id, b.id],
      seen: [{ id: b.id, version: stale }],
      change(found) {
        const both = [a.id, b.id].map((id) => found.get<Counter>(id)!.document);
        tries.push(both[1]?.count);
        return { kind: 'write', put: both.map(increment), result: undefined };
      },
    });

    expect(tries).toEqual([0, 1]);
    expect([(await read(a))?.count, (await read(b))?.count]).toEqual([1, 2]);
  });

  it('must be read before they are written', async () => {
    const [a, b] = [await made(), place()];

    const blind = batch(on.path, {
      name: 'test',
      partitionKey: 'p',
      ids: [a.id],
      change: () => ({ kind: 'write', put: [counter(b.id)], result: undefined }),
    });

    await expect(blind).rejects.toThrow('was not read');
  });
});

describe('faults', () => {
  it.each([412, 449, 409])('starts over after a storm of %i', async (status) => {
    const at = await made();
    strike({ kind: 'status', status }, { times: 5 });

    await mutate<Counter>(on.path, at, increment);

    expect((await read(at))?.count).toBe(1);
  });

  it('gives up when others are always faster', async () => {
    const at = await made();
    strike({ kind: 'status', status: 412 }, { times: 1_000 });

    await expect(mutate<Counter>(on.path, at, increment)).rejects.toMatchObject({ kind: 'contended' });
    expect(on.outcomes.at(-1)).toBe('contended');
  });

  it('waits out a short throttling', async () => {
    const at = await made();
    strike({ kind: 'status', status: 429, retryAfterMs: 1 }, { times: 4 });

    await mutate<Counter>(on.path, at, increment);

    expect((await read(at))?.count).toBe(1);
  });

  it('passes a long throttling on with the time that Cosmos DB named', async () => {
    const at = await made();
    strike({ kind: 'status', status: 429, retryAfterMs: 2 }, { times: 1_000 });

    await expect(mutate<Counter>(on.path, at, increment)).rejects.toMatchObject({
      kind: 'throttled',
      retryAfterMs: 2,
    });
  });

  it.each<FaultRule['action']>([
    { kind: 'drop' },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 408 },
  ])('writes once when the first try met $kind $status', async (action) => {
    const at = await made();
    strike(action);

    await mutate<Counter>(on.path, at, increment);

    expect((await read(at))?.count).toBe(1);
  });

  it('gives up when no try has an answer', async () => {
    const at = await made();
    strike({ kind: 'drop' }, { times: 1_000 });

    await expect(mutate<Counter>(on.path, at, increment)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('does not repeat what Cosmos DB refuses for good', async () => {
    const at = await made();
    const rule = strike({ kind: 'status', status: 403 }, { times: 1_000 });

    await expect(mutate<Counter>(on.path, at, increment)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(context.faults.list().find(({ id }) => id === rule)?.struck).toBe(1);
  });

  it('recognises an own create whose answer was lost', async () => {
    const at = place();
    strike({ kind: 'lose-answer' });

    const made = await create(on.path, at, counter(at.id), () => true);

    expect(made.document).toMatchObject(counter(at.id));
  });

  it('stops waiting for an answer after the time-out of a call', async () => {
    const short = await pathOn(cosmos, milliseconds(250));
    const at = place();
    await create(short.path, at, counter(at.id), never);
    strike({ kind: 'hang' });

    await mutate<Counter>(short.path, at, increment);

    expect((await short.path.container.read<Counter>('p', at.id))?.document.count).toBe(1);
    short.dispose();
  });
});

describe('writers at the same time', () => {
  it('lose no update, whatever storms they meet', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 6 }),
        fc.constantFrom(412, 449, 409),
        async (writers, status) => {
          context.faults.clear();
          strike({ kind: 'status', status }, { probability: 0.2 });
          const at = place();
          await create(on.path, at, counter(at.id), never);

          await Promise.all(
            writers.map(async (times) => {
              for (let n = 0; n < times; n += 1) await mutate<Counter>(on.path, at, increment);
            }),
          );

          const total = writers.reduce((sum, times) => sum + times, 0);
          const final = await on.path.container.read<Counter>('p', at.id);
          expect(final?.document.count).toBe(total);
        },
      ),
      { numRuns: 15 },
    );
  }, 60_000);

  it('write what they recognise exactly once, though answers are lost', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 6 }), async (writers) => {
        context.faults.clear();
        strike({ kind: 'lose-answer' }, { probability: 0.3 });
        const at = place();
        await create(on.path, at, counter(at.id), () => true);
        const tokens = Array.from({ length: writers }, (_, n) => `w${n}`);

        await Promise.all(
          tokens.map((token) =>
            mutate<Counter>(on.path, at, (current) =>
              current.seen?.includes(token) ? Unchanged : { ...current, seen: [...(current.seen ?? []), token] },
            ),
          ),
        );

        expect((await read(at))?.seen?.sort()).toEqual(tokens);
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});
