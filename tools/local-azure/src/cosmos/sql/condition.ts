import { type Clock } from '@aro-rp/time';
import { compile } from './evaluate.ts';
import { parseQuery } from './parser.ts';
import { type Value } from './values.ts';

/** Whether a patch's `from c where ...` is true of a document. @throws CosmosError 400 */
export function conditionHolds(condition: string, document: Record<string, unknown>, clock: Clock): boolean {
  const { where } = parseQuery(`SELECT * ${condition}`);
  if (where === undefined) return true;
  return compile(where, { parameters: new Map(), now: clock.now() })({ item: document as Value }) === true;
}
