import { PlanError } from './definition.ts';
import { type Plan } from './plan.ts';

/** A plan as it is now and, while documents of the release before may still be under way, as it was (P1). */
export interface PlanLine<C> {
  current: Plan<C>;
  previous?: Plan<C>;
}

/** The plans that this release can run. */
export interface PlanCatalogue<C> {
  /** Exactly that version; undefined when this release does not know it. */
  find(kind: string, version: number): Plan<C> | undefined;
  /** In the order given. */
  readonly kinds: readonly string[];
}

/**
 * P1: the current and the previous version of each plan, each run by the list it was accepted with.
 * @throws PlanError when a previous version is not the one before the current, or a kind comes twice
 */
export function createPlanCatalogue<C>(lines: readonly PlanLine<C>[]): PlanCatalogue<C> {
  const plans = new Map<string, Plan<C>>();
  const kinds: string[] = [];
  for (const { current, previous } of lines) {
    if (kinds.includes(current.kind)) throw new PlanError(`two plans are of the kind ${current.kind}`);
    if (previous !== undefined && (previous.kind !== current.kind || previous.version !== current.version - 1))
      throw new PlanError(
        `${previous.kind} version ${previous.version} does not precede ${current.kind} version ${current.version}`,
      );
    kinds.push(current.kind);
    for (const one of [current, previous]) if (one) plans.set(key(one.kind, one.version), one);
  }
  return { kinds, find: (kind, version) => plans.get(key(kind, version)) };
}

const key = (kind: string, version: number) => `${kind} ${version}`;
