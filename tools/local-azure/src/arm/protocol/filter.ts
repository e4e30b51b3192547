import { ArmError } from '../model/errors.ts';
import { groupIdPath, keyOf, parseResourcePath } from '../model/resource-id.ts';
import { type Resource } from '../model/resource.ts';

const comparison = /^\s*\(?\s*(resourceType|resourceGroup|name|location)\s+(eq|ne)\s+'((?:[^']|'')*)'\s*\)?\s*$/i;

const members: Record<string, (resource: Resource) => string> = {
  resourcetype: ({ type }) => type,
  resourcegroup: ({ id }) => parseResourcePath(id)?.resourceGroup ?? '',
  name: ({ name }) => name,
  location: ({ location }) => location ?? '',
};

/**
 * `$filter` of generic lists: comparisons of resourceType, resourceGroup, name and location, joined by `and` or by `or`.
 * @throws ArmError for anything else
 */
export function parseFilter(text: string | undefined): (resource: Resource) => boolean {
  if (text === undefined || text.trim() === '') return () => true;
  const all = / and /i.test(text);
  if (all && / or /i.test(text)) throw invalid(text);
  const tests = text.split(/ and | or /i).map((part) => {
    const [, member = '', operator = '', value = ''] = comparison.exec(part) ?? [];
    const read = members[member.toLowerCase()];
    if (!read) throw invalid(text);
    const wanted = value.replaceAll("''", "'").toLowerCase();
    const positive = operator.toLowerCase() === 'eq';
    return (resource: Resource) => (read(resource).toLowerCase() === wanted) === positive;
  });
  return (resource) => (all ? tests.every((test) => test(resource)) : tests.some((test) => test(resource)));
}

const invalid = (text: string): ArmError =>
  new ArmError(400, 'InvalidFilterInQueryString', `Invalid $filter '${text}' specified in the query string.`);

/** Keeps what stands in one group; of everything, when none is named. */
export const inGroup = (subscriptionId: string, group: string | undefined) => {
  const prefix = group === undefined ? '' : `${keyOf(groupIdPath(subscriptionId, group))}/`;
  return (resource: Resource): boolean => keyOf(resource.id).startsWith(prefix);
};
