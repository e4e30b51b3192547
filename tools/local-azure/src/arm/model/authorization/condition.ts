import { type Attributes } from '../access.ts';
import { keyOf } from '../resource-id.ts';
import { covers } from './actions.ts';

/** What a condition looks at. */
export interface Attempt {
  /** Such as `Microsoft.Authorization/roleAssignments/write`. */
  action: string;
  /** Absent before they are known, when everything is taken to match; a member that is absent matches nothing. */
  attributes?: Attributes;
}

export type Condition = (attempt: Attempt) => boolean;

const word =
  /\s*(?:(?<sign>[()!]|&&|\|\||AND\b|OR\b|NOT\b)|ActionMatches\s*\{\s*'(?<action>[^']+)'\s*\}|@(?<attribute>(?:Request|Resource)\[[^\]]+\])\s*(?:(?<each>ForAnyOfAnyValues|ForAnyOfAllValues):)?(?<comparison>GuidEquals|GuidNotEquals)\s*(?:\{(?<list>[^}]*)\}|(?<one>[0-9a-f-]{36})))/iy;

type Word = Record<'sign' | 'action' | 'attribute' | 'each' | 'comparison' | 'list' | 'one', string | undefined>;

/**
 * Azure ABAC, "conditions format and syntax" version 2.0, as far as conditions on giving roles away go: `ActionMatches`
 * and `@Request[…]` or `@Resource[…]` with `GuidEquals` and `GuidNotEquals`, put together with `AND`, `OR`, `NOT`, their
 * signs and parentheses. @returns undefined for any other text
 */
export function readCondition(text: string): Condition | undefined {
  const words = wordsOf(text);
  if (!words) return undefined;
  let at = 0;
  const take = (...signs: string[]): boolean => {
    const sign = words[at]?.sign?.toUpperCase();
    if (sign === undefined || !signs.includes(sign)) return false;
    at += 1;
    return true;
  };
  const either = (): Condition | undefined => {
    const all = [both()];
    while (take('OR', '||')) all.push(both());
    return joined(all, (conditions) => (attempt) => conditions.some((holds) => holds(attempt)));
  };
  const both = (): Condition | undefined => {
    const all = [single()];
    while (take('AND', '&&')) all.push(single());
    return joined(all, (conditions) => (attempt) => conditions.every((holds) => holds(attempt)));
  };
  const single = (): Condition | undefined => {
    if (take('!', 'NOT'))
      return joined(
        [single()],
        ([holds]) =>
          (attempt) =>
            !holds?.(attempt),
      );
    if (take('(')) {
      const inner = either();
      return take(')') ? inner : undefined;
    }
    const one = words[at++];
    return one && (one.sign === undefined ? comparisonOf(one) : undefined);
  };
  const whole = either();
  return at === words.length ? whole : undefined;
}

const joined = (all: (Condition | undefined)[], join: (all: Condition[]) => Condition): Condition | undefined =>
  all.every((one) => one !== undefined) ? join(all) : undefined;

function wordsOf(text: string): Word[] | undefined {
  const found: Word[] = [];
  const rest = text.trim();
  word.lastIndex = 0;
  while (word.lastIndex < rest.length) {
    const groups = word.exec(rest)?.groups;
    if (!groups) return undefined;
    found.push(groups as Word);
  }
  return found;
}

function comparisonOf({ action, attribute = '', each, comparison = '', list, one }: Word): Condition | undefined {
  if (action !== undefined) return (attempt) => covers(action, attempt.action);
  // A list needs to be told which of its values count, a single value must not be.
  if ((list === undefined) !== (each === undefined)) return undefined;
  const values = (list ?? one ?? '').split(',').map((value) => keyOf(value.trim()));
  const isNegated = /^GuidNot/i.test(comparison);
  const ofAll = /AllValues$/i.test(each ?? '');
  return ({ attributes }) => {
    if (!attributes) return true;
    const found = attributes[keyOf(attribute)];
    if (found === undefined) return false;
    const matches = (value: string) => (keyOf(found) === value) !== isNegated;
    return ofAll ? values.every(matches) : values.some(matches);
  };
}
