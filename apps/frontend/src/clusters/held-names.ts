import { type OpenShiftCluster, type Reservation, reservationsOf } from '@aro-rp/api';
import { type ClusterDocument } from '@aro-rp/database';

/**
 * The names that a cluster holds once a change of it is accepted: those that it asks for, and all that it held before.
 * A change can fail and leave the cluster with what it had, so names are freed by whoever ends it, never here; the
 * frontend has no right to delete a document.
 */
export function heldNames(next: OpenShiftCluster, current: Readonly<ClusterDocument> | undefined): Reservation[] {
  const before = current ? (current.reservations ?? reservationsOf(current.cluster)) : [];
  const all = [...before, ...reservationsOf(next)];
  const keyOf = ({ kind, value }: Reservation) => `${kind}:${value.toLowerCase()}`;
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}
