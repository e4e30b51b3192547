import { type Endpoints, type FaultRule } from '@aro-rp/local-azure';

interface KnownFault {
  rule: FaultRule;
  struck: number;
}

/** What local Azure's admin endpoint lets a scenario do. @throws Error with its answer when it refuses */
export interface LocalAzureAdmin {
  /** @param rule as the endpoint takes it, which names whatever is wrong with it */
  addFault(rule: unknown): Promise<void>;
  /** Those that no request has met yet. */
  idleFaults(): Promise<KnownFault[]>;
  /** @throws Error when one of them has met no request: a scenario would be true by accident. They are gone all the same */
  clearFaults(): Promise<void>;
  removeFaults(): Promise<void>;
  /** @param duration such as `90s` */
  advanceClock(duration: string): Promise<void>;
}

export function createLocalAzureAdmin({ admin }: Endpoints): LocalAzureAdmin {
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${admin}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`local Azure answers ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as { value?: unknown };
  };
  const idleFaults = async () => {
    const { value } = await ask('GET', '/faults');
    return (value as KnownFault[]).filter(({ struck }) => struck === 0);
  };
  const removeFaults = async () => void (await ask('DELETE', '/faults'));

  return {
    addFault: async (rule) => void (await ask('POST', '/faults', rule)),
    idleFaults,
    async clearFaults() {
      const idle = await idleFaults();
      await removeFaults();
      if (idle.length > 0) throw new Error(`no request met ${JSON.stringify(idle.map(({ rule }) => rule))}`);
    },
    removeFaults,
    advanceClock: async (advance) => void (await ask('POST', '/clock', { advance })),
  };
}
