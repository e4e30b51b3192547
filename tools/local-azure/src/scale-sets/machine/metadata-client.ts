import { type Termination } from '../../arm/model/providers/compute/scale-sets/model.ts';

/** What a machine asks of its own metadata service, over HTTP like any other program on it. */
export interface MetadataClient {
  /** @throws Error in the service's words */
  token(clientId: string, resource: string): Promise<{ token: string; expiresOnTimestamp: number }>;
  /** The notice that the machine of that name will be terminated, if there is one. */
  termination(name: string): Promise<Pick<Termination, 'eventId'> | undefined>;
  approve(eventId: string): Promise<void>;
}

export function createMetadataClient(endpoint: string): MetadataClient {
  const ask = async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${endpoint}/metadata/${path}`, {
      headers: { Metadata: 'true' },
      signal: AbortSignal.timeout(10_000),
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (response.status !== 200) throw new Error(String(answer['error_description'] ?? answer['error']));
    return answer;
  };
  const events = 'scheduledevents?api-version=2020-07-01';
  return {
    async token(clientId, resource) {
      const query = new URLSearchParams({ 'api-version': '2018-02-01', client_id: clientId, resource });
      const answer = await ask(`identity/oauth2/token?${query.toString()}`);
      return { token: String(answer['access_token']), expiresOnTimestamp: Number(answer['expires_on']) * 1_000 };
    },
    async termination(name) {
      const { Events } = (await ask(events)) as {
        Events: { EventId: string; EventType: string; Resources: string[] }[];
      };
      const found = Events.find(({ EventType, Resources }) => EventType === 'Terminate' && Resources.includes(name));
      return found && { eventId: found.EventId };
    },
    async approve(eventId) {
      await ask(events, { StartRequests: [{ EventId: eventId }] });
    },
  };
}
