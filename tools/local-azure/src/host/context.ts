import { type Clock } from '@aro-rp/time';
import { type Certificates } from '../certificates/index.ts';
import { type Faults } from '../faults/index.ts';

export const serviceNames = [
  'entra',
  'key-vault',
  'cosmos',
  'service-bus',
  'arm',
  'blob',
  'registry',
  'openshift',
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** What every service is made with. */
export interface HostContext {
  /** The service's own folder below the data folder; exists. */
  folder(service: ServiceName): string;
  clock: Clock;
  faults: Faults;
  certificates: Certificates;
  tokens: TokenVerifier;
  /** One line for a person. */
  log(service: ServiceName, line: string): void;
}

export interface Claims {
  /** The tenant. */
  tid: string;
  /** The service principal's object id. */
  oid: string;
  /** The application. */
  appid: string;
  aud: string;
  iss: string;
}

/** Why a token is refused, in the words of the service that refuses. */
export type TokenFault = 'missing' | 'malformed' | 'signature' | 'expired' | 'audience' | 'issuer';

export interface TokenVerifier {
  /** Checks signature, expiry, issuer and that the audience is one of `audiences` (compared without trailing slash). */
  verify(token: string, audiences: readonly string[]): Promise<{ claims: Claims } | { fault: TokenFault }>;
}

/** A running service. */
export interface LocalService {
  name: ServiceName;
  /** Its part of `endpoints.json`. */
  endpoints: Partial<Endpoints>;
  /** Finishes what was acknowledged, then closes sockets and files. May be called twice. */
  close(): Promise<void>;
}

/** `.local/endpoints.json`; a key is absent until its service exists. */
export interface Endpoints {
  arm: string;
  frontend: string;
  /** Ends in `/adfs`; for `az`. */
  authority: string;
  /** The root of Entra ID; for the SDKs. */
  authorityHost: string;
  tenantId: string;
  subscriptionId: string;
  clientId: string;
  clientSecret: string;
  /** The service principal that a demonstration cluster is created with. */
  clusterClientId: string;
  clusterClientSecret: string;
  location: string;
  /** The service's own public zone, made with ARM. */
  dnsZone: { subscriptionId: string; resourceGroup: string; name: string };
  caBundle: string;
  cosmos: { endpoint: string; key: string };
  serviceBus: { connectionString: string };
  keyVault: string;
  /** The root above `/v1.0` of Microsoft Graph. */
  graph: string;
  /** The root above the storage accounts. */
  blob: string;
  /** Host and port of the container registry, as image references begin. */
  registry: string;
  /** Where releases are published, to be mirrored; `pullSecret` is a file. */
  upstream?: { registry: string; graph: string; pullSecret: string };
  /** An HTTP CONNECT proxy that reaches private addresses and the public names of clusters. */
  clusterProxy: string;
  /** What is the service's own in Azure. */
  rp: {
    subscriptionId: string;
    resourceGroup: string;
    registryId: string;
    /** URLs of the blob containers. */
    installerStore: string;
    installerOutput: string;
    /** Ids of the subnets for private endpoints. */
    networkShards: string[];
  };
  admin: string;
  processes: Record<string, number>;
  /** One application per service of ours: its own identity. */
  identities: Record<string, { clientId: string; clientSecret: string }>;
}
