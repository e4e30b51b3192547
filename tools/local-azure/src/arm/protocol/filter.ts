import { ArmError } from '../model/errors.ts';
import { groupIdPath, keyOf, parseResourcePath } from '../model/resource-id.ts';
import { type Resource } from '../model/resource.ts';

type Filter<T> = (one: T) => boolean;
type Tagged = Pick<Resource, 'tags'>;

const text = `'((?:[^']|'')*)'`;
const comparison = new RegExp(`^(resourceType|resourceGroup|name|location)\\s+(eq|ne)\\s+${text}$`, 'i');
const tag = new RegExp(`^(tagName|tagValue)\\s+eq\\s+${text}$`, 'i');
const substring = new RegExp(`^substringof\\(\\s*${text}\\s*,\\s*(resourceGroup|name)\\s*\\)$`, 'i');
/** `and` and `or` outside of quotes. */
const joint = /\s+(and|or)\s+(?=(?:[^']*'[^']*')*[^']*$)/i;

const members: Record<string, (resource: Resource) => string> = {
  resourcetype: ({ type }) => type,
  resourcegroup: ({ id }) => parseResourcePath(id)?.resourceGroup ?? '',
  name: ({ name }) => name,
  location: ({ location }) => location ?? '',
};

/**
 * `$filter` of generic lists: comparisons of resourceType, resourceGroup, name and location and `substringof`, joined by
 * `and` or by `or`; or else a tag, which stands alone as in Azure.
 * @throws ArmError for anything else
 */
export function parseFilter(given: string | undefined): Filter<Resource> {
  const { parts, joints } = split(given);
  if (parts.length === 0) return () => true;
  if (parts.some((part) => tag.test(part))) return parseTagFilter(given);
  const isAll = joints.includes('and');
  if (isAll && joints.includes('or')) throw invalid(given);
  const tests = parts.map((part) => testOf(part) ?? fail(given));
  return (resource) => (isAll ? tests.every((test) => test(resource)) : tests.some((test) => test(resource)));
}

/** `$filter` of resource groups: `tagName eq 'a'`, `tagName eq 'a' and tagValue eq 'b'`. @throws ArmError for anything else */
export function parseTagFilter(given: string | undefined): Filter<Tagged> {
  const { parts, joints } = split(given);
  if (parts.length === 0) return () => true;
  const wanted = parts.map((part) => {
    const [, member = '', value = ''] = tag.exec(part) ?? fail(given);
    return [member.toLowerCase(), unquoted(value)] as const;
  });
  const [[first, name] = [], [second, value] = [], ...more] = wanted;
  if (
    name === undefined ||
    first !== 'tagname' ||
    (second ?? 'tagvalue') !== 'tagvalue' ||
    more.length > 0 ||
    joints.includes('or')
  )
    throw invalid(given);
  return ({ tags = {} }) => {
    const found = Object.keys(tags).find((one) => one.toLowerCase() === name.toLowerCase());
    return found !== undefined && (value === undefined || tags[found] === value);
  };
}

function split(given = ''): { parts: string[]; joints: string[] } {
  const pieces = given.trim() === '' ? [] : given.trim().split(joint);
  return {
    parts: pieces.filter((_piece, at) => at % 2 === 0).map((one) => one.replace(/^\(([^]*)\)$/, '$1').trim()),
    joints: pieces.filter((_piece, at) => at % 2 === 1).map((one) => one.toLowerCase()),
  };
}

function testOf(part: string): Filter<Resource> | undefined {
  const [, piece, place = ''] = substring.exec(part) ?? [];
  if (piece !== undefined) {
    const wanted = unquoted(piece).toLowerCase();
    return (resource) => members[place.toLowerCase()]?.(resource).toLowerCase().includes(wanted) === true;
  }
  const [, member = '', operator = '', value = ''] = comparison.exec(part) ?? [];
  const read = members[member.toLowerCase()];
  const wanted = unquoted(value).toLowerCase();
  const positive = operator.toLowerCase() === 'eq';
  return read && ((resource) => (read(resource).toLowerCase() === wanted) === positive);
}

const unquoted = (value: string): string => value.replaceAll("''", "'");

function fail(given: string | undefined): never {
  throw invalid(given);
}

const invalid = (given = ''): ArmError =>
  new ArmError(400, 'InvalidFilterInQueryString', `Invalid $filter '${given}' specified in the query string.`);

/** Keeps what stands in one group; of everything, when none is named. */
export const inGroup = (subscriptionId: string, group: string | undefined) => {
  const prefix = group === undefined ? '' : `${keyOf(groupIdPath(subscriptionId, group))}/`;
  return (resource: Resource): boolean => keyOf(resource.id).startsWith(prefix);
};
