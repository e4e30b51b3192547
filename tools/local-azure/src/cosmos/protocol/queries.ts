import { candidates, type QueryScope } from '../model/candidates.ts';
import { pageCharge } from '../model/charges.ts';
import { type Container } from '../model/containers.ts';
import { badRequest } from '../model/errors.ts';
import { checkOrder } from '../model/indexing.ts';
import { keyOf, type PartitionKey, splitPath } from '../model/partition-key.ts';
import { everything } from '../model/partitions.ts';
import { pathOf, type Query } from '../sql/ast.ts';
import { decodeContinuation, encodeContinuation } from '../sql/continuation.ts';
import { type CompileContext } from '../sql/evaluate.ts';
import { executeQuery, type ResultPage, type Source } from '../sql/execute.ts';
import { parseQuery } from '../sql/parser.ts';
import { needsPlan, planOf } from '../sql/plan.ts';
import { demandedAt, prefilter } from '../sql/prefilter.ts';
import { sqlError } from '../sql/sql-error.ts';
import { type Prefilter } from '../sql/stored.ts';
import { type Value } from '../sql/values.ts';
import { type Answer, containerHeaders, feedBody, json } from './answer.ts';
import { type Call, rangeIdOf } from './call.ts';
import { requestedRange } from './feeds.ts';
import { header, pageSizeOf, parseObject } from './request.ts';
import { dataActions } from './roles.ts';

interface ParsedQuery {
  query: Query;
  context: CompileContext;
}

/** Reads `{query, parameters: [{name, value}]}`. @throws CosmosError 400 */
function parse(call: Call): ParsedQuery {
  const { query, parameters = [] } = parseObject(call.request);
  if (typeof query !== 'string' || !Array.isArray(parameters)) throw badRequest('The body is no query.');
  const values = (parameters as { name: string; value: Value }[]).map(({ name, value }) => [name, value] as const);
  return { query: parseQuery(query), context: { parameters: new Map(values), now: call.account.clock.now() } };
}

/** The key that the condition demands, so that the query needs only one partition. */
function pinnedKey({ query, context }: ParsedQuery, container: Container): PartitionKey | undefined {
  const [path, more] = container.definition.partitionKey.paths.map(splitPath);
  if (query.where === undefined || path === undefined || more !== undefined) return undefined;
  const demanded = demandedAt(path, query.where, context);
  if (demanded?.value === undefined || typeof demanded.value === 'object') return undefined;
  const document = path.reduceRight<Value>((value, name) => ({ [name]: value }), demanded.value);
  return keyOf(document as Record<string, unknown>, container.definition.partitionKey);
}

function checkOrdering(query: Query, container: Container): void {
  const order = query.orderBy.map(({ expression, isDescending }) => {
    const path = pathOf(expression);
    if (path === undefined || path.length === 0) {
      throw sqlError(
        'Unsupported ORDER BY clause. ORDER BY item expression could not be mapped to a document path.',
        0,
        'SC2104',
      );
    }
    return { path, isDescending };
  });
  checkOrder(container.definition.indexingPolicy, order);
}

function planBody(parsed: ParsedQuery, container: Container): Record<string, unknown> {
  const pinned = pinnedKey(parsed, container)?.epk;
  const range =
    pinned === undefined
      ? { min: '', max: 'FF', isMinInclusive: true, isMaxInclusive: false }
      : { min: pinned, max: pinned, isMinInclusive: true, isMaxInclusive: true };
  return {
    partitionedQueryExecutionInfoVersion: 2,
    queryInfo: planOf(parsed.query, parsed.context),
    queryRanges: [range],
  };
}

/** What clients ask beside each query: how to run it over several ranges. */
export function planQuery(call: Call): Answer {
  call.authorize(dataActions.executeQuery, call.resource());
  const container = call.container();
  const parsed = parse(call);
  checkOrdering(parsed.query, container);
  return json(200, planBody(parsed, container));
}

