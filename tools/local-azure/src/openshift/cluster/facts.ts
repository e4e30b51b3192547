import { type ClusterStore } from '../store.ts';

/** What a cluster remembers beside its objects; times in milliseconds since 1970 UTC on the clock of local Azure. */
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
  /** When the Pod of the cloud credential operator was first seen. */
  credentialOperatorAt: { uid: string; at: number } | undefined;
  credentialsCheckedAt: number | undefined;
  /** By operator: what Azure says to the credentials that it has. */
  credentialsRefused: Record<string, string> | undefined;
  /** By kind: when its latest revision began to be rolled out. */
  rolloutsSince: Record<string, number> | undefined;
}

const names = [
  'bornAt',
  'apiAt',
  'bootstrapCompleteAt',
  'bootstrapGoneAt',
  'lostAt',
  'connectedRouter',
  'credentialOperatorAt',
  'credentialsCheckedAt',
  'credentialsRefused',
  'rolloutsSince',
] as const;

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
