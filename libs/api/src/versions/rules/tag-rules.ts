import { isDeepStrictEqual } from 'node:util';
import { type Violation } from '../../errors/violation.ts';
import { quote } from '../../errors/quote.ts';
import { entryPath } from '../schema/path.ts';
import { invalid, type Rule } from './rule.ts';

/** ARM's published limits of tags; and bytes of JSON in all, for a cluster's document is rewritten by every lease. */
const most = { pairs: 50, key: 512, value: 256, bytes: 12_288 };
const forbidden = /[<>%&\\?/\p{Cc}]/u;

/** Tags are looked at when they change. */
export const tags: Rule = ({ tags: asked }, { stored }) => {
  if (asked === undefined || isDeepStrictEqual(asked, stored?.tags)) return [];
  const entries = Object.entries(asked);
  // Nothing is said of each of a hundred thousand.
  if (entries.length > most.pairs) {
    return [invalid('tags', `There may be ${most.pairs} tags, and there are ${entries.length}.`)];
  }
  const wrong = entries.flatMap(([key, value]) => tag(key, value));
  const bytes = Buffer.byteLength(JSON.stringify(asked));
  return wrong.length > 0 || bytes <= most.bytes
    ? wrong
    : [invalid('tags', `All tags together may have ${most.bytes} bytes as JSON, and have ${bytes}. Shorten them.`)];
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
