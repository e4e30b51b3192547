import { isTerminal } from '../../model/provisioning-state.ts';
import { since } from '../schema/field.ts';

const inEveryVersion = new Set(['Succeeded', 'Creating', 'Updating', 'AdminUpdating', 'Deleting', 'Failed']);
const hasCanceled = since('2023-11-22');

/** The state in the words of a version: a client of an old one must not meet a value that its enumeration lacks. */
export function provisioningStateIn(state: unknown, version: string): unknown {
  if (typeof state !== 'string' || inEveryVersion.has(state)) return state;
  if (state === 'Canceled' && hasCanceled(version)) return state;
  return isTerminal(state) ? 'Failed' : 'Updating';
}
