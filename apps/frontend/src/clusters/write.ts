import { adminVersion, errors, type OpenShiftCluster } from '@aro-rp/api';
import { type Acceptance, type ClusterDocument, type Decide, type Versioned } from '@aro-rp/database';
import { type Handler, type RequestBody, type VersionedCall } from '../http/call.ts';
import { type OfferedRoleSets, type OfferedVersions } from '../offered/offered.ts';
import { operationHeaders } from '../operations/operation-urls.ts';
import { requireSubscription } from '../subscriptions/gate.ts';
import { accept } from './accept.ts';
import { clusterAnswer } from './answers.ts';
import { clusterId } from './cluster-id.ts';
import { type ClusterService } from './cluster-service.ts';
import { checkPreconditions, refuseAfterFailedCreateOrDelete, refuseWhileRunning } from './gates.ts';
import { heldNames } from './held-names.ts';
import { withVersion } from './offered-versions.ts';
import { maintenancePlan, plans } from './plans.ts';
import { namesOperators, refuseOtherOperators } from './role-sets.ts';

interface Offered {
  versions: Awaited<ReturnType<OfferedVersions['list']>>;
  roleSets: Awaited<ReturnType<OfferedRoleSets['list']>>;
}

/** Creates or replaces: 201 or 200, with the cluster as it will be. */
export const putCluster =
  (service: ClusterService): Handler<VersionedCall> =>
  (call) =>
    write(service, call, () => putDecision(service, call));

/** What a PUT is decided by: pure, so that preflight can ask it and write nothing. @throws StoreError */
export async function putDecision(service: ClusterService, call: VersionedCall): Promise<Decide> {
  const offered = { versions: await service.offeredVersions.list(), roleSets: await roleSetsFor(service, call) };
  return (current) => decide(service, call, 'PUT', offered, current);
}

/** Changes what the body names: 200; 404 without a cluster. */
export const patchCluster =
  (service: ClusterService): Handler<VersionedCall> =>
  (call) =>
    write(service, call, async () => {
      const offered = { versions: [], roleSets: await roleSetsFor(service, call) };
      return (current) => {
        if (!current) throw errors.resourceNotFound(clusterId(call));
        return decide(service, call, 'PATCH', offered, current);
      };
    });

/** Only who names operators needs them. */
const roleSetsFor = async ({ offeredRoleSets }: ClusterService, { body }: VersionedCall) =>
  namesOperators(body?.value) ? offeredRoleSets.list() : [];

/** Thrown to end a decision that asks for nothing. */
class NothingAsked extends Error {
  constructor(readonly current: Versioned<ClusterDocument>) {
    super('the request changes nothing');
  }
}

async function write(service: ClusterService, call: VersionedCall, decision: () => Promise<Decide>) {
  await requireSubscription(service.subscriptions, call, 'write');
  const decideOnce = await decision();
  try {
    const { cluster, operationId, created } = await accept(service, call, clusterId(call), decideOnce);
    const answer = clusterAnswer(call, created ? 201 : 200, cluster);
    return { ...answer, headers: { ...answer.headers, ...operationHeaders(call, operationId, service.polling) } };
  } catch (error) {
    if (error instanceof NothingAsked) return clusterAnswer(call, 200, error.current);
    throw error;
  }
}

/** Pure: it may be asked again with a newer cluster. The gates stand in the order in which they answer. */
function decide(
  { polling, clusterDomain }: ClusterService,
  call: VersionedCall,
  method: 'PUT' | 'PATCH',
  offered: Offered,
  current: Versioned<ClusterDocument> | undefined,
): Acceptance {
  if (current) {
    refuseWhileRunning(current);
    refuseAfterFailedCreateOrDelete(current.document.cluster);
  }
  checkPreconditions(call.preconditions, current);
  const body = requireBody(call.body);
  if (method === 'PATCH' && current && isEmptyObject(body.value)) throw new NothingAsked(current);
  const { cluster: asked, secrets } = call.version.apply({
    method,
    id: clusterId(call),
    body: body.value,
    location: polling.location,
    ...(clusterDomain !== undefined && { clusterDomain }),
    ...(current && { current: current.document.cluster }),
    ...(call.systemData && { systemData: call.systemData }),
  });
  const cluster = current ? asked : withVersion(asked, offered.versions);
  refuseOtherOperators(cluster, current?.document.cluster, offered.roleSets);
  const kind = current ? 'update' : 'create';
  const isMaintenance = current !== undefined && call.version.version === adminVersion.version;
  return {
    cluster: isMaintenance ? withTask(cluster) : cluster,
    ...(Object.keys(secrets).length > 0 && { secrets }),
    reservations: heldNames(cluster, current?.document),
    correlation: call.correlation,
    plan: isMaintenance ? maintenancePlan : plans[kind],
    operation: {
      kind,
      status: isMaintenance ? 'AdminUpdating' : current ? 'Updating' : 'Creating',
      correlation: call.correlation,
      ...(method === 'PUT' && { request: requestOf(call, body) }),
    },
  };
}

/** An administrator who names no task means all of them. */
const withTask = (cluster: OpenShiftCluster): OpenShiftCluster => ({
  ...cluster,
  properties: { ...cluster.properties, maintenanceTask: cluster.properties.maintenanceTask ?? 'Everything' },
});

/** By which the same PUT is recognised when it comes again. */
const requestOf = ({ correlation: { clientRequestId } }: VersionedCall, { hash }: RequestBody) => ({
  bodyHash: hash,
  ...(clientRequestId !== undefined && { clientRequestId }),
});

function requireBody(body: RequestBody | undefined): RequestBody {
  if (!body) throw errors.invalidRequestContent('The request has no content; send the cluster as JSON.');
  return body;
}

const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
