import { randomUUID } from 'node:crypto';
import { documentId, parseResourceId } from '@aro-rp/api';
import { type Database, type PlanEnd } from '@aro-rp/database';
import { clusterId, type ClusterPlace } from './requests.ts';

/** Takes the cluster and ends its plan, as a backend would at the end of its last slice. */
export async function endPlan(database: Database, place: ClusterPlace, end: PlanEnd): Promise<void> {
  const id = parseResourceId(clusterId(place));
  if (!id) throw new Error('no cluster id');
  const ref = { container: 'OpenShiftClusters', partitionKey: id.subscriptionId, id: documentId(id) } as const;
  const seen = await database.work.read(ref);
  if (!seen) throw new Error(`there is no document of ${id.id}`);
  const lease = { id: randomUUID(), owner: 'test' };
  const take = await database.work.take(ref, seen, lease);
  if (take.kind !== 'taken') throw new Error('somebody else was faster');
  await database.work.endPlan(ref, lease.id, end);
}
