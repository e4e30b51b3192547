interface Cluster {
  id: string;
  type: string;
  tombstone?: true;
  facts?: Record<string, unknown>;
}
interface Billing {
  id: string;
  clusterDocumentId?: unknown;
  billing?: { deletionTime?: number };
}

/**
 * Every cluster for which something was made has one document of its present life, closed if and only if the cluster is
 * gone, and nothing else is paid for.
 * @param documents of the clusters' container, traces of deleted clusters included
 * @returns what is wrong, in words
 */
export function billingFaults(documents: readonly object[], billing: readonly object[]): string[] {
  const clusters = (documents as Cluster[]).filter(({ type }) => type === 'cluster');
  const accounts = Map.groupBy(billing as Billing[], ({ clusterDocumentId }) => clusterDocumentId);
  const known = new Set<unknown>(clusters.map(({ id }) => id));
  const orphans = [...accounts].flatMap(([cluster, all]) =>
    known.has(cluster) ? [] : all.filter(isOpen).map(({ id }) => `${id} is open and has no cluster`),
  );
  return [...orphans, ...clusters.flatMap((cluster) => faultsOf(cluster, accounts.get(cluster.id) ?? []))];
}

const isOpen = ({ billing }: Billing): boolean => billing?.deletionTime === undefined;

function faultsOf({ id, tombstone, facts = {} }: Cluster, accounts: readonly Billing[]): string[] {
  const present = accounts.filter((one) => one.id === `${id}-${String(facts['installationId'])}`);
  const open = accounts.filter(isOpen).map((one) => one.id);
  const faults: string[] = [];
  if (facts['baseDeployed'] === true && present.length !== 1) faults.push(`${id} was made and has no billing`);
  if (tombstone && open.length > 0) faults.push(`${id} is gone and is paid for: ${open.join(', ')}`);
  if (!tombstone && facts['baseDeployed'] === true && open.join() !== present[0]?.id) {
    faults.push(`${id} is there and is paid for by ${open.join(', ') || 'nothing'}`);
  }
  return faults;
}
