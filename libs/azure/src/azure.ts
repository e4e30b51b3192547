import { createHash } from 'node:crypto';
import { type Log, type Secret } from '@aro-rp/telemetry';
import { type Clock, type Duration, seconds } from '@aro-rp/time';
import { type TokenCredential } from '@azure/core-auth';
import { createSendJson } from './arm-request.ts';
import { type Blobs, createBlobs } from './blobs.ts';
import { type CallOptions, createCall } from './call.ts';
import { type Clients, createClients } from './clients.ts';
import { createDeployments, type Deployments } from './deployments.ts';
import { createGraph, type Graph } from './graph.ts';
import { createDnsRecords, type DnsRecords } from './dns-records.ts';
import { once } from './once.ts';
import { createOperations, type Operations } from './operations.ts';
import { createResourceGroups, type ResourceGroups } from './resource-groups.ts';
import { createResources, type Resources } from './resources.ts';

/**
 * Who acts. They are never mixed: `service` is the service's own identity, for what belongs to the service (DNS, the
 * registry, the network shards); `rp` is the resource provider's application in a customer's tenant, for what belongs to
 * the customer; `cluster` is the cluster's own service principal, for what the cluster itself will have to be able to do.
 */
export type Identity =
  | { identity: 'service' }
  | { identity: 'rp'; tenantId: string }
  | { identity: 'cluster'; tenantId: string; clientId: string; secret: Secret };

/** Azure in one subscription, as one identity. */
export interface Subscription {
  readonly resourceGroups: ResourceGroups;
  readonly dnsRecords: DnsRecords;
  readonly resources: Resources;
  readonly deployments: Deployments;
  readonly operations: Operations;
  readonly graph: Graph;
  readonly blobs: Blobs;
}

export interface Azure {
  /** Costs nothing when it was asked for before; safe for concurrent use. */
  subscription(who: Identity & { subscriptionId: string }): Subscription;
  /**
   * Signs in once more, though tokens of an earlier sign-in may be good for an hour yet: tells whether an application's
   * proof still holds. @throws AzureError `unauthorized` when it does not
   */
  signIn(who: Exclude<Identity, { identity: 'service' }>, options: CallOptions): Promise<void>;
}

export interface AzureOptions {
  /** Such as `https://management.azure.com`. */
  armEndpoint: string;
  /** The root of Microsoft Graph above `/v1.0`; the public cloud's unless told. */
  graphEndpoint?: string;
  /** For tokens; `<armEndpoint>/.default` unless told. */
  armScope?: string;
  /** Asked once per identity and tenant, and for each {@link Azure.signIn}; each credential keeps tokens of its own. */
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
  const graphEndpoint = (options.graphEndpoint ?? 'https://graph.microsoft.com').replace(/\/+$/, '');
  const credentials = new Map<string, TokenCredential>();
  const subscriptions = new Map<string, Subscription>();

  const credentialOf = (who: Identity) => cached(credentials, keyOf(who), () => credentialFor(who));

  const open = (who: Identity & { subscriptionId: string }): Subscription => {
    const call = createCall({ identity: who.identity, clock, log, limit: callTimeout });
    let made: Clients | undefined;
    const clients = () =>
      (made ??= createClients({ endpoint, scope, credential: credentialOf(who), subscriptionId: who.subscriptionId }));
    const credential = () => credentialOf(who);
    const send = once(() => createSendJson(credential(), scope));
    const sendToGraph = once(() => createSendJson(credential(), `${graphEndpoint}/.default`));
    const resources = createResources(endpoint, send, call, { clock, identity: who.identity });
    return {
      resourceGroups: createResourceGroups(clients, call, resources, who.subscriptionId),
      dnsRecords: createDnsRecords(clients, call),
      resources,
      deployments: createDeployments(resources, who.identity),
      operations: createOperations(send, call, who.identity),
      graph: createGraph(graphEndpoint, sendToGraph, call, credential),
      blobs: createBlobs(credential, clock, call),
    };
  };

  return {
    subscription(who) {
      return cached(subscriptions, `${keyOf(who)} ${who.subscriptionId}`, () => open(who));
    },
    async signIn(who, given) {
      const call = createCall({ identity: who.identity, clock, log, limit: callTimeout });
      // Tokens are kept by the credential: another one has none.
      await call('sign-in', given, ({ abortSignal }) => credentialFor(who).getToken(scope, { abortSignal }));
    },
  };
}

/** A secret that was replaced signs in anew; only its hash is kept here. */
function keyOf(who: Identity): string {
  switch (who.identity) {
    case 'service':
      return 'service';
    case 'rp':
      return `rp ${who.tenantId}`;
    case 'cluster': {
      const secret = createHash('sha256').update(who.secret.reveal()).digest('hex');
      return `cluster ${who.tenantId} ${who.clientId} ${secret}`;
    }
  }
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
