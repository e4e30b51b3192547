import { again, type Seen, type Step, step, type StepResult, type StepRun } from '@aro-rp/plan';
import { type Duration } from '@aro-rp/time';
import { type ClusterContext } from './context.ts';

/** What a look has seen, as a step's result: what is not there yet is looked for again. */
export function toResult({ pollEvery }: Pick<ClusterContext, 'pollEvery'>, seen: Seen, waitingFor: string): StepResult {
  if (seen === true) return { kind: 'done' };
  if (seen === false) return again(pollEvery, waitingFor);
  return seen.kind === 'waiting' ? again(pollEvery, seen.waitingFor) : seen;
}

/** A step that looks at the world, changes nothing, and looks again until it sees what it waits for. */
export const watch = (
  name: string,
  look: (context: ClusterContext, run: StepRun) => Promise<Seen>,
  options: { within: Duration },
): Step<ClusterContext> =>
  step(name, async (context, run) => toResult(context, await look(context, run), name), options);
