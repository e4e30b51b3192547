import { errors } from '@aro-rp/api';
import { type ClusterDocument, type Scope } from '@aro-rp/database';
import { type Handler, type VersionedCall } from '../http/call.ts';
import { absoluteUrl } from '../http/public-url.ts';
import { parameter, queryOf } from '../http/query.ts';
import { type ClusterService } from './cluster-service.ts';
import { everyPage, largestPage } from './every-page.ts';

/**
 * One page of the clusters of a group or a subscription, with a link to the next while there may be more; in a version
 * whose published list has no such link, all of them.
 */
export const listClusters =
  ({ clusters }: Pick<ClusterService, 'clusters'>): Handler<VersionedCall> =>
  async (call) => {
    const show = ({ document }: { document: Pick<ClusterDocument, 'cluster'> }) =>
      call.version.toExternal(document.cluster);

    if (!call.version.listsInPages) {
      const value = [];
      for await (const items of everyPage(clusters, scopeOf(call), call.signal)) value.push(...items.map(show));
      return { status: 200, body: { value } };
    }
    const continuation = parameter(call.query, '$skipToken');
    const page = await clusters.list(
      scopeOf(call),
      { limit: pageSize(call), ...(continuation !== undefined && { continuation }) },
      { signal: call.signal },
    );
    return {
      status: 200,
      body: {
        value: page.items.map(show),
        ...(page.continuation !== undefined && { nextLink: nextLink(call, page.continuation) }),
      },
    };
  };

function scopeOf({ params }: VersionedCall): Scope {
  const { subscriptionId = '', resourceGroup } = params;
  return { subscriptionId: subscriptionId.toLowerCase(), ...(resourceGroup !== undefined && { resourceGroup }) };
}

function pageSize(call: VersionedCall): number {
  const text = parameter(call.query, '$top');
  if (text === undefined) return largestPage;
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw errors.invalidParameter('$top', "The value of '$top' is not allowed; it is a whole number from 1.");
  }
  return Math.min(Number(text), largestPage);
}

/**
 * The same list with the same parameters, from where this page ends: the URL that the customer used (ARM RPC
 * "resource-api"), when the front door told it and it is one of this list, else ours.
 */
function nextLink({ publicAddress, path, query }: VersionedCall, continuation: string): string {
  const { url, origin, apiVersion } = publicAddress;
  const isThisList = apiVersion !== undefined && url?.pathname.toLowerCase().endsWith(path.toLowerCase());
  const [at, asked] = url && isThisList ? [url.pathname, queryOf(url.search)] : [path, query];
  const kept = [...asked].filter(([name]) => name.toLowerCase() !== '$skiptoken');
  return absoluteUrl(origin, at, [...kept, ['$skipToken', continuation]]);
}
