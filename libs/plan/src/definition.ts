import { type Duration, minutes } from '@aro-rp/time';
import { again, type Plan, type Step, type StepAction, type StepResult } from './plan.ts';

/** Long enough for Azure's own retries and for roles to propagate. */
const defaultWithin = minutes(10);

/**
 * A plan, checked once, when its module is loaded.
 * @throws PlanError when there is no step, two steps share a name, or a name or number is not usable
 */
export function plan<C>(
  kind: string,
  options: { version: number; deadline: Duration },
  steps: readonly Step<C>[],
): Plan<C> {
  const fault = faultOf(kind, options, steps);
  if (fault !== undefined) throw new PlanError(`plan ${kind || '(unnamed)'} version ${options.version}: ${fault}`);
  return Object.freeze({ kind, ...options, steps: Object.freeze([...steps]) });
}

/** A step that is done when its action says so. `within` is 10 minutes unless told. */
export const step = <C>(
  name: string,
  action: StepAction<C>,
  options: { within?: Duration; budget?: Duration } = {},
): Step<C> => ({
  name,
  action,
  within: options.within ?? defaultWithin,
  ...(options.budget !== undefined && { budget: options.budget }),
});

/** What a wait has seen: true ends it, false and {@link waiting} ask again after `every`, a step result is taken as it is. */
export type Seen = boolean | Waiting | StepResult;
export interface Waiting {
  kind: 'waiting';
  waitingFor: string;
}
/** Not there yet; `waitingFor` completes the sentence "waiting for …". */
export const waiting = (waitingFor: string): Waiting => ({ kind: 'waiting', waitingFor });

/** A step that looks at the world, changes nothing, and looks again `every` so often until it sees what it waits for. */
export const wait = <C>(
  name: string,
  look: (...given: Parameters<StepAction<C>>) => Promise<Seen>,
  options: { every: Duration | ((context: C) => Duration); within: Duration },
): Step<C> => ({
  name,
  within: options.within,
  action: async (context, run) => {
    const seen = await look(context, run);
    const every = typeof options.every === 'function' ? options.every(context) : options.every;
    if (seen === true) return { kind: 'done' };
    if (seen === false) return again(every, name);
    return seen.kind === 'waiting' ? again(every, seen.waitingFor) : seen;
  },
});

/** A plan or a catalogue that cannot be used; a mistake of ours, found at start. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

/** Stored in documents and named in logs, so kept to what is safe in both. */
const usableName = /^[a-z][a-z0-9-]{0,62}$/;

function faultOf(
  kind: string,
  { version, deadline }: { version: number; deadline: Duration },
  steps: readonly Step<never>[],
): string | undefined {
  if (!usableName.test(kind)) return 'the kind is not lower-case words joined by dashes';
  if (!Number.isInteger(version) || version < 1) return 'the version is not a whole number from 1';
  if (!(deadline > 0)) return 'the deadline is not positive';
  if (steps.length === 0) return 'there is no step';
  const names = new Set<string>();
  for (const { name, within, budget } of steps) {
    if (!usableName.test(name)) return `the step name "${name}" is not lower-case words joined by dashes`;
    if (names.has(name)) return `two steps are named ${name}`;
    if (!(within > 0)) return `the step ${name} may take no time`;
    if (budget !== undefined && !(budget > 0)) return `the step ${name} has a budget that is not positive`;
    names.add(name);
  }
  return undefined;
}
