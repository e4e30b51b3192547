import { type OpenShiftCluster, parseResourceId, type ResourceId } from '@aro-rp/api';
import { type Azure, type CallOptions, type DnsZone, type Subscription } from '@aro-rp/azure';
import { type ClusterDocument, type SubscriptionStore } from '@aro-rp/database';
import { type StepRun } from '@aro-rp/plan';
import { type Duration, fromInstant } from '@aro-rp/time';

/** What every plan of a cluster works with. */
export interface ClusterContext {
  readonly id: ResourceId;
  readonly cluster: OpenShiftCluster;
  /** Azure as the resource provider's application in the customer's tenant, in the cluster's subscription. */
  customer(run: StepRun): Promise<Subscription>;
  /** Azure as the service itself, where the DNS zone is. */
  readonly service: Subscription;
  readonly dnsZone: DnsZone;
  /** For every call of Azure. */
  call(run: StepRun): CallOptions;
  /** Server time in milliseconds since 1970. */
  now(): number;
  /** W11: when a take last found a lease that its slice had not ended, in milliseconds since 1970. */
  readonly lastTakeover: number | undefined;
  /** W11: how long after a takeover a frozen worker may still act. */
  readonly frozenFor: Duration;
}

export interface ContextOptions {
  azure: Azure;
  subscriptions: Pick<SubscriptionStore, 'get'>;
  dns: DnsZone & { subscriptionId: string };
  frozenFor: Duration;
}

/** @throws Error when the document is not that of a cluster; its slices then die until W10 ends it */
export function createContext(
  document: Readonly<ClusterDocument>,
  now: () => number,
  { azure, subscriptions, dns, frozenFor }: ContextOptions,
): ClusterContext {
  const id = parseResourceId(document.cluster.id);
  if (id === undefined) throw new Error(`the document ${document.id} does not hold a cluster`);
  return {
    id,
    cluster: document.cluster,
    dnsZone: dns,
    now,
    frozenFor,
    lastTakeover: document.lastTakeover === undefined ? undefined : fromInstant(document.lastTakeover),
    call: ({ signal }) => ({ signal, correlation: document.correlation }),
    service: azure.subscription({ identity: 'service', subscriptionId: dns.subscriptionId }),
    async customer({ signal }) {
      const found = await subscriptions.get(id.subscriptionId, { signal });
      const tenantId = found?.document.subscription.properties?.['tenantId'];
      if (typeof tenantId !== 'string')
        throw new Error(`the tenant of the subscription ${id.subscriptionId} is not known`);
      return azure.subscription({ identity: 'rp', tenantId, subscriptionId: id.subscriptionId });
    },
  };
}
