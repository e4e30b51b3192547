import { type ImdsAnswer } from './identity.ts';

/** Something that Azure is about to do with the machine ("Azure Metadata Service: Scheduled Events"). */
export interface ScheduledEvent {
  id: string;
  type: 'Terminate';
  /** Names of machines. */
  resources: readonly string[];
  /** Milliseconds since 1970; Azure goes on then, whether or not the machine has approved. */
  notBefore: number;
}

export interface ScheduledEvents {
  list(): readonly ScheduledEvent[];
  /** The machine lets Azure go on at once. @returns false when there is no such event */
  approve(id: string): boolean;
}

const versions = ['2017-08-01', '2017-11-01', '2019-01-01', '2019-04-01', '2019-08-01', '2020-07-01'];

/**
 * GET and POST /metadata/scheduledevents. The number of a document grows whenever its events are others.
 * @param body of a POST
 */
export function answerEvents(
  events: ScheduledEvents,
  incarnation: (ids: string) => number,
  query: URLSearchParams,
  body?: string,
): ImdsAnswer {
  const version = query.get('api-version') ?? '';
  if (!versions.includes(version)) return refuse(`The api-version '${version}' is not supported`);
  if (body !== undefined) return approve(events, body);
  const list = events.list();
  return {
    status: 200,
    body: {
      DocumentIncarnation: incarnation(list.map(({ id }) => id).join()),
      Events: list.map(({ id, type, resources, notBefore }) => ({
        EventId: id,
        EventStatus: 'Scheduled',
        EventType: type,
        ResourceType: 'VirtualMachine',
        Resources: resources,
        NotBefore: new Date(notBefore).toUTCString(),
        Description: 'Virtual machine is being deleted',
        EventSource: 'Platform',
        DurationInSeconds: -1,
      })),
    },
  };
}

function approve(events: ScheduledEvents, body: string): ImdsAnswer {
  let requests: unknown;
  try {
    ({ StartRequests: requests } = JSON.parse(body) as { StartRequests?: unknown });
  } catch {
    return refuse('The body is no JSON');
  }
  const ids = (Array.isArray(requests) ? requests : []).map((one) => (one as { EventId?: unknown }).EventId);
  if (ids.length === 0) return refuse('StartRequests is missing');
  const known = ids.map((id) => typeof id === 'string' && events.approve(id));
  return known.every(Boolean) ? { status: 200, body: {} } : refuse('There is no such event');
}

const refuse = (description: string): ImdsAnswer => ({
  status: 400,
  body: { error: 'Bad request', error_description: description },
});
