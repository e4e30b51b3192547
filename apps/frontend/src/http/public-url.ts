import { parameter, queryOf } from './query.ts';

/** Where the customer reached us, as far as a request tells. */
export interface PublicAddress {
  /** Scheme, host and port; never with user info or a path. */
  origin: string;
  /** The api-version that the customer used, when the front door told one that `isKnown`. */
  apiVersion: string | undefined;
  /** The whole URL that the customer used, without user info and fragment, when the front door told one. */
  url?: URL;
}

/**
 * ARM tells the URL that its client used in `Referer`, and every URL given out has its origin (ARM RPC
 * "common-api-details"). Only https is usable: who follows such a URL sends a token. Without a usable one the request's
 * own host stands in.
 */
export function publicAddress(
  referer: string | undefined,
  host: string | undefined,
  isKnown: (apiVersion: string) => boolean,
): PublicAddress {
  const url = referer === undefined ? null : URL.parse(referer);
  if (url?.protocol !== 'https:') return { origin: ownOrigin(host), apiVersion: undefined };
  const apiVersion = parameter(queryOf(url.search), 'api-version');
  [url.username, url.password, url.hash] = ['', '', ''];
  return {
    origin: url.origin,
    apiVersion: apiVersion !== undefined && isKnown(apiVersion) ? apiVersion : undefined,
    url,
  };
}

const ownOrigin = (host: string | undefined): string =>
  URL.parse(`https://${host ?? ''}`)?.origin ?? 'https://localhost';

/** An absolute URL; parameters keep their order. `$` stays readable, as clients write it. */
export function absoluteUrl(origin: string, path: string, query: Iterable<readonly [string, string]>): string {
  const text = [...query].map(([name, value]) => `${encodeName(name)}=${encodeURIComponent(value)}`).join('&');
  return text === '' ? `${origin}${path}` : `${origin}${path}?${text}`;
}

const encodeName = (name: string): string => encodeURIComponent(name).replaceAll('%24', '$');
