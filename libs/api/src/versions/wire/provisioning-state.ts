import { isTerminal } from '../../model/provisioning-state.ts';
import { provisioningState } from './enumerations.ts';

/** The state in the words of a version: a client of an old one must not meet a value that its enumeration lacks. */
export function provisioningStateIn(state: unknown, version: string): unknown {
  if (typeof state !== 'string') return state;
  const known = new Set(provisioningState(version)?.values);
  if (known.has(state)) return state;
  // 2023-07-01-preview alone spells it so.
  if (state === 'Canceled' && known.has('Cancelled')) return 'Cancelled';
  return isTerminal(state) ? 'Failed' : 'Updating';
}
