import { type Log } from '@aro-rp/telemetry';
import { type Clock, type Duration, seconds } from '@aro-rp/time';
import { type TokenCredential } from '@azure/core-auth';
import { createCall } from './call.ts';
import { type Clients, createClients } from './clients.ts';
import { createDnsRecords, type DnsRecords } from './dns-records.ts';
import { createNetworkSecurityGroups, type NetworkSecurityGroups } from './network-security-groups.ts';
import { createResourceGroups, type ResourceGroups } from './resource-groups.ts';
import { createResources, type Resources } from './resources.ts';

/**
 * Who acts. The two are never mixed: `service` is the service's own identity, for what belongs to the service (DNS);
 * `rp` is the resource provider's application in a customer's tenant, for what belongs to the customer.
 */
export type Identity = { identity: 'service' } | { identity: 'rp'; tenantId: string };

/** Azure in one subscription, as one identity. */
export interface Subscription {
  readonly resourceGroups: ResourceGroups;
  readonly networkSecurityGroups: NetworkSecurityGroups;
  readonly dnsRecords: DnsRecords;
  readonly resources: Resources;
}

export interface Azure {
  /** Costs nothing when it was asked for before; safe for concurrent use. */
  subscription(who: Identity & { subscriptionId: string }): Subscription;
}

export interface AzureOptions {
  /** Such as `https://management.azure.com`. */
  armEndpoint: string;
  /** For tokens; `<armEndpoint>/.default` unless told. */
  armScope?: string;
  /** Asked once per identity and tenant. */
  credentialFor(who: Identity): TokenCredential;
  clock: Clock;
  log: Log;
  /** How long one call may take, the sign-in included; 20 s unless told (W8). */
  callTimeout?: Duration;
}

/** Subscriptions used last are kept, with their clients, connections and tokens. */
const kept = 500;

export function createAzure(options: AzureOptions): Azure {
  const { armEndpoint, credentialFor, clock, log, callTimeout = seconds(20) } = options;
  const endpoint = armEndpoint.replace(/\/+$/, '');
  const scope = options.armScope ?? `${endpoint}/.default`;
  const credentials = new Map<string, TokenCredential>();
  const subscriptions = new Map<string, Subscription>();

  const credentialOf = (who: Identity) =>
    cached(credentials, who.identity === 'rp' ? `rp ${who.tenantId}` : 'service', () => credentialFor(who));

  const open = (who: Identity & { subscriptionId: string }): Subscription => {
    const call = createCall({ identity: who.identity, clock, log, limit: callTimeout });
    let made: Clients | undefined;
    const clients = () =>
      (made ??= createClients({ endpoint, scope, credential: credentialOf(who), subscriptionId: who.subscriptionId }));
    return {
      resourceGroups: createResourceGroups(clients, call),
      networkSecurityGroups: createNetworkSecurityGroups(clients, call),
      dnsRecords: createDnsRecords(clients, call),
      resources: createResources(clients, call),
    };
  };

  return {
    subscription(who) {
      const key = `${who.identity} ${'tenantId' in who ? who.tenantId : ''} ${who.subscriptionId}`;
      return cached(subscriptions, key, () => open(who));
    },
  };
}

/** The least recently used goes first. */
function cached<T>(entries: Map<string, T>, key: string, make: () => T): T {
  const entry = entries.get(key) ?? make();
  entries.delete(key);
  entries.set(key, entry);
  const [oldest] = entries.keys();
  if (entries.size > kept && oldest !== undefined) entries.delete(oldest);
  return entry;
}
