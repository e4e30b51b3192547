import { type ErrorBody, type OpenShiftCluster, type ProvisioningState } from '@aro-rp/api';
import { type Instant } from '@aro-rp/time';

declare const etagBrand: unique symbol;
/** As Cosmos DB gave it, quotes included; opaque. */
export type ETag = string & { readonly [etagBrand]: 'etag' };

/** A document as it was read, with the version that a write must name. Never changed in place. */
export interface Versioned<T> {
  readonly document: Readonly<T>;
  readonly etag: ETag;
  /** Cosmos DB's `_ts`: the whole second of the last write, in milliseconds since 1970. */
  readonly writtenAt: number;
}

/** D1. `cursor` names a step; `progress` is for the SRE who asks what a cluster is doing. */
export interface PlanState {
  id: string;
  kind: string;
  version: number;
  cursor: string;
  /** Nothing is to be done before; absent means at once. */
  notBefore?: Instant;
  deadline: Instant;
  /** Takes in a row whose slice died before its end was written (W9, W10). */
  attempts: number;
  /** When the step under the cursor was first begun; its own time-out counts from here. */
  stepStartedAt?: Instant;
  progress?: StepRecord[];
  /** Why the step under the cursor is being waited for or tried again. */
  waitingFor?: string;
}

export interface StepRecord {
  step: string;
  startedAt: Instant;
  endedAt: Instant;
}

/** D2. `id` alone is the fence. */
export interface Lease {
  id: string;
  owner: string;
  epoch: number;
  expiresAt: Instant;
}

/** D1: what every work document carries, whatever its type and whoever wrote it. */
export interface Envelope {
  id: string;
  type: string;
  /** +1 in every write; begins at server time in milliseconds (T2). */
  revision: number;
  provisioningState: string;
  plan?: PlanState;
  lease?: Lease;
  /** Takes so far; `lease.epoch` of the next is one more. */
  leaseEpoch?: number;
  /** W11: when a take last found a lease that its slice had not ended. */
  lastTakeover?: Instant;
  /** Seconds; on tombstones and ended operations only. */
  ttl?: number;
}

export interface ClusterDocument extends Envelope {
  type: 'cluster';
  partitionKey: string;
  /** The lower-cased resource id; lists are prefix queries on it. */
  key: string;
  /** The operation that changes the cluster now, or changed it last. */
  operationId: string;
  cluster: OpenShiftCluster;
  /** What the plans have found out or made, by name; steps return facts, the slice's end stores them. */
  facts: Record<string, unknown>;
  /** The names that it holds; each has a reservation document, made and removed in one batch with this member. */
  reservations?: { kind: ReservationKind; value: string }[];
  correlation?: Correlation;
  /** Present and true on what a delete leaves for the feed (ttl 10 min). */
  tombstone?: true;
}

export interface Correlation {
  correlationId?: string;
  clientRequestId?: string;
  requestId?: string;
  /** W3C trace context of the request. */
  traceparent?: string;
}

export type OperationKind = 'create' | 'update' | 'delete';

export interface OperationDocument {
  id: string;
  type: 'operation';
  partitionKey: string;
  revision: number;
  kind: OperationKind;
  clusterKey: string;
  /** As the caller wrote it. */
  resourceId: string;
  status: ProvisioningState;
  startTime: Instant;
  endTime?: Instant;
  error?: ErrorBody;
  /** For the SRE: where and why it failed; never shown to the customer. */
  diagnostics?: {
    step?: string;
    detail?: string;
    /** What was gathered when it failed, text by name; a few KB each, without secrets. */
    parts?: Record<string, string>;
  };
  timeline?: StepRecord[];
  correlation?: Correlation;
  /** Recognises a repeat of the accepted request: its client request id and a hash of its body. */
  request?: { clientRequestId?: string; bodyHash: string };
  /** Seconds; set when the operation ends, not before (D4). */
  ttl?: number;
}

/** Sealed values by name; see `seal.ts`. */
export interface SecretsDocument {
  id: string;
  type: 'secrets';
  partitionKey: string;
  revision: number;
  values: Record<string, string>;
}

