import { plan, step } from '@aro-rp/plan';
import { silentLog } from '@aro-rp/telemetry';
import { createFakeClock } from '@aro-rp/testing';
import { hours, milliseconds, seconds } from '@aro-rp/time';
import { createWorkBench, type WorkBench } from '../testing/work-bench.ts';
import { bookOf, currentVersion, readCluster, workerOn, workUntilEnded } from '../testing/worker-on.ts';
import { gather } from './gather.ts';
import { type PlanBook } from './slice.ts';

let bench: WorkBench;
beforeAll(async () => {
  bench = await createWorkBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const forever = new AbortController().signal;
const failing = step<object>('break', () => Promise.reject(new Error('broken')));
const bookWith = (diagnose: NonNullable<PlanBook<object>['diagnose']>): PlanBook<object> => ({
  ...bookOf(plan('create-cluster', { version: currentVersion('create-cluster'), deadline: hours(2) }, [failing])),
  diagnose,
});

/** @returns how the operation ended */
async function work(book: PlanBook<object>, given: Parameters<WorkBench['accepted']>[0] = {}) {
  const { id, message } = await bench.accepted(given);
  await workerOn(bench.database, book).handler(message, forever);
  const { document } = await readCluster(bench.database, id);
  const operation = await bench.database.operations.get(id.subscriptionId, document.operationId);
  return { state: document.provisioningState, ...operation?.document };
}

it('what is told of a step that failed for good is kept with the operation', async () => {
  const asked: unknown[] = [];

  const { state, diagnostics } = await work(
    bookWith(async (_, { kind }, why) => {
      asked.push(kind, why);
      return { console: 'kernel panic' };
    }),
  );

  expect([state, diagnostics?.parts]).toEqual(['Failed', { console: 'kernel panic' }]);
  expect(asked).toEqual(['create-cluster', expect.objectContaining({ step: 'break' })]);
});

it('what is told of a plan whose deadline has passed is kept', async () => {
  const { error, diagnostics } = await work(
    bookWith(async (_, __, why) => ({ why: String(why) })),
    { deadline: milliseconds(-1) },
  );

  expect([error?.code, diagnostics?.parts]).toEqual(['deadline', { why: 'deadline' }]);
});

it('a plan fails as it would have when nothing can be told', async () => {
  const { state, error, diagnostics } = await work(bookWith(() => Promise.reject(new Error('no network'))));

  expect([state, error?.code]).toEqual(['Failed', 'step']);
  expect(diagnostics).not.toHaveProperty('parts');
});

it('nothing is asked for after too many slices have died, since that may be what they died of', async () => {
  const asked: unknown[] = [];
  const poison: PlanBook<object> = {
    ...bookWith(async () => (asked.push('asked'), {})),
    context: () => {
      throw new Error('the document is poison');
    },
  };
  const { id } = await bench.accepted();

  const { document } = await workUntilEnded(bench.database, id, () => workerOn(bench.database, poison));

  const operation = await bench.database.operations.get(id.subscriptionId, document.operationId);
  expect([operation?.document.error?.code, asked]).toEqual(['attempts', []]);
});

describe('the time for it', () => {
  const times = { callTimeout: seconds(20) };
  const position = { kind: 'k', version: 1, id: 'i', cursor: 'c', attempts: 1, deadline: '2026-01-01T00:00:00.000Z' };
  const ask = (
    clock: ReturnType<typeof createFakeClock>,
    diagnose: NonNullable<PlanBook<object>['diagnose']>,
    given: { signal?: AbortSignal; left: number },
  ) =>
    gather(
      { clock, times, plans: bookWith(diagnose) },
      () => ({}),
      position as never,
      'deadline',
      { facts: {}, secrets: {} },
      { signal: given.signal ?? forever, until: clock.monotonic() + given.left, log: silentLog },
    );
  const untilAborted = (signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

  it.each([
    ['that of a call', 90_000, 20_000],
    ['half of what the slice has left, when that is less', 10_000, 5_000],
  ])('is %s; what is there by then is kept', async (_, left, limit) => {
    const clock = createFakeClock();
    let over = false;
    const asked = ask(
      clock,
      async (_context, _plan, _why, { signal }) => (await untilAborted(signal), (over = true), { one: 'part' }),
      { left },
    );

    await clock.advance(milliseconds(limit - 1));
    expect(over).toBe(false);
    await clock.advance(milliseconds(1));

    expect(await asked).toEqual({ one: 'part' });
  });

  it('is over for one that does not heed it', async () => {
    const clock = createFakeClock();
    const asked = ask(clock, () => new Promise(() => undefined), { left: 90_000 });

    await clock.advance(seconds(21));

    expect(await asked).toBeUndefined();
  });

  it("ends with the slice's own, whose reason is thrown", async () => {
    const abort = new AbortController();
    const asked = ask(createFakeClock(), () => new Promise(() => undefined), { left: 90_000, signal: abort.signal });
    const reason = new Error('lease lost');

    abort.abort(reason);

    await expect(asked).rejects.toBe(reason);
  });
});
