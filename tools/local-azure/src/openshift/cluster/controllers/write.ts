import { asObject, type Json } from '../../../arm/model/json.ts';
import { requireKind } from '../../kubernetes/kinds.ts';
import { type KubeObject, kubeTime, withConditions } from '../../kubernetes/object.ts';
import { type ClusterContext } from '../context.ts';

/** Writes `status` over the stored one, member by member. Nothing is written when it says the same. */
export function writeStatus({ objects }: ClusterContext, object: KubeObject, status: Json): KubeObject {
  const { resourceVersion: _latest, ...metadata } = object.metadata;
  const current = objects.get(requireKind(object.apiVersion, object.kind), metadata.namespace, metadata.name);
  if (!current) return object;
  return objects.update({ ...current, status: { ...asObject(current.status), ...status } }, { part: 'status' });
}

/** {@link writeStatus} of conditions. */
export function writeConditions(
  cluster: ClusterContext,
  object: KubeObject,
  conditions: Parameters<typeof withConditions>[2],
  status: Json = {},
): KubeObject {
  const now = kubeTime(cluster.clock.now());
  return writeStatus(cluster, object, { ...status, conditions: withConditions(object, now, conditions) });
}
