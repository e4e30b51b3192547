import { errors, type Reservation, reservationsOf, type ResourceId } from '@aro-rp/api';
import { type ClusterStore } from '@aro-rp/database';
import { everyPage } from '../clusters/every-page.ts';

/**
 * Refuses a name that has to be unique in the subscription and is another cluster's, as a write would when it comes to
 * reserve it. Reservations are made and removed together with what the clusters say that they hold, so those are read.
 * @throws CloudError 400, StoreError
 */
export async function refuseTakenNames(
  clusters: Pick<ClusterStore, 'list'>,
  { subscriptionId, key: own }: ResourceId,
  wanted: readonly Reservation[],
  signal: AbortSignal,
): Promise<void> {
  const taken = new Set<string>();
  for await (const items of everyPage(clusters, { subscriptionId }, signal))
    for (const { document } of items) {
      if (document.key === own) continue;
      for (const held of document.reservations ?? reservationsOf(document.cluster)) taken.add(keyOf(held));
    }
  const first = wanted.find((one) => taken.has(keyOf(one)));
  if (first)
    throw first.kind === 'client-id'
      ? errors.duplicateClientId(first.value)
      : errors.duplicateResourceGroup(first.value);
}

const keyOf = ({ kind, value }: { kind: string; value: string }): string => `${kind}:${value.toLowerCase()}`;