/** Holds a name in a subscription for one cluster; made and removed in the cluster's own batch. */
export interface ReservationDocument {
  id: string;
  type: 'reservation';
  partitionKey: string;
  revision: number;
  kind: ReservationKind;
  value: string;
  clusterKey: string;
}
export type ReservationKind = 'managed-resource-group' | 'client-id';

export type SubscriptionState = 'Registered' | 'Unregistered' | 'Warned' | 'Suspended' | 'Deleted';

/** `id` is the subscription id and the partition key. `provisioningState` is terminal unless a plan runs (D1). */
export interface SubscriptionDocument extends Envelope {
  type: 'subscription';
  /** The body of the last lifecycle PUT, unknown members included. */
  subscription: { state: SubscriptionState; registrationDate?: string; properties?: Record<string, unknown> };
  /** As in {@link ClusterDocument}. */
  facts?: Record<string, unknown>;
  /** How its last plan ended, for the SRE: a subscription has no operation that could tell. */
  lastPlan?: EndedPlan;
}

export interface EndedPlan {
  id: string;
  kind: string;
  provisioningState: string;
  endTime: Instant;
  error?: ErrorBody;
  diagnostics?: OperationDocument['diagnostics'];
  timeline?: StepRecord[];
}

/** What may be installed, and with what; `id` is the version. */
export interface VersionDocument {
  id: string;
  type: 'openshift-version';
  revision: number;
  /** Such as `4.16.30`. */
  version: string;
  /** Offered to customers. */
  enabled: boolean;
  /** Taken when a request names no version; true of one at most. */
  default: boolean;
  /** The release image, by digest. */
  releaseImage: string;
  /** The `openshift-install` of this version. */
  installer: { digest: string; size: number };
  /** Of the marketplace, for all machines; `skus` by hyper-V generation of the machine's size. */
  osImage: { publisher: string; offer: string; skus: { V1?: string; V2?: string }; version: string };
}

/** Which roles the operators of clusters with workload identities need; `id` is the minor version. */
export interface RoleSetDocument {
  id: string;
  type: 'platform-workload-identity-role-set';
  revision: number;
  /** The minor version, such as `4.16`. */
  openShiftVersion: string;
  /** Offered to customers. */
  enabled: boolean;
  /** One for each operator. */
  platformWorkloadIdentityRoles: PlatformWorkloadIdentityRole[];
}

export interface PlatformWorkloadIdentityRole {
  /** Such as `image-registry`; customers name the operator's identity by it. */
  operatorName: string;
  /** Azure's own role: its name and its id, `/providers/Microsoft.Authorization/roleDefinitions/{uuid}`. */
  roleDefinitionName: string;
  roleDefinitionId: string;
  /** Who signs in with the identity: `system:serviceaccount:{namespace}:{name}`. */
  serviceAccounts: string[];
  /** Where in the cluster the operator looks for its credentials. */
  secretLocation: { namespace: string; name: string };
}

/**
 * From when to when a cluster is paid for. Read, and given a `lastBillingTime`, by what bills: names and units are its
 * own. Times are whole seconds since 1970. A cluster that is deleted and created again has another document.
 */
export interface BillingDocument {
  id: string;
  type: 'billing';
  revision: number;
  clusterDocumentId: string;
  /** The cluster's resource id, lower-cased. */
  key: string;
  /** The id of its managed resource group, lower-cased. */
  clusterResourceGroupIDKey: string;
  infraId?: string;
  billing: {
    creationTime: number;
    /** Absent while the cluster is there. */
    deletionTime?: number;
    lastBillingTime?: number;
    location: string;
    tenantID: string;
  };
}

export type WorkDocument = ClusterDocument | SubscriptionDocument;
export type WorkContainer = 'OpenShiftClusters' | 'Subscriptions';

/** Where a work document is; what a message names. */
export interface WorkRef {
  container: WorkContainer;
  partitionKey: string;
  id: string;
}
