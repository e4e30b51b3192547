import { type ClusterDocument, type ClusterStore, type Scope, type Versioned } from '@aro-rp/database';

/** A cluster is a few KB and at most some 30, for its tags are limited: a page stays far below ARM's 8 MB. */
export const largestPage = 100;

/** All clusters of a group or a subscription, a page at a time. @throws StoreError */
export async function* everyPage(
  clusters: Pick<ClusterStore, 'list'>,
  scope: Scope,
  signal: AbortSignal,
): AsyncGenerator<readonly Versioned<ClusterDocument>[]> {
  let continuation: string | undefined;
  do {
    const page = await clusters.list(
      scope,
      { limit: largestPage, ...(continuation !== undefined && { continuation }) },
      { signal },
    );
    yield page.items;
    ({ continuation } = page);
  } while (continuation !== undefined);
}
