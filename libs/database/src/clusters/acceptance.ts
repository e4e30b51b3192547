import { isTerminal, type ResourceId } from '@aro-rp/api';
import { type Secret } from '@aro-rp/telemetry';
import { toInstant } from '@aro-rp/time';
import { type Found, type Verdict } from '../batch.ts';
import { checkPreconditions } from '../conditions.ts';
import {
  type ClusterDocument,
  type ETag,
  type OperationDocument,
  type ReservationDocument,
  type SecretsDocument,
  type Versioned,
} from '../documents.ts';
import { StoreError } from '../errors.ts';
import { type Acceptance, type Decide, type Preconditions } from '../stores.ts';
import { reservationIdOf, secretsIdOf } from './document-ids.ts';
import { begun } from './properties.ts';

export interface AcceptRequest {
  resource: ResourceId;
  clusterDocumentId: string;
  operationId: string;
  planId: string;
  decide: Decide;
  preconditions: Preconditions;
  /** Server time of the first try. */
  now(): number;
  /** Seals one of the cluster's values for its `secrets` document. */
  seal(secretsId: string, name: string, value: Secret): string;
}

/** A tombstone is no cluster. */
export const alive = (found: Versioned<ClusterDocument> | undefined): Versioned<ClusterDocument> | undefined =>
  found?.document.tombstone ? undefined : found;

/** A decision is pure, and not cheap: one serves every look at the same version of the cluster. */
export function oncePerVersion(decide: Decide): Decide {
  let last: { etag: ETag | undefined; acceptance: Acceptance } | undefined;
  return (current) => {
    if (!last || last.etag !== current?.etag) last = { etag: current?.etag, acceptance: decide(current) };
    return last.acceptance;
  };
}

/** The change of one accepted request; pure but for the nonces of sealing. */
export function accept(found: Found, request: AcceptRequest): Verdict<{ created: boolean }> {
  // D3: a try that finds its own operation has succeeded, whatever became of the cluster since.
  const own = found.get<OperationDocument>(request.operationId);
  if (own) return { kind: 'unchanged', result: { created: own.document.kind === 'create' } };

  const stored = found.get<ClusterDocument>(request.clusterDocumentId);
  const current = alive(stored);
  checkPreconditions(current, request.preconditions);
  const acceptance = request.decide(current);
  if (current && !isTerminal(current.document.provisioningState)) {
    const value = current.document.operationId;
    throw new StoreError('already-exists', 'another operation runs', { taken: { kind: 'operation', value } });
  }

  const held = current?.document.reservations ?? [];
  const kept = new Set(acceptance.reservations.map(reservationIdOf));
  const released = held.map(reservationIdOf).filter((id) => !kept.has(id));
  const needed = [...kept, ...released, ...(acceptance.secrets ? [secretsIdOf(request.clusterDocumentId)] : [])];
  if (!needed.every((id) => found.has(id))) return { kind: 'read', ids: needed };

  return {
    kind: 'write',
    put: [
      clusterOf(current, acceptance, request),
      operationOf(acceptance, request),
      ...reservationsOf(found, acceptance, request),
      ...secretsOf(found, current !== undefined, acceptance, request),
    ],
    remove: released.filter((id) => found.get<ReservationDocument>(id)?.document.clusterKey === request.resource.key),
    result: { created: current === undefined },
  };
}

/** D4: without a living predecessor nothing is carried over but the revision, which the batch counts on (T2). */
function clusterOf(
  current: Versioned<ClusterDocument> | undefined,
  acceptance: Acceptance,
  request: AcceptRequest,
): ClusterDocument {
  const { cluster, operation, plan, correlation, reservations } = acceptance;
  const { lease: _lease, correlation: _before, ...carried } = current?.document ?? {};
  return {
    facts: {},
    ...carried,
    id: request.clusterDocumentId,
    type: 'cluster',
    partitionKey: request.resource.subscriptionId,
    key: request.resource.key,
    revision: 0,
    provisioningState: operation.status,
    operationId: request.operationId,
    cluster: {
      ...cluster,
      properties: begun(cluster.properties, operation.status, current?.document.provisioningState),
    },
    plan: {
      kind: plan.kind,
      version: plan.version,
      cursor: plan.cursor,
      id: request.planId,
      deadline: toInstant(request.now() + plan.deadline),
      attempts: 0,
    },
    reservations,
    ...(correlation && { correlation }),
  };
}

function operationOf({ operation }: Acceptance, request: AcceptRequest): OperationDocument {
  return {
    id: request.operationId,
    type: 'operation',
    partitionKey: request.resource.subscriptionId,
    revision: 0,
    kind: operation.kind,
    clusterKey: request.resource.key,
    resourceId: request.resource.id,
    status: operation.status,
    startTime: toInstant(request.now()),
    ...(operation.correlation && { correlation: operation.correlation }),
    ...(operation.request && { request: operation.request }),
  };
}

/** Those that are this cluster's already are left as they are. @throws StoreError `already-exists` naming what is taken */
function reservationsOf(
  found: Found,
  { reservations }: Acceptance,
  { resource }: AcceptRequest,
): ReservationDocument[] {
  return reservations.flatMap(({ kind, value }) => {
    const id = reservationIdOf({ kind, value });
    const holder = found.get<ReservationDocument>(id)?.document;
    if (holder?.clusterKey === resource.key) return [];
    if (holder) throw new StoreError('already-exists', `${kind} is taken`, { taken: { kind, value } });
    const { subscriptionId: partitionKey, key: clusterKey } = resource;
    return [{ id, type: 'reservation', partitionKey, revision: 0, kind, value, clusterKey }];
  });
}

function secretsOf(
  found: Found,
  isUpdate: boolean,
  { secrets }: Acceptance,
  request: AcceptRequest,
): SecretsDocument[] {
  if (!secrets) return [];
  const id = secretsIdOf(request.clusterDocumentId);
  const before = isUpdate ? found.get<SecretsDocument>(id)?.document : undefined;
  const sealed = Object.entries(secrets).map(([name, value]) => [name, request.seal(id, name, value)] as const);
  return [
    {
      ...before,
      id,
      type: 'secrets',
      partitionKey: request.resource.subscriptionId,
      revision: 0,
      values: { ...before?.values, ...Object.fromEntries(sealed) },
    },
  ];
}
