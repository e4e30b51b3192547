import { done, type StepAction } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { customerErrors } from '../customer-errors.ts';
import { fullDomain, recordName } from '../names.ts';

/** Of all clusters of the region that ask for one name, the first gets it. A domain of the customer's own is theirs. */
export const reserve: StepAction<ClusterContext> = async ({ cluster, id, service, place, call }, run) => {
  const name = recordName(cluster, place.dns.name);
  if (name === undefined) return done();
  const reservation = await service.dnsRecords.reserve(place.dns, name, id.key, call(run));
  if (reservation.kind === 'foreign') throw customerErrors.domainTaken(fullDomain(cluster, place.dns.name));
  return done();
};
