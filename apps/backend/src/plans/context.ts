import { type OpenShiftCluster, parseResourceId, type ResourceId } from '@aro-rp/api';
import { type Azure, type CallOptions, type DnsZone, type EndedCall, type Subscription } from '@aro-rp/azure';
import {
  type BillingStore,
  type ClusterDocument,
  type ClusterStore,
  type SubscriptionStore,
  type VersionStore,
} from '@aro-rp/database';
import { type Cluster } from '@aro-rp/openshift';
import { type StepRun } from '@aro-rp/plan';
import { type Secret } from '@aro-rp/telemetry';
import { type Duration, fromInstant } from '@aro-rp/time';
import { type Installations } from '../installation/installations.ts';

/** What is the service's own in Azure. */
export interface ServicePlace {
  subscriptionId: string;
  dns: DnsZone;
  /** Subnets for private endpoints, in the service's own networks. */
  networkShards: readonly string[];
  /** The group that private endpoints are made in. */
  resourceGroup: string;
  location: string;
  /** Id of the registry that clusters pull releases from. */
  registryId: string;
  /** Subnets from which the service writes into clusters' storage accounts. */
  subnetIds: readonly string[];
}

/** What every plan of a cluster works with. */
export interface ClusterContext {
  readonly id: ResourceId;
  readonly documentId: string;
  readonly cluster: OpenShiftCluster;
  /** Azure as the resource provider's application in the customer's tenant, in the cluster's subscription. */
  customer(run: StepRun): Promise<Subscription>;
  /** Azure as the cluster's own service principal, in the cluster's subscription. */
  asCluster(run: StepRun): Promise<Subscription>;
  /** Anew, as the cluster's own service principal. @throws AzureError `unauthorized` when its secret is not valid any more */
  signInAsCluster(run: StepRun): Promise<void>;
  /** Azure as the service itself, in its own subscription. */
  readonly service: Subscription;
  readonly place: ServicePlace;
  tenantId(run: StepRun): Promise<string>;
  /** Of the resource provider's application in the customer's tenant. */
  ownObjectId(run: StepRun): Promise<string>;
  /** Stored with the cluster, or learnt in this slice. */
  secret(name: string, run: StepRun): Promise<Secret | undefined>;
  /** Every one of them, for what must not show any. */
  allSecrets(run: StepRun): Promise<readonly Secret[]>;
  /** @throws Error when there is none: a mistake of ours */
  requireSecret(name: string, run: StepRun): Promise<Secret>;
  /** Disposed of by the caller. */
  connect(run: StepRun): Promise<Cluster>;
  readonly versions: Pick<VersionStore, 'get'>;
  readonly installations: Installations;
  readonly billing: Pick<BillingStore, 'open' | 'close'>;
  /** For every call of Azure. */
  call(run: StepRun): CallOptions;
  /** The last calls of Azure of this slice, oldest first. */
  lastCalls(): readonly EndedCall[];
  /** Server time in milliseconds since 1970. */
  now(): number;
  /** How often a wait looks. */
  readonly pollEvery: Duration;
  /** How long rights and secrets may take to spread in Azure. */
  readonly spreadWithin: Duration;
  /** W11: when a take last found a lease that its slice had not ended, in milliseconds since 1970. */
  readonly lastTakeover: number | undefined;
  /** W11: how long after a takeover a frozen worker may still act. */
  readonly frozenFor: Duration;
}

export interface ContextOptions {
  azure: Azure;
  clusters: Pick<ClusterStore, 'secrets'>;
  subscriptions: Pick<SubscriptionStore, 'get'>;
  versions: Pick<VersionStore, 'get'>;
  billing: ClusterContext['billing'];
  place: ServicePlace;
  /** The resource provider's application. */
  rpClientId: string;
  installations: Installations;
  /** @param address of the cluster's private endpoint */
  connect(kubeconfig: Secret, address: string): Cluster;
  pollEvery: Duration;
  spreadWithin: Duration;
  frozenFor: Duration;
}

/** Told when a plan fails. */
const callsKept = 40;

/** @throws Error when the document is not that of a cluster; its slices then die until W10 ends it */
export function createContext(
  document: Readonly<ClusterDocument>,
  now: () => number,
  options: ContextOptions,
): ClusterContext {
  const { azure, place, subscriptions, versions, installations, billing, pollEvery, spreadWithin, frozenFor } = options;
  const id = parseResourceId(document.cluster.id);
  if (id === undefined) throw new Error(`the document ${document.id} does not hold a cluster`);
  const { subscriptionId } = id;
  let opened: Promise<Record<string, Secret>> | undefined;

  let tenant: Promise<string> | undefined;
  const lastCalls: EndedCall[] = [];
  const onEnded = (call: EndedCall) => {
    lastCalls.push(call);
    if (lastCalls.length > callsKept) lastCalls.shift();
  };

  const findTenant = async ({ signal }: StepRun) => {
    const found = await subscriptions.get(subscriptionId, { signal });
    const known = found?.document.subscription.properties?.['tenantId'];
    if (typeof known !== 'string') throw new Error(`the tenant of the subscription ${subscriptionId} is not known`);
    return known;
  };
  // One slice has one context, and its subscription one tenant.
  const tenantId = (run: StepRun) => (tenant ??= findTenant(run));
  const stored = ({ signal }: StepRun) => (opened ??= options.clusters.secrets(id, { signal }));
  const secret = async (name: string, run: StepRun) => run.secrets[name] ?? (await stored(run))[name];
  const requireSecret = async (name: string, run: StepRun) => {
    const found = await secret(name, run);
    if (found === undefined) throw new Error(`the cluster has no secret ${name}`);
    return found;
  };
  const clusterIdentity = async (run: StepRun) => {
    const clientId = document.cluster.properties.servicePrincipalProfile?.clientId;
    if (clientId === undefined) throw new Error('the cluster has no service principal');
    const [tenant, clientSecret] = await Promise.all([tenantId(run), requireSecret('clientSecret', run)]);
    return { identity: 'cluster' as const, tenantId: tenant, clientId, secret: clientSecret };
  };

  return {
    id,
    documentId: document.id,
    cluster: document.cluster,
    ...{ place, now, versions, installations, billing, pollEvery, spreadWithin, frozenFor },
    ...{ tenantId, secret, requireSecret },
    lastTakeover: document.lastTakeover === undefined ? undefined : fromInstant(document.lastTakeover),
    call: ({ signal }) => ({ signal, correlation: document.correlation, onEnded }),
    lastCalls: () => [...lastCalls],
    allSecrets: async (run) => [...Object.values(await stored(run)), ...Object.values(run.secrets)],
    service: azure.subscription({ identity: 'service', subscriptionId: place.subscriptionId }),
    async customer(run) {
      return azure.subscription({ identity: 'rp', tenantId: await tenantId(run), subscriptionId });
    },
    async ownObjectId(run) {
      const { graph } = azure.subscription({ identity: 'rp', tenantId: await tenantId(run), subscriptionId });
      const found = await graph.servicePrincipalId(options.rpClientId, { signal: run.signal });
      if (found === undefined) throw new Error("our application has no service principal in the customer's tenant");
      return found;
    },
    async asCluster(run) {
      return azure.subscription({ ...(await clusterIdentity(run)), subscriptionId });
    },
    async signInAsCluster(run) {
      await azure.signIn(await clusterIdentity(run), { signal: run.signal });
    },
    async connect(run) {
      const address = run.facts['privateEndpointAddress'];
      if (typeof address !== 'string') throw new Error('the document has no privateEndpointAddress');
      return options.connect(await requireSecret('adminKubeconfig', run), address);
    },
  };
}
