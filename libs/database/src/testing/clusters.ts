import { type ResourceId } from '@aro-rp/api';
import { acceptance, newIds, refOf } from '@aro-rp/testing';
import { type Acceptance, type ClusterStore, type PlanEnd, type WorkStore } from '../stores.ts';

/** Accepts a new cluster, or a change of the one that is there, as a frontend does. */
export const accept = (clusters: ClusterStore, id: ResourceId, changes: Partial<Acceptance> = {}, ids = newIds()) =>
  clusters.accept(id, ids, (current) =>
    acceptance(id, { ...(current && { cluster: current.document.cluster }), ...changes }),
  );

/** Takes the cluster and ends its plan, as a backend does. */
export async function finish(work: WorkStore, id: ResourceId, end: PlanEnd = { provisioningState: 'Succeeded' }) {
  const ref = refOf(id);
  await work.take(ref, (await work.read(ref))!, { id: 'l', owner: 'w' });
  return work.endPlan(ref, 'l', end);
}
