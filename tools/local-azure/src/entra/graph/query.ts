import { refuse } from './errors.ts';
import { type Filterable, parseFilter } from './filter.ts';

const pageSize = 100;
const largestPage = 999;
const known = ['$filter', '$top', '$select', '$skiptoken', '$count'];

export interface Listing<T extends { objectId: string }> {
  items: readonly T[];
  filterable: Filterable<T>;
  show(item: T): Record<string, unknown>;
  /** The URL of the collection, without a query. */
  url: string;
  /** The part of `@odata.context` behind `#`. */
  context: string;
}

/**
 * One page of a collection: `{@odata.context, @odata.nextLink?, value}`, in the order of the object ids. The link names
 * the last item shown, so that what is added or deleted meanwhile neither repeats nor hides another.
 * @throws GraphError for a query that Graph does not understand, or that is not served here
 */
export function listPage<T extends { objectId: string }>(listing: Listing<T>, query: URLSearchParams): object {
  for (const name of query.keys()) if (!known.includes(name)) throw refuse.filter(`'${name}' is not served here`);
  const after = Buffer.from(query.get('$skiptoken') ?? '', 'base64url').toString();
  const found = listing.items
    .filter(parseFilter(query.get('$filter'), listing.filterable))
    .sort((a, b) => (a.objectId < b.objectId ? -1 : 1));
  const rest = found.filter(({ objectId }) => objectId > after);
  const shown = rest.slice(0, topOf(query));
  const last = shown.at(-1);
  return {
    '@odata.context': contextOf(listing.url, listing.context),
    ...(query.get('$count') === 'true' ? { '@odata.count': found.length } : {}),
    ...(shown.length < rest.length && last ? { '@odata.nextLink': nextLink(listing.url, query, last.objectId) } : {}),
    value: shown.map((item) => select(listing.show(item), query)),
  };
}

/** Keeps the members that `$select` names, or all. */
export function select(shown: Record<string, unknown>, query: URLSearchParams): Record<string, unknown> {
  const names = query.get('$select')?.split(',');
  if (!names) return shown;
  const wanted = names.map((name) => name.trim());
  return Object.fromEntries(Object.entries(shown).filter(([name]) => name.startsWith('@') || wanted.includes(name)));
}

/** @param url anything below the version's root */
export const contextOf = (url: string, what: string): string => `${new URL(url).origin}/v1.0/$metadata#${what}`;

function topOf(query: URLSearchParams): number {
  const text = query.get('$top');
  if (text === null) return pageSize;
  const top = /^\d+$/.test(text) ? Number(text) : 0;
  if (top < 1 || top > largestPage) throw refuse.filter(`'$top' must be 1 to ${largestPage}`);
  return top;
}

function nextLink(url: string, query: URLSearchParams, last: string): string {
  const next = new URLSearchParams(query);
  next.set('$skiptoken', Buffer.from(last).toString('base64url'));
  return `${url}?${next.toString()}`;
}
