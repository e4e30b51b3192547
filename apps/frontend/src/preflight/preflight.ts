import { CloudError, type ErrorBody, errors, providerNamespace, resourceType, versions } from '@aro-rp/api';
import { type Acceptance, type Decide } from '@aro-rp/database';
import { accept } from '../clusters/accept.ts';
import { clusterId } from '../clusters/cluster-id.ts';
import { type ClusterService } from '../clusters/cluster-service.ts';
import { putDecision } from '../clusters/write.ts';
import { type Call, type Handler, type VersionedCall } from '../http/call.ts';
import { requireSubscription } from '../subscriptions/gate.ts';
import { checkName, clustersIn, type TemplateCluster } from './template-resource.ts';
import { refuseTakenNames } from './taken-names.ts';
import { tolerate } from './tolerate.ts';

/** The api-version that ARM itself has for preflight; one of ours is as good. */
export const preflightApiVersion = '2020-10-01';

/**
 * Says of the clusters in a template what their PUT would say, and writes nothing: always 200, with the first refusal.
 * Resources of other types, and clusters whose name is an expression, are not judged; of other values that are
 * expressions nothing is said.
 * @throws CloudError 400 when the content is no preflight request; 503 when it cannot be judged now
 */
export const preflight =
  (service: ClusterService): Handler =>
  async (call) => {
    for (const cluster of clustersIn(call.body?.value)) {
      const error = await refusalOf(service, call, cluster);
      if (error) return { status: 200, body: { status: 'Failed', error } };
    }
    return { status: 200, body: { status: 'Succeeded' } };
  };

async function refusalOf(
  service: ClusterService,
  call: Call,
  cluster: TemplateCluster,
): Promise<ErrorBody | undefined> {
  if (cluster.name === undefined) return undefined;
  try {
    await rehearse(service, putOf(call, cluster));
    return undefined;
  } catch (error) {
    if (!(error instanceof CloudError) || error.status >= 500) throw error;
    return tolerate(error, cluster.body)?.body;
  }
}

/** The PUT that a deployment would send. @throws CloudError 400 */
function putOf(call: Call, { name, apiVersion, body }: TemplateCluster): VersionedCall {
  const version = versions.get(apiVersion);
  checkName(name);
  if (!version) throw errors.invalidResourceType(resourceType, apiVersion, [...versions.keys()]);
  const { subscriptionId = '', resourceGroup = '' } = call.params;
  const path = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/${providerNamespace}/${resourceType}/${name}`;
  return {
    ...call,
    method: 'PUT',
    path,
    params: { subscriptionId, resourceGroup, namespace: providerNamespace, type: resourceType, name },
    apiVersion,
    version,
    // Of conditions that were sent for the deployment the cluster knows nothing; an empty hash is no body's.
    preconditions: {},
    body: { value: body, hash: '' },
  };
}

/** Ends the pipeline of a PUT where it would write. */
class Rehearsed extends Error {
  override readonly name = 'Rehearsed';

  constructor(readonly acceptance: Acceptance) {
    super('the request would be accepted');
  }
}

/** @throws CloudError what the PUT would be answered, when it would be refused */
async function rehearse(service: ClusterService, put: VersionedCall): Promise<void> {
  const id = clusterId(put);
  await requireSubscription(service.subscriptions, put, 'write');
  const decide = await putDecision(service, put);
  const decideOnly: Decide = (current) => {
    throw new Rehearsed(decide(current));
  };
  try {
    await accept(service, put, id, decideOnly);
  } catch (error) {
    if (!(error instanceof Rehearsed)) throw error;
    await refuseTakenNames(service.clusters, id, error.acceptance.reservations, put.signal);
  }
}
