import { type AddressRecord } from '@aro-rp/azure';
import { done, type StepAction, type StepRun } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { appsRecordName, recordName } from '../names.ts';

/** The records of the cluster's names that are there and ours. The one that holds the name comes last. */
export async function ourRecords(
  { cluster, id, service, place, call }: ClusterContext,
  run: StepRun,
): Promise<AddressRecord[]> {
  const names = [appsRecordName(cluster, place.dns.name), recordName(cluster, place.dns.name)];
  const found = await Promise.all(
    names.map((name) => (name === undefined ? undefined : service.dnsRecords.get(place.dns, name, call(run)))),
  );
  return found.filter((record) => record !== undefined).filter((record) => record.owner === id.key);
}

/** Gives the names back: only the versions seen, so that nobody else's record is removed. */
export const remove: StepAction<ClusterContext> = async (context, run) => {
  const { service, place, call } = context;
  for (const record of await ourRecords(context, run)) await service.dnsRecords.remove(place.dns, record, call(run));
  return done();
};
