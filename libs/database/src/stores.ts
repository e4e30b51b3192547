import { type ClusterSecretName, type ErrorBody, type ProvisioningState, type ResourceId } from '@aro-rp/api';
import { type Secret } from '@aro-rp/telemetry';
import { type Duration, type Instant } from '@aro-rp/time';
import {
  type BillingDocument,
  type ClusterDocument,
  type ETag,
  type OperationDocument,
  type PlanState,
  type ReservationKind,
  type RoleSetDocument,
  type StepRecord,
  type SubscriptionDocument,
  type VersionDocument,
  type Versioned,
  type WorkDocument,
  type WorkRef,
} from './documents.ts';

export interface CallOptions {
  signal?: AbortSignal;
}

/** A caller's `If-Match` (an ETag or `*`) or `If-None-Match: *`. */
export interface Preconditions {
  ifMatch?: ETag | '*';
  ifNoneMatch?: '*';
}

/** Returned by a change that wants nothing written. */
export const Unchanged: unique symbol = Symbol('Unchanged');

/** Pure: it is applied anew to what is read when another writer was faster. Keeps members that it does not know. */
export type Change<T> = (current: Readonly<T>) => T | typeof Unchanged;

export interface MutateOptions extends CallOptions, Preconditions {
  /** A lease id. Where the stored lease is another or none: `lost-lease`. */
  fence?: string;
}

export type Scope = { subscriptionId: string; resourceGroup?: string };
export interface PageRequest {
  /** At most this many; the answer may hold fewer although more follow. */
  limit: number;
  /** From the page before, in the same scope. */
  continuation?: string;
}
export interface Page<T> {
  items: Versioned<T>[];
  continuation?: string;
}

/** What an accepted request writes, all in one batch with the envelope that the store keeps (D1, D3, D4, T2). */
export interface Acceptance {
  /** The store sets id, partition key, key, revision, provisioning state, plan, lease and operation id itself. */
  cluster: ClusterDocument['cluster'];
  correlation?: ClusterDocument['correlation'];
  operation: Pick<OperationDocument, 'kind' | 'correlation' | 'request'> & { status: ProvisioningState };
  plan: Pick<PlanState, 'kind' | 'version' | 'cursor'> & { deadline: Duration };
  /** Replaces the named ones, keeps the others. */
  secrets?: Partial<Record<ClusterSecretName, Secret>>;
  /** All that the cluster holds from now on; those it held before and does not name here are released. */
  reservations: { kind: ReservationKind; value: string }[];
}

/** The cluster as it is, or undefined when there is none; tombstones count as none. */
export type Decide = (current: Versioned<ClusterDocument> | undefined) => Acceptance;

export interface ClusterStore {
  /** A point read. Tombstones are not seen. */
  get(id: ResourceId, options?: CallOptions): Promise<Versioned<ClusterDocument> | undefined>;
  /** Ordered by resource id. Tombstones are not seen. @throws StoreError `refused-continuation` */
  list(scope: Scope, page: PageRequest, options?: CallOptions): Promise<Page<ClusterDocument>>;
  /**
   * Cluster, operation, secrets and reservations appear together or not at all. `operationId` and `planId` are chosen
   * by the caller, once per request: a retry that finds its own operation has succeeded (D3), and so may be repeated.
   * `decide` is pure and may throw; what it throws reaches the caller and nothing is written.
   * @returns the cluster as accepted, and whether it is new (the answer is 201).
   * @throws StoreError `already-exists` when a reservation is another cluster's; `precondition-failed`; `contended`
   */
  accept(
    id: ResourceId,
    ids: { operationId: string; planId: string },
    decide: Decide,
    options?: CallOptions & Preconditions,
  ): Promise<{ cluster: Versioned<ClusterDocument>; created: boolean }>;
  /** The cluster's secrets, opened. Empty when there are none. @throws StoreError `sealed` */
  secrets(id: ResourceId, options?: CallOptions): Promise<Record<string, Secret>>;
}

export interface OperationStore {
  get(
    subscriptionId: string,
    operationId: string,
    options?: CallOptions,
  ): Promise<Versioned<OperationDocument> | undefined>;
}

/** The plan that a subscription's new state asks for. `planId` is chosen outside the retry (D3). */
export interface BeginWork {
  /** Not terminal: `Deleting`. */
  provisioningState: string;
  planId: string;
  plan: Acceptance['plan'];
}

export interface SubscriptionStore {
  get(subscriptionId: string, options?: CallOptions): Promise<Versioned<SubscriptionDocument> | undefined>;
  /**
   * Creates or changes; leaves plan and lease alone (D1), unless `begin` names a plan while none runs.
   * `current` is undefined for a new one. `change` is pure and may throw; then nothing is written.
   */
  put(
    subscriptionId: string,
    change: (current: Readonly<SubscriptionDocument> | undefined) => SubscriptionDocument['subscription'],
    options?: CallOptions & {
      /** Pure. Not asked while a plan runs; undefined when the state asks for no work. */
      begin?: (subscription: Readonly<SubscriptionDocument['subscription']>) => BeginWork | undefined;
    },
  ): Promise<{ subscription: Versioned<SubscriptionDocument>; created: boolean }>;
}

/** How a slice that does not end its plan ends (W9). */
export interface SliceEnd {
  cursor: string;
  facts: Record<string, unknown>;
  /** Merged into `cluster.properties`, one level deep per profile; how steps publish what customers see. */
  properties?: Record<string, unknown>;
  /** Sealed in the same write; replaces the named ones, keeps the others. */
  secrets?: Record<string, Secret>;
  /** From now; the store writes `min(wanted, deadline + 5 s)`. Absent: at once. */
  after?: Duration;
  stepStartedAt?: Instant;
  progress?: StepRecord[];
  waitingFor?: string;
}

