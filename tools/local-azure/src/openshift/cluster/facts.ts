import { type ClusterStore } from '../store.ts';

/** When things happened, in milliseconds since 1970 UTC on the clock of local Azure. */
export interface Facts {
  /** Every condition was met. */
  bornAt: number | undefined;
  /** The Kubernetes API answered for the first time. */
  apiAt: number | undefined;
  bootstrapCompleteAt: number | undefined;
  /** The bootstrap machine was gone. */
  bootstrapGoneAt: number | undefined;
  /** The bootstrap machine was gone before the masters carried the cluster: it is lost. */
  lostAt: number | undefined;
  /** The router's Service that is connected: its uid, generation and annotations. */
  connectedRouter: string | undefined;
}

const names = ['bornAt', 'apiAt', 'bootstrapCompleteAt', 'bootstrapGoneAt', 'lostAt', 'connectedRouter'] as const;

/** What is written is on disk at once; `changed` is called afterwards. */
export function createFacts(store: ClusterStore, changed: () => void = () => undefined): Facts {
  const facts = {} as Facts;
  for (const name of names)
    Object.defineProperty(facts, name, {
      get: () => store.fact(name),
      set(value: unknown) {
        store.setFact(name, value);
        changed();
      },
    });
  return facts;
}
