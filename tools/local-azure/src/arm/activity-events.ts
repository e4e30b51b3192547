import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { type ActivityRecord } from './activity-log.ts';
import { type Json } from './model/json.ts';
import { requiredRight } from './protocol/required-right.ts';

/** An event of Azure Monitor's activity log, with what it is found by. */
export interface ActivityEvent {
  /** Of its record; the order of arrival. */
  n: number;
  eventTimestamp: string;
  correlationId: string;
  resourceId: string;
  resourceGroupName: string;
  resourceProvider: string;
  status: string;
  caller: string;
  shown: Json;
}

/** 1 January 1970 in ticks of 100 ns since the year 1. */
const ticksOf1970 = 621_355_968_000_000_000n;

/**
 * What Azure keeps of a request: writes, deletions and actions on something in a subscription, reads never (Azure
 * Monitor, "Activity Logs - List"). One event stands for the whole request; Azure has one more for its begin, and for
 * long operations one for their end.
 * @returns undefined for a request that leaves no event
 */
export function eventOf(record: ActivityRecord): ActivityEvent | undefined {
  const { n, method, path, time, correlationId, clientRequestId, caller = '' } = record;
  const [, subscriptionId] = /^\/subscriptions\/([^/]+)/i.exec(path) ?? [];
  if (subscriptionId === undefined || method === 'GET' || method === 'HEAD') return undefined;
  const right = requiredRight(method, path);
  if (right.kind !== 'action') return undefined;
  const { action } = right;
  const resourceId = record.resourceId ?? right.scope;
  const { value, sub } = outcomeOf(record.status);
  const eventTimestamp = record.endTime ?? time;
  const eventDataId = guidOf(`${n} ${correlationId}`);
  const ticks = BigInt(Date.parse(eventTimestamp)) * 10_000n + ticksOf1970;
  const resourceGroupName = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(resourceId)?.[1] ?? '';
  const resourceProvider = action.split('/')[0] ?? '';
  const found = { n, eventTimestamp, correlationId, resourceId, resourceGroupName, resourceProvider, caller };
  return {
    ...found,
    status: value,
    shown: {
      authorization: { action, scope: right.scope },
      caller,
      channels: 'Operation',
      claims: caller === '' ? {} : { appid: caller },
      correlationId,
      description: '',
      eventDataId,
      eventName:
        record.status === undefined ? named('BeginRequest', 'Begin request') : named('EndRequest', 'End request'),
      category: named('Administrative'),
      httpRequest: { clientRequestId, method, uri: path },
      id: `${resourceId}/events/${eventDataId}/ticks/${ticks}`,
      level: value === 'Failed' ? 'Error' : 'Informational',
      resourceGroupName,
      resourceProviderName: named(resourceProvider),
      resourceId,
      resourceType: named(typeOf(resourceId)),
      operationId: correlationId,
      operationName: named(action),
      properties: { ...(sub === '' ? {} : { statusCode: sub }), entity: resourceId },
      status: named(value),
      subStatus: sub === '' ? named('') : named(sub, `${sub} (HTTP Status Code: ${record.status})`),
      eventTimestamp,
      submissionTimestamp: eventTimestamp,
      subscriptionId,
    },
  };
}

const named = (value: string, localizedValue = value): Json => ({ value, localizedValue });

function outcomeOf(status: number | undefined): { value: string; sub: string } {
  if (status === undefined) return { value: 'Started', sub: '' };
  const sub = (STATUS_CODES[status] ?? '').replaceAll(' ', '');
  if (status >= 400) return { value: 'Failed', sub };
  return { value: status === 202 ? 'Accepted' : 'Succeeded', sub };
}

/** That of an extension is its own, not that of what it extends. */
function typeOf(resourceId: string): string {
  const [, own] = /^.*\/providers\/(.+)$/i.exec(resourceId) ?? [];
  if (own === undefined) return 'Microsoft.Resources/subscriptions/resourceGroups';
  const [namespace = '', ...rest] = own.split('/');
  return [namespace, ...rest.filter((_part, index) => index % 2 === 0)].join('/');
}

/** The same for the same event, whoever asks and when. */
function guidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
