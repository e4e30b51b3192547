import { type Endpoints, type FaultRule, type QueueStatus } from '@aro-rp/local-azure';

export interface KnownFault {
  rule: FaultRule;
  struck: number;
}

/** Local Azure's admin endpoint. Every call throws an Error with its answer when it refuses. */
export function adminOf({ admin }: Endpoints) {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${admin}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok)
      throw new Error(`local Azure answers ${method} ${path} with ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    /** @param rule as the endpoint takes it, which names whatever is wrong with it */
    addFault: async (rule: unknown) => void (await ask('POST', '/faults', rule)),
    faults: async () => (await ask<{ value: KnownFault[] }>('GET', '/faults')).value,
    removeFaults: async () => void (await ask('DELETE', '/faults')),
    /** @param duration such as `90s` */
    advanceClock: async (advance: string) => void (await ask('POST', '/clock', { advance })),
    restart: (service: string) => ask('POST', `/restart?service=${service}`),
    purge: (queue: string) => ask('POST', `/service-bus/purge?queue=${queue}`),
    queues: () => ask<Record<string, QueueStatus>>('GET', '/service-bus/status'),
  };
}
