import { type OperationArguments, type OperationSpec, type ServiceClient } from '@azure/core-client';
import { getPagedAsyncIterator, type PagedAsyncIterableIterator } from '@azure/core-paging';

interface Page<T> {
  value: T[];
  nextLink?: string;
}

/** The continuation tokens of pages that have a next one. They live as long as the page does. */
const tokens = new WeakMap<object, string>();

/** Where the list goes on after `page`, for a later `byPage({ continuationToken })`; `undefined` after the last page. */
export const getContinuationToken = (page: object): string | undefined => tokens.get(page);

/** All elements of a list, page after page as they are asked for. Nothing is sent before the first one is. */
export function listPages<T>(
  client: ServiceClient,
  args: OperationArguments,
  spec: OperationSpec,
): PagedAsyncIterableIterator<T, T[]> {
  return getPagedAsyncIterator<T, T[]>({
    firstPageLink: '',
    async getPage(link) {
      // The link has all parameters of the query: those of the operation are added only where it lacks them.
      const at = link === '' ? spec : { ...spec, path: link };
      const { value: page, nextLink } = await client.sendOperationRequest<Page<T>>(args, at);
      if (nextLink === undefined) return { page };
      tokens.set(page, nextLink);
      return { page, nextPageLink: nextLink };
    },
  });
}
