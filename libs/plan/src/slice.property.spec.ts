import { type Clock, hours, milliseconds, seconds } from '@aro-rp/time';
import fc from 'fast-check';
import { again, done, plan, type PlanPosition, runSlice, type SliceOptions, step } from './index.ts';

/** What one run of a step does: the last behaviour of a step is always `done`. */
interface Behaviour {
  kind: 'again' | 'retry' | 'crash-before' | 'crash-after';
  takes: number;
}

const behaviour = fc.record({
  kind: fc.constantFrom<Behaviour['kind']>('again', 'retry', 'crash-before', 'crash-after'),
  takes: fc.integer({ min: 0, max: 15_000 }),
});
const script = fc.array(fc.array(behaviour, { maxLength: 4 }), { minLength: 1, maxLength: 7 });
const crash = new Error('the process died');
const busy = new Error('busy');

/** Runs the plan as a series of slices by a store that keeps what ended slices leave, until the plan ends. */
async function run(steps: Behaviour[][], stops: boolean[]) {
  let now = Date.parse('2026-01-01T00:00:00.000Z');
  const effects: string[] = [];
  const runs = steps.map(() => 0);
  let slices = 0;
  let dying = new AbortController();

  const given = plan(
    'a-plan',
    { version: 1, deadline: hours(1) },
    steps.map((behaviours, index) =>
      step<object>(
        `step-${index}`,
        async (_, { facts }) => {
          const next = behaviours[runs[index] ?? 0];
          runs[index] = (runs[index] ?? 0) + 1;
          now += next?.takes ?? 1_000;
          if (next?.kind === 'crash-before') dying.abort(crash);
          if (dying.signal.aborted) throw crash;
          for (let before = 0; before < index; before++) expect(facts).toHaveProperty(`fact-${before}`, before);
          effects.push(`step-${index}`);
          if (next?.kind === 'crash-after') dying.abort(crash);
          if (next?.kind === 'retry') throw busy;
          if (next?.kind === 'again') return again(seconds(1), 'more', { [`seen-${index}`]: true });
          return done({ [`fact-${index}`]: index });
        },
        { within: hours(100) },
      ),
    ),
  );
  const options = (): SliceOptions => ({
    clock: { monotonic: () => now } as Clock,
    now: () => now,
    signal: dying.signal,
    budget: seconds(40),
    stopRequested: () => stops[slices] ?? false,
    classify: () => ({ kind: 'retry', waitingFor: 'busy' }),
  });

  let stored: PlanPosition = { cursor: '', facts: { kept: 'from before' } };
  for (; slices < 1_000; slices++) {
    dying = new AbortController();
    const began = now;
    const outcome = await runSlice(given, stored, {}, options()).catch((error: unknown) => {
      expect(error).toBe(crash);
      return undefined;
    });
    if (outcome === undefined) continue;
    if (outcome.kind === 'ended') return { effects, outcome };
    if (outcome.kind !== 'goes-on') throw new Error(`unexpected ${outcome.kind}`);
    expect(now - began).toBeLessThan(40_000 + 15_000);
    const { kind: _, after, ...left } = outcome;
    stored = left;
    now += after ?? milliseconds(0);
  }
  throw new Error('the plan did not end');
}

it('reaches its end with every effect in order, whatever waits, fails for a while, dies or is asked to stop', async () => {
  await fc.assert(
    fc.asyncProperty(script, fc.array(fc.boolean(), { maxLength: 20 }), async (steps, stops) => {
      const { effects, outcome } = await run(steps, stops);

      const firsts = [...new Set(effects)];
      expect(firsts).toEqual(steps.map((_, index) => `step-${index}`));
      // After a crash the slice begins again at the stored cursor, so order holds from there, and never skips a step.
      const order = effects.map((name) => Number(name.slice(5)));
      for (const [at, index] of order.entries()) expect(index).toBeLessThanOrEqual((order[at - 1] ?? -1) + 1);
      expect(outcome.progress.map(({ step: name }) => name)).toEqual(firsts);
      expect(outcome.facts).toMatchObject({ kept: 'from before' });
      steps.forEach((_, index) => expect(outcome.facts).toHaveProperty(`fact-${index}`, index));
    }),
  );
});
