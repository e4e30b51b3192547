import { type Query } from './ast.ts';
import { groupItems, isGrouped } from './aggregates.ts';
import { compileSelection } from './columns.ts';
import { type Continuation } from './continuation.ts';
import { compile, type CompileContext, type Scope } from './evaluate.ts';
import { sqlError } from './sql-error.ts';
import { type StoreOrder, storeOrder } from './store-order.ts';
import { canonical, compareValues, type Value } from './values.ts';

/** An item and its place: `number` is never used twice and only grows. */
export interface SourceRow {
  number: number;
  item: Value;
}

/** Where items come from; may leave out what `where` is not true of. */
export interface Source {
  /** In the order of their numbers, those above `after` only. */
  scan(after: number): Iterable<SourceRow>;
  /** In an order that the store gives, where it can. */
  ordered?(order: StoreOrder): Iterable<SourceRow>;
}

export interface PageRequest {
  size: number;
  continuation?: Continuation;
}

export interface ResultPage {
  /** JSON texts. */
  rows: string[];
  continuation?: Continuation;
}

const maxPageLength = 4 * 1024 * 1024;

/** `TOP`, `OFFSET` or `LIMIT`. @throws CosmosError 400 when a parameter gives no count */
function countOf(expression: Query['top'], context: CompileContext): number | undefined {
  if (expression === undefined) return undefined;
  const value = compile(expression, context)({ item: undefined });
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw sqlError('TOP, OFFSET and LIMIT take integers that are not negative.', 0, 'SC2062');
  }
  return value;
}

export interface Window {
  top?: number;
  offset?: number;
  limit?: number;
}

/** The numbers of `TOP`, `OFFSET` and `LIMIT`, those that are there. @throws CosmosError 400 */
export function windowOf(query: Query, context: CompileContext): Window {
  const [top, offset, limit] = [query.top, query.offset, query.limit].map((one) => countOf(one, context));
  return {
    ...(top === undefined ? {} : { top }),
    ...(offset === undefined ? {} : { offset }),
    ...(limit === undefined ? {} : { limit }),
  };
}

interface Candidate extends SourceRow {
  keys: Value[];
}

/** Ties are in the order of numbers, or against it when any part of the order descends; clients resume by that rule. */
function comparator(query: Query): (a: Candidate, b: Candidate) => number {
  const isReverse = query.orderBy.some(({ isDescending }) => isDescending);
  return (a, b) => {
    for (const [i, { isDescending }] of query.orderBy.entries()) {
      const order = compareValues(a.keys[i], b.keys[i]);
      if (order !== 0) return isDescending ? -order : order;
    }
    return isReverse ? b.number - a.number : a.number - b.number;
  };
}

/** What `where` is true of, in the order of the answer, from behind the place that a continuation names. */
function* matches(query: Query, source: Source, context: CompileContext, from?: Continuation): Generator<Candidate> {
  const test = query.where === undefined ? () => true : compile(query.where, context);
  const keys = query.orderBy.map(({ expression }) => compile(expression, context));
  if (keys.length === 0) {
    for (const row of source.scan(from?.number ?? 0)) if (test(row) === true) yield { ...row, keys: [] };
    return;
  }
  const compare = comparator(query);
  const last = from && { number: from.number, item: undefined, keys: from.keys };
  const order = source.ordered && storeOrder(query, context, from);
  const candidates = function* (rows: Iterable<SourceRow>): Generator<Candidate> {
    for (const row of rows) {
      if (test(row) !== true) continue;
      const candidate = { ...row, keys: keys.map((key) => key(row)) };
      if (last === undefined || compare(candidate, last) > 0) yield candidate;
    }
  };
  if (source.ordered !== undefined && order !== undefined) yield* candidates(source.ordered(order));
  else yield* [...candidates(source.scan(0))].sort(compare);
}

/** Groups, and values without their doubles, are known only at the end: all in one page, without continuation. */
function allAtOnce(query: Query, source: Source, context: CompileContext): ResultPage {
  const project = compileSelection(query, context);
  const { top, offset = 0, limit } = windowOf(query, context);
  const items = function* () {
    for (const { item } of matches(query, source, context)) yield item;
  };
  const scopes: Iterable<Scope> = isGrouped(query)
    ? groupItems(query, items(), context)
    : matches(query, source, context);
  const rows = new Map<string, string>();
  for (const scope of scopes) {
    const value = project(scope);
    if (value === undefined) continue;
    rows.set(query.isDistinct ? canonical(value) : String(rows.size), JSON.stringify(value));
  }
  return { rows: [...rows.values()].slice(offset, offset + (top ?? limit ?? Infinity)) };
}

/**
 * One page of a query's answer. A continuation names the last row that was answered, by its order and number, never a
 * count of rows, so rows that come and go before it move nothing.
 * @throws CosmosError 400
 */
export function executeQuery(query: Query, source: Source, context: CompileContext, page: PageRequest): ResultPage {
  if (query.alias === undefined) return constant(query, context);
  if (query.isDistinct || isGrouped(query)) return allAtOnce(query, source, context);

  const project = compileSelection(query, context);
  const window = windowOf(query, context);
  const from = page.continuation;
  let skip = from?.skip ?? window.offset ?? 0;
  let take = from?.take ?? window.top ?? window.limit ?? Infinity;
  let last: Candidate | undefined;
  let length = 0;
  const rows: string[] = [];
  for (const candidate of matches(query, source, context, from)) {
    if (take === 0) break;
    if (rows.length >= page.size || length > maxPageLength) {
      const { number, keys } = last as Candidate;
      return { rows, continuation: { number, keys, skip, ...(take === Infinity ? {} : { take }) } };
    }
    last = candidate;
    if (skip > 0) {
      skip--;
      continue;
    }
    take--;
    const value = project(candidate);
    if (value === undefined) continue;
    const text = JSON.stringify(value);
    length += text.length;
    rows.push(text);
  }
  return { rows };
}

/** A query without `FROM` has one row. */
function constant(query: Query, context: CompileContext): ResultPage {
  const value = compileSelection(query, context)({ item: undefined });
  return { rows: value === undefined ? [] : [JSON.stringify(value)] };
}
