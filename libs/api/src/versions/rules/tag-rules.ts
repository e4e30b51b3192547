import { isDeepStrictEqual } from 'node:util';
import { type Violation } from '../../errors/violation.ts';
import { quote } from '../../errors/quote.ts';
import { entryPath } from '../schema/path.ts';
import { invalid, type Rule } from './rule.ts';

/** ARM's published limits of tags. */
const most = { pairs: 50, key: 512, value: 256 };
const forbidden = /[<>%&\\?/\p{Cc}]/u;

/** Tags are looked at when they change. */
export const tags: Rule = ({ tags: asked }, { stored }) => {
  if (asked === undefined || isDeepStrictEqual(asked, stored?.tags)) return [];
  const entries = Object.entries(asked);
  const tooMany =
    entries.length > most.pairs
      ? [invalid('tags', `There may be ${most.pairs} tags, and there are ${entries.length}.`)]
      : [];
  return [...tooMany, ...entries.flatMap(([key, value]) => tag(key, value))];
};

function tag(key: string, value: string): Violation[] {
  const target = entryPath('tags', key);
  if (key === '') return [invalid(target, 'The name of a tag must not be empty.')];
  if (key.length > most.key) {
    return [invalid(target, `The name of the tag ${quote(key)} is over ${most.key} characters long.`)];
  }
  if (forbidden.test(key)) {
    return [
      invalid(target, `The name of the tag ${quote(key)} must not have control characters or any of < > % & \\ ? /.`),
    ];
  }
  return value.length > most.value
    ? [invalid(target, `The value of the tag ${quote(key)} is over ${most.value} characters long.`)]
    : [];
}
