import { createHash } from 'node:crypto';
import { createSteps, deleteSteps } from '../harness/steps.ts';
import { type Victim } from './victim.ts';

/** What befalls one group of clusters: the n-th meets a kill at the n-th step of each. */
export interface Life {
  creating: string[];
  deleting: string[];
}

/**
 * Lives in which every n-th step of create and delete is met. Four clusters at once: each meets the kills that are meant
 * for the others too, and none meets more than the five in a row after which the worker takes a document for poison (W10).
 */
export function livesWith(every: number): Life[] {
  const some = (steps: string[]) =>
    groupsOf(
      4,
      steps.filter((_, index) => index % every === every - 1),
    );
  const [creating, deleting] = [some(createSteps), some(deleteSteps)];
  return Array.from({ length: Math.max(creating.length, deleting.length) }, (_, index) => ({
    creating: creating[index] ?? [],
    deleting: deleting[index] ?? [],
  }));
}

const groupsOf = (size: number, all: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));

/** Creates the clusters of a life and deletes them, with kills at `event`, and checks what came of it. */
export async function live(victim: Victim, { creating, deleting }: Life, event: string): Promise<void> {
  const { customer } = victim;
  const names = Array.from({ length: Math.max(creating.length, deleting.length) }, (_, index) =>
    nameFor(creating[index] ?? `del-${deleting[index]}`, event === 'step-started' ? 's' : 'e'),
  );
  await victim.killAtSteps(names, creating, event, async () => {
    await Promise.all(names.map((name) => customer.put(name)));
    for (const name of names) expect([name, await customer.settled(name)]).toEqual([name, 'Succeeded']);
  });
  for (const name of names) await victim.expectOneOfEach(name);
  await victim.expectPaidForWhileThere();
  await victim.killAtSteps(names, deleting, event, async () => {
    await Promise.all(names.map((name) => customer.remove(name)));
    for (const name of names) expect([name, await customer.settled(name)]).toEqual([name, 'gone']);
  });
  await victim.expectPaidForWhileThere();
}

/** A cluster's name has 30 characters at most, and two steps may begin alike. */
function nameFor(step: string, suffix: string): string {
  const hash = createHash('sha256').update(step).digest('hex').slice(0, 5);
  return `${step.slice(0, 18)}-${hash}-${suffix}`;
}
