import { type Endpoints, type KnownFault, type QueueStatus } from '@aro-rp/local-azure';

export { type KnownFault };

/** Local Azure's admin endpoint. Every call throws an Error with its answer when it refuses. */
export function adminOf({ admin }: Endpoints) {
  const ask = async <T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> => {
    const answer = await fetch(`${admin}${path}`, {
      method,
      ...(signal && { signal }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok)
      throw new Error(`local Azure answers ${method} ${path} with ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    /** @param rule as the endpoint takes it, which names whatever is wrong with it */
    addFault: async (rule: unknown) => (await ask<{ id: string }>('POST', '/faults', rule)).id,
    /** The rules, as soon as more requests than `beyond` are or have been held; how many that is by then. */
    held: (beyond: number, signal?: AbortSignal) =>
      ask<{ held: number; value: KnownFault[] }>('GET', `/faults/held?beyond=${beyond}`, undefined, signal),
    faults: async () => (await ask<{ value: KnownFault[] }>('GET', '/faults')).value,
    removeFault: async (id: string) => void (await ask('DELETE', `/faults?id=${id}`)),
    removeFaults: async () => void (await ask('DELETE', '/faults')),
    /** @param duration such as `90s` */
    advanceClock: async (advance: string) => void (await ask('POST', '/clock', { advance })),
    restart: (service: string) => ask('POST', `/restart?service=${service}`),
    purge: (queue: string) => ask('POST', `/service-bus/purge?queue=${queue}`),
    queues: () => ask<Record<string, QueueStatus>>('GET', '/service-bus/status'),
  };
}