/** How a plan ends (D3): operation and cluster together, the lease removed. */
export interface PlanEnd {
  provisioningState: 'Succeeded' | 'Failed' | 'Canceled';
  /** With `Failed` and `Canceled`. */
  error?: ErrorBody;
  diagnostics?: OperationDocument['diagnostics'];
  facts?: Record<string, unknown>;
  properties?: Record<string, unknown>;
  /** As in {@link SliceEnd}; of a cluster that is gone none are kept. */
  secrets?: Record<string, Secret>;
  progress?: StepRecord[];
  /** The cluster is gone: secrets and reservations are removed, the document becomes a tombstone. */
  deleted?: true;
}

export type VersionContent = Omit<VersionDocument, 'id' | 'type' | 'revision'>;
export type RoleSetContent = Omit<RoleSetDocument, 'id' | 'type' | 'revision'>;

/** A few dozen documents that say what is offered, written by an SRE's command, read by all. */
export interface CatalogueStore<D> {
  get(id: string, options?: CallOptions): Promise<Versioned<D> | undefined>;
  /** All, in no order. */
  list(options?: CallOptions): Promise<Versioned<D>[]>;
  /**
   * Creates or changes; members that are not named here are kept.
   * @returns whether anything was written
   */
  put(
    content: Omit<D, 'id' | 'type' | 'revision'>,
    options?: CallOptions,
  ): Promise<'created' | 'changed' | 'unchanged'>;
  /**
   * Changes what is there. `change` says what is to be different of the document as it is at the write: it may be asked
   * more than once, also of what it has changed itself, and what it throws reaches the caller, nothing written.
   * @returns whether anything was written
   * @throws StoreError `not-found`, `contended`
   */
  change(
    id: string,
    change: (current: Readonly<D>) => Partial<Omit<D, 'id' | 'type' | 'revision'>>,
    options?: CallOptions,
  ): Promise<'changed' | 'unchanged'>;
  /** Creates where there is none; what is there stays as it is. @returns whether it was created */
  add(content: Omit<D, 'id' | 'type' | 'revision'>, options?: CallOptions): Promise<boolean>;
}
/** `OpenShiftVersions`, by version. */
export type VersionStore = CatalogueStore<VersionDocument>;
/** `PlatformWorkloadIdentityRoleSets`, by minor version. */
export type RoleSetStore = CatalogueStore<RoleSetDocument>;

/** What is told of a cluster when its billing begins. */
export interface BillingAccount {
  /** Of this life of the cluster: the same however often it is opened, another once it is created anew. */
  id: string;
  clusterDocumentId: string;
  /** The cluster's resource id, lower-cased. */
  key: string;
  /** The id of its managed resource group, lower-cased. */
  clusterResourceGroupIDKey: string;
  infraId?: string;
  location: string;
  tenantId: string;
}

/** `Billing`: one document for each life of a cluster. Both writes may be repeated, and only the first counts. */
export interface BillingStore {
  get(id: string, options?: CallOptions): Promise<Versioned<BillingDocument> | undefined>;
  /** Begins at server time. What is there already is left as it is, closed or not. */
  open(account: BillingAccount, options?: CallOptions): Promise<void>;
  /** Ends at server time. Nothing is written when it has ended before or was never opened. */
  close(id: string, options?: CallOptions): Promise<void>;
}

/** The protocol's writes on a work document, cluster or subscription. Numbers are the protocol's rules. */
export interface WorkStore {
  /** Tombstones and members of newer versions included. */
  read(ref: WorkRef, options?: CallOptions): Promise<Versioned<WorkDocument> | undefined>;
  /**
   * W4: one conditional write on exactly the version seen, never repeated blindly. A lost answer that took effect is
   * recognised by the lease id (D2).
   * @returns `moved` with what is there now when somebody else was faster (W6).
   */
  take(
    ref: WorkRef,
    seen: Versioned<WorkDocument>,
    lease: { id: string; owner: string },
    options?: CallOptions,
  ): Promise<
    { kind: 'taken'; taken: Versioned<WorkDocument> } | { kind: 'moved'; current: Versioned<WorkDocument> | undefined }
  >;
  /** W8: a full lease from now, through the fence. @throws StoreError `lost-lease` */
  renew(ref: WorkRef, leaseId: string, options?: CallOptions): Promise<void>;
  /** W9. @returns `gone` when the own lease is not there any more: done by an earlier try, or lost; either way stop. */
  endSlice(ref: WorkRef, leaseId: string, end: SliceEnd, options?: CallOptions): Promise<'written' | 'gone'>;
  /** D3, fenced. Copes with a missing operation. @returns as {@link endSlice} */
  endPlan(ref: WorkRef, leaseId: string, end: PlanEnd, options?: CallOptions): Promise<'written' | 'gone'>;
  /** S1's candidates, across partitions, as they are now. */
  stranded(
    container: WorkRef['container'],
    options?: CallOptions,
  ): AsyncIterable<{ ref: WorkRef; found: Versioned<WorkDocument> }>;
}

/** T1: server time. */
export interface ServerClock {
  /** Milliseconds since 1970 by Cosmos DB's `Date`. @throws StoreError `clock-unknown` */
  now(): number;
  /** False until known, and again after a jump of more than 5 s until it has settled. */
  isKnown(): boolean;
}
