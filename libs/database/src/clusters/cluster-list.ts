import { type SqlQuerySpec } from '@azure/cosmos';
import { type DocumentContainer } from '../cosmos/container.ts';
import { type ClusterDocument, type Versioned } from '../documents.ts';
import { type KeyRing } from '../key-ring.ts';
import { decodePageToken, encodePageToken } from '../page-token.ts';
import { type CallOptions, type Page, type PageRequest, type Scope } from '../stores.ts';

/** What the keys of all clusters in a scope begin with. */
const prefixOf = ({ subscriptionId, resourceGroup }: Scope): string =>
  [`/subscriptions/${subscriptionId}/`, ...(resourceGroup === undefined ? [] : [`resourcegroups/${resourceGroup}/`])]
    .join('')
    .toLowerCase();

const query = (prefix: string, after: string): SqlQuerySpec => ({
  query:
    "SELECT * FROM c WHERE c.type = 'cluster' AND STARTSWITH(c.key, @prefix) AND c.key > @after" +
    ' AND NOT IS_DEFINED(c.tombstone) ORDER BY c.key',
  parameters: [
    { name: '@prefix', value: prefix },
    { name: '@after', value: after },
  ],
});

/**
 * One page, in one partition. The place is the last key given out, so that clusters that come and go between two pages
 * neither shift nor repeat the others.
 */
export async function listClusters(
  container: DocumentContainer,
  keys: KeyRing,
  scope: Scope,
  { limit, continuation }: PageRequest,
  options?: CallOptions,
): Promise<Page<ClusterDocument>> {
  const prefix = prefixOf(scope);
  const after = continuation === undefined ? '' : await decodePageToken(keys, prefix, continuation);
  const found: Versioned<ClusterDocument>[] = [];
  const place = { partitionKey: scope.subscriptionId.toLowerCase(), pageSize: limit + 1 };
  for await (const page of container.query<ClusterDocument>(query(prefix, after), place, options)) {
    found.push(...page);
    if (found.length > limit) break;
  }
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (found.length <= limit || !last) return { items };
  return { items, continuation: await encodePageToken(keys, prefix, last.document.key) };
}
