import { ArmError, refusals } from './errors.ts';
import { isObject } from './json.ts';

const most = 50;

/** @returns undefined when there are none. @throws ArmError for what Azure does not take as tags */
export function acceptTags(value: unknown): Record<string, string> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw refusals.invalidContent('tags is not an object');
  const entries = Object.entries(value);
  if (entries.length > most)
    throw new ArmError(400, 'InvalidTags', `The number of tags is ${entries.length}; ${most} are allowed.`);
  for (const [name, text] of entries) {
    if (typeof text !== 'string') throw refusals.invalidContent(`tag '${name}' is not a string`);
    if (name.length > 512 || /[<>%&\\?/]/.test(name))
      throw new ArmError(400, 'InvalidTagNameCharacters', `The tag name '${name}' is invalid.`);
    if (text.length > 256) throw new ArmError(400, 'InvalidTagValue', `The value of tag '${name}' is longer than 256.`);
  }
  return value as Record<string, string>;
}
