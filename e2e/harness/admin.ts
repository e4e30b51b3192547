import { type Endpoints, type FaultRule, type QueueStatus } from '@aro-rp/local-azure';

/** Local Azure's admin endpoint. It is asked again while local Azure is down. */
export function adminOf({ admin }: Endpoints) {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${admin}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
  return {
    addFault: (rule: FaultRule) => call('POST', '/faults', rule),
    clearFaults: () => call('DELETE', '/faults'),
    restart: (service: string) => call('POST', `/restart?service=${service}`),
    purge: (queue: string) => call('POST', `/service-bus/purge?queue=${queue}`),
    queues: () => call('GET', '/service-bus/status') as Promise<Record<string, QueueStatus>>,
  };
}
