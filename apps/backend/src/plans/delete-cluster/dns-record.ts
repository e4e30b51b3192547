import { type AddressRecord } from '@aro-rp/azure';
import { done, type StepAction, type StepRun } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { recordName } from '../names.ts';

/** The record of the cluster's name, when it is there and ours. */
export async function ourRecord(
  { cluster, id, service, dnsZone, call }: ClusterContext,
  run: StepRun,
): Promise<AddressRecord | undefined> {
  const name = recordName(cluster, dnsZone.name);
  const record = name === undefined ? undefined : await service.dnsRecords.get(dnsZone, name, call(run));
  return record?.owner === id.key ? record : undefined;
}

/** Gives the name back: only the version seen, so that nobody else's record is removed. */
export const remove: StepAction<ClusterContext> = async (context, run) => {
  const record = await ourRecord(context, run);
  if (record !== undefined) await context.service.dnsRecords.remove(context.dnsZone, record, context.call(run));
  return done();
};