/** 1004 tells clients to run the query by its plan, over the ranges. */
function checkScope(call: Call, parsed: ParsedQuery, container: Container): void {
  if (header(call.request, 'x-ms-documentdb-query-enablecrosspartition')?.toLowerCase() !== 'true') {
    throw badRequest(
      'Cross partition query is required but disabled. Please set x-ms-documentdb-query-enablecrosspartition to true, ' +
        'or specify x-ms-documentdb-partitionkey.',
    );
  }
  if (!needsPlan(parsed.query)) return;
  throw badRequest('The provided cross partition query can not be directly served by the gateway.', {
    substatus: 1004,
    body: { additionalErrorInfo: JSON.stringify(planBody(parsed, container)) },
  });
}

function answerPage(call: Call, container: Container, rangeId: string, page: ResultPage): Answer {
  const length = page.rows.reduce((sum, text) => sum + text.length, 0);
  return {
    status: 200,
    headers: {
      ...containerHeaders(container, rangeId, call.account.containers.lastLsn(container)),
      'x-ms-item-count': String(page.rows.length),
      'x-ms-request-charge': String(pageCharge(length)),
      ...(page.continuation === undefined ? {} : { 'x-ms-continuation': encodeContinuation(page.continuation) }),
    },
    body: feedBody({ rid: container.rid, name: 'Documents', elements: page.rows }),
  };
}

function run(call: Call, parsed: ParsedQuery): Answer {
  const { store, clock } = call.account;
  const container = call.container();
  const { query, context } = parsed;
  checkOrdering(query, container);
  const key = call.key(container);
  const requested = requestedRange(call.request, container);
  if (key === undefined && requested === undefined) checkScope(call, parsed, container);

  const pinned = key ?? pinnedKey(parsed, container);
  const isInside =
    requested === undefined || key !== undefined || pinned === undefined || holds(requested.range, pinned);
  const scope: QueryScope = pinned === undefined ? { range: requested?.range ?? everything } : { key: pinned };
  const filter = query.where && prefilter(query.where, context);
  const give = (more: Prefilter | undefined, order?: string) =>
    isInside ? candidates(store, clock, container, scope, [filter, more], order) : [];
  const source: Source = {
    scan: (after) => give({ sql: 'number > ?', values: [after] }),
    ordered: ({ terms, filter: behind }) => give(behind, terms),
  };
  const token = header(call.request, 'x-ms-continuation');
  const page = executeQuery(query, source, context, {
    size: pageSizeOf(call.request),
    ...(token === undefined ? {} : { continuation: decodeContinuation(token) }),
  });
  return answerPage(call, container, key === undefined ? (requested?.id ?? '0') : rangeIdOf(container, key), page);
}

const holds = (range: { minInclusive: string; maxExclusive: string }, { epk }: PartitionKey) =>
  epk >= range.minInclusive && epk < range.maxExclusive;

export function queryItems(call: Call): Answer {
  call.authorize(dataActions.executeQuery, call.resource());
  return run(call, parse(call));
}

const everyItem = parseQuery('SELECT * FROM c');

/** `GET .../docs` without a change feed's header: all items, page by page. */
export function readItems(call: Call): Answer {
  call.authorize(dataActions.executeQuery, call.resource());
  return run(call, { query: everyItem, context: { parameters: new Map(), now: call.account.clock.now() } });
}

/** A query over databases, containers or offers, of which there are few: over all that the list answers. */
export const queryList =
  (list: (call: Call) => Answer) =>
  (call: Call): Answer => {
    const { query, context } = parse(call);
    const answer = list(call);
    const feed = JSON.parse(answer.body ?? '{}') as Record<string, Value>;
    const [name = '', elements] = Object.entries(feed).find(([, value]) => Array.isArray(value)) ?? [];
    const rows = (elements as Value[]).map((item, i) => ({ number: i + 1, item }));
    const page = executeQuery(query, { scan: (after) => rows.slice(after) }, context, { size: Infinity });
    return { ...answer, body: feedBody({ rid: String(feed['_rid']), name, elements: page.rows }) };
  };
