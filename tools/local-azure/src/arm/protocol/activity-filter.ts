import { type ActivityEvent } from '../activity-events.ts';
import { ArmError } from '../model/errors.ts';

/** Text in quotes, or a bare word: Azure's own examples have both. */
const comparison = /^\(?\s*([A-Za-z]+)\s+(eq|ge|le|gt|lt)\s+(?:'((?:[^']|'')*)'|([^\s')]+))\s*\)?$/i;

const members: Record<string, (event: ActivityEvent) => string> = {
  resourcegroupname: ({ resourceGroupName }) => resourceGroupName,
  resourceid: ({ resourceId }) => resourceId,
  resourceuri: ({ resourceId }) => resourceId,
  resourceprovider: ({ resourceProvider }) => resourceProvider,
  correlationid: ({ correlationId }) => correlationId,
  status: ({ status }) => status,
  caller: ({ caller }) => caller,
};

const ordered: Record<string, (one: number, other: number) => boolean> = {
  ge: (one, other) => one >= other,
  gt: (one, other) => one > other,
  le: (one, other) => one <= other,
  lt: (one, other) => one < other,
};

/**
 * `$filter` of the activity log (Azure Monitor, "Activity Logs - List"): comparisons joined by `and`, of which one says
 * since when; texts are compared ignoring case.
 * @throws ArmError for anything else
 */
export function parseActivityFilter(text: string | undefined): (event: ActivityEvent) => boolean {
  const parts = (text ?? '').trim().split(/\s+and\s+/i);
  const tests = parts.map((part) => testOf(part.trim(), text ?? ''));
  if (!parts.some((part) => /^\(?\s*eventTimestamp\s+g[et]\s/i.test(part.trim())))
    throw refused(`The start time is missing: '$filter' needs 'eventTimestamp ge'.`);
  return (event) => tests.every((test) => test(event));
}

function testOf(part: string, whole: string): (event: ActivityEvent) => boolean {
  const [, member = '', operator = '', quoted, bare = ''] = comparison.exec(part) ?? [];
  const value = quoted?.replaceAll("''", "'") ?? bare;
  const order = ordered[operator.toLowerCase()];
  if (member.toLowerCase() === 'eventtimestamp' && order) {
    const at = Date.parse(value);
    if (Number.isNaN(at)) throw refused(`'${value}' is no time.`);
    return ({ eventTimestamp }) => order(Date.parse(eventTimestamp), at);
  }
  const read = members[member.toLowerCase()];
  if (!read || operator.toLowerCase() !== 'eq') throw refused(`Invalid $filter '${whole}'.`);
  return (event) => read(event).toLowerCase() === value.toLowerCase();
}

const refused = (message: string): ArmError => new ArmError(400, 'BadRequest', message);
