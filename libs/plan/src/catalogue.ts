import { PlanError } from './definition.ts';
import { type Plan } from './plan.ts';

/** A plan as it is now and, while documents of the release before may still be under way, as it was (P1). */
export interface PlanLine<C> {
  current: Plan<C>;
  previous?: Plan<C>;
}

/** The plans that this release can run. */
export interface PlanCatalogue<C> {
  /** Exactly that version; undefined when this release does not know it, or when they are no kind and version at all. */
  find(kind: unknown, version: unknown): Plan<C> | undefined;
  /** All, each kind's current version first. */
  readonly plans: readonly Plan<C>[];
  /** In the order given. */
  readonly kinds: readonly string[];
}

/**
 * P1: the current and the previous version of each plan, each run by the list it was accepted with.
 * @throws PlanError when a previous version is not the one before the current, or a kind comes twice
 */
export function createPlanCatalogue<C>(lines: readonly PlanLine<C>[]): PlanCatalogue<C> {
  const plans: Plan<C>[] = [];
  const kinds: string[] = [];
  for (const { current, previous } of lines) {
    if (kinds.includes(current.kind)) throw new PlanError(`two plans are of the kind ${current.kind}`);
    if (previous !== undefined && (previous.kind !== current.kind || previous.version !== current.version - 1))
      throw new PlanError(
        `${previous.kind} version ${previous.version} does not precede ${current.kind} version ${current.version}`,
      );
    kinds.push(current.kind);
    plans.push(current, ...(previous ? [previous] : []));
  }
  return { kinds, plans, find: (kind, version) => plans.find((one) => one.kind === kind && one.version === version) };
}
