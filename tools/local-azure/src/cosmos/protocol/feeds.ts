import { pageCharge } from '../model/charges.ts';
import { type Container } from '../model/containers.ts';
import { badRequest, rangeGone } from '../model/errors.ts';
import { type FeedScope, type FeedStart, parseFeedToken, readFeed } from '../model/feed.ts';
import { type EpkRange, everything, intersection } from '../model/partitions.ts';
import { feedText } from '../model/rendering.ts';
import { type Answer, containerHeaders, feedBody } from './answer.ts';
import { type Call, rangeIdOf } from './call.ts';
import { type CosmosRequest, header, pageSizeOf } from './request.ts';
import { dataActions } from './roles.ts';

/**
 * The keys that a request is about: those of its physical partition, narrowed by `x-ms-start-epk` and `x-ms-end-epk`.
 * @throws CosmosError 410/1002
 */
export function requestedRange(
  request: CosmosRequest,
  container: Container,
): { id: string; range: EpkRange } | undefined {
  const id = header(request, 'x-ms-documentdb-partitionkeyrangeid');
  const start = header(request, 'x-ms-start-epk');
  const end = header(request, 'x-ms-end-epk');
  if (id === undefined && start === undefined && end === undefined) return undefined;
  const partition = id === undefined ? { id: '0', ...everything } : container.ranges.find((one) => one.id === id);
  if (partition === undefined) throw rangeGone(String(id));
  const narrowed = { minInclusive: start ?? '', maxExclusive: end ?? 'FF' };
  return { id: partition.id, range: intersection(partition, narrowed) };
}

function startOf(request: CosmosRequest): FeedStart {
  const token = header(request, 'if-none-match');
  if (token !== undefined) return parseFeedToken(token);
  const since = header(request, 'if-modified-since');
  if (since === undefined) return { kind: 'beginning' };
  const time = Date.parse(since);
  if (Number.isNaN(time)) throw badRequest(`Invalid If-Modified-Since '${since}'.`);
  return { kind: 'time', seconds: Math.floor(time / 1_000) };
}

/** `A-IM: Incremental Feed`. A page with nothing in it is 304, and has an ETag to go on from all the same. */
export function readChangeFeed(call: Call): Answer {
  call.authorize(dataActions.readChangeFeed, call.resource());
  const { request, account } = call;
  if (!/^incremental feed$/i.test(header(request, 'a-im') ?? '')) {
    throw badRequest('Local Cosmos DB supports the change feed in latest version mode only.');
  }
  const container = call.container();
  const key = call.key(container);
  const requested = requestedRange(request, container);
  const scope: FeedScope = key === undefined ? { range: requested?.range ?? everything } : { key };
  const { store, clock, containers } = account;
  const page = readFeed(store, clock, containers, container, scope, startOf(request), pageSizeOf(request));

  const rangeId = key === undefined ? (requested?.id ?? '0') : rangeIdOf(container, key);
  const elements = page.items.map((item) => feedText(container, item));
  const length = elements.reduce((sum, text) => sum + text.length, 0);
  const headers = {
    ...containerHeaders(container, rangeId, page.lsn),
    etag: `"${page.lsn}"`,
    'x-ms-item-count': String(elements.length),
    'x-ms-request-charge': String(pageCharge(length)),
  };
  if (elements.length === 0) return { status: 304, headers };
  return { status: 200, headers, body: feedBody({ rid: container.rid, name: 'Documents', elements }) };
}
