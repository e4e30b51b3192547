import { type Log, silentLog } from '@aro-rp/telemetry';
import { type Clock, type Random } from '@aro-rp/time';
import { type BatchOutcome, type OnOutcome, type WritePath } from './batch.ts';
import { billingStore } from './billing-store.ts';
import { clusterStore } from './clusters/cluster-store.ts';
import { type Auth, connect } from './cosmos/client.ts';
import { callOf, documentContainer } from './cosmos/container.ts';
import { type ContainerName, databaseName } from './definitions.ts';
import { type ChangeFeed, type RangeLeaseStore } from './feed.ts';
import { changeFeed } from './feeds/change-feed.ts';
import { rangeLeaseStore } from './feeds/range-leases.ts';
import { answering, type KeyRing, noKeyRing } from './key-ring.ts';
import { operationStore } from './operation-store.ts';
import { type ProtocolTimes, protocolTimes } from './protocol-times.ts';
import { releaseStore, type ReleaseStore } from './releases/release-store.ts';
import { roleSetStore } from './role-set-store.ts';
import { createServerClock } from './server-clock.ts';
import { settling } from './settle.ts';
import {
  type BillingStore,
  type CallOptions,
  type ClusterStore,
  type OperationStore,
  type RoleSetStore,
  type ServerClock,
  type SubscriptionStore,
  type VersionStore,
  type WorkStore,
} from './stores.ts';
import { subscriptionStore } from './subscription-store.ts';
import { versionStore } from './version-store.ts';
import { workStore } from './work/work-store.ts';

export interface DatabaseOptions {
  endpoint: string;
  auth: Auth;
  databaseName?: string;
  clock: Clock;
  /** Without it nothing can be sealed or opened, and lists give out no second page. */
  keyRing?: KeyRing;
  random?: Random;
  protocol?: ProtocolTimes;
  /** The metric: once for each batch. */
  onOutcome?: OnOutcome;
  log?: Log;
}

/** Every store may be used by any number of callers at the same time. */
export interface Database {
  clusters: ClusterStore;
  operations: OperationStore;
  subscriptions: SubscriptionStore;
  work: WorkStore;
  versions: VersionStore;
  roleSets: RoleSetStore;
  billing: BillingStore;
  releases: ReleaseStore;
  rangeLeases: RangeLeaseStore;
  /** @param options.pageSize documents in one page at most; 100 unless told */
  feed(container: ContainerName, options?: { pageSize?: number }): ChangeFeed;
  /** T1: known after the first answer, so after a {@link ping}. */
  serverClock: ServerClock;
  /** One request that needs no right on any container. @throws StoreError `unavailable`, `throttled` */
  ping(options?: CallOptions): Promise<void>;
  /** Nothing may be called afterwards. */
  dispose(): void;
}

/** Connects to nothing before the first call. Containers must exist; services never create them. */
export function createDatabase(options: DatabaseOptions): Database {
  const { clock, random = Math.random, protocol = protocolTimes, log = silentLog } = options;
  const keyRing = answering(options.keyRing ?? noKeyRing);
  const serverClock = createServerClock(clock);
  const client = connect({
    endpoint: options.endpoint,
    auth: options.auth,
    clock,
    callTimeout: protocol.callTimeout,
    onAnswer(answer) {
      serverClock.observe(answer);
      settle.answered();
    },
  });
  const database = client.database(options.databaseName ?? databaseName);
  const call = callOf(clock, protocol.callTimeout);
  const ping = async (callOptions?: CallOptions) => {
    await call(callOptions, (abortSignal) => client.getDatabaseAccount({ abortSignal }));
  };
  const settle = settling(clock, serverClock, ping);
  const onOutcome: OnOutcome = (outcome, write) => {
    if (noteworthy.has(outcome)) log.warn(`database write ${outcome}`, { ...write });
    options.onOutcome?.(outcome, write);
  };

  const pathOf = (name: ContainerName): WritePath => ({
    clock,
    serverClock,
    random,
    onOutcome,
    containerName: name,
    container: documentContainer(database.container(name), call),
  });
  const clusters = pathOf('OpenShiftClusters');
  const subscriptions = pathOf('Subscriptions');

  return {
    clusters: clusterStore(clusters, keyRing),
    operations: operationStore(clusters.container),
    subscriptions: subscriptionStore(subscriptions),
    work: workStore({ OpenShiftClusters: clusters, Subscriptions: subscriptions }, protocol, keyRing),
    versions: versionStore(pathOf('OpenShiftVersions')),
    roleSets: roleSetStore(pathOf('PlatformWorkloadIdentityRoleSets')),
    releases: releaseStore(pathOf('Releases')),
    billing: billingStore(pathOf('Billing')),
    rangeLeases: rangeLeaseStore(pathOf('Leases')),
    feed: (name, feedOptions) =>
      changeFeed({
        ...feedOptions,
        name,
        container: database.container(name),
        call,
      }),
    serverClock,
    ping,
    dispose() {
      settle[Symbol.dispose]();
      client.dispose();
    },
  };
}

const noteworthy: ReadonlySet<BatchOutcome> = new Set(['contended', 'lost-lease']);
