import { type Fault, type Settled } from './rules.ts';
import { type State } from './state.ts';

/** One thing that can happen next. */
export interface Move {
  label: string;
  next: State;
  /** What no state may do, whatever comes after. */
  violation?: string;
}

export type Moves = (state: State, rules: Settled) => Move[];

/** A move that costs one fault; none when there is none left or it is not among those explored. */
export function fault(state: State, rules: Settled, kind: Fault, label: string, next: (state: State) => State): Move[] {
  if (state.faultsLeft === 0 || !rules.allows(kind)) return [];
  const spent = { ...state, faultsLeft: state.faultsLeft - 1, faultsUsed: state.faultsUsed + 1 };
  return [{ label: `${label} [${kind}]`, next: next(spent) }];
}
