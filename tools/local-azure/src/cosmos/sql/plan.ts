import { aggregatesIn, type Expression, isAggregate, type Query, selectedIn } from './ast.ts';
import { isGrouped } from './aggregates.ts';
import { columnNames } from './columns.ts';
import { type CompileContext } from './evaluate.ts';
import { windowOf } from './execute.ts';
import { printExpression, printQuery } from './print.ts';
import { unsupported } from './sql-error.ts';

/** What a client needs to run a query over several ranges and to merge what they answer (protocol of the SDKs, 1.4). */
export interface QueryInfo {
  distinctType: 'None' | 'Ordered' | 'Unordered';
  top: number | null;
  offset: number | null;
  limit: number | null;
  orderBy: ('Ascending' | 'Descending')[];
  orderByExpressions: string[];
  groupByExpressions: string[];
  groupByAliases: string[];
  aggregates: string[];
  groupByAliasToAggregateType: Record<string, string | null>;
  /** Empty: the query itself is sent to each range. */
  rewrittenQuery: string;
  hasSelectValue: boolean;
  hasNonStreamingOrderBy: boolean;
}

/** Clients put `true`, or the condition to resume from, in its place. */
const resumeFilter = '({documentdb-formattableorderbyquery-filter})';

const aggregateTypes: Record<string, string> = { COUNT: 'Count', SUM: 'Sum', MIN: 'Min', MAX: 'Max', AVG: 'Average' };

/** Whether one range alone, or the concatenation of all, would answer wrongly. */
export const needsPlan = (query: Query): boolean =>
  query.orderBy.length > 0 ||
  query.isDistinct ||
  query.top !== undefined ||
  query.offset !== undefined ||
  isGrouped(query);

function typeOf(expression: Expression): string | null {
  if (isAggregate(expression)) return aggregateTypes[expression.name] ?? null;
  if (aggregatesIn(expression).length > 0) throw unsupported('calculations on aggregates across partitions');
  return null;
}

/** What a range answers for an aggregate, so that the answers of several can be merged. */
function partial(expression: Expression): string {
  const text = printExpression(expression);
  if (!isAggregate(expression)) return text;
  const [arg] = expression.args;
  const inner = arg === undefined ? '' : printExpression(arg);
  if (expression.name === 'AVG') return `{"item": {"sum": SUM(${inner}), "count": COUNT(${inner})}}`;
  const member = expression.name.toLowerCase();
  if (member === 'min' || member === 'max') return `{"item": {"${member}": ${text}, "count": COUNT(${inner})}}`;
  return `{"item": ${text}}`;
}

const items = (expressions: readonly Expression[]) =>
  `[${expressions.map((expression) => `{"item": ${printExpression(expression)}}`).join(', ')}]`;

function rewriteGrouped(query: Query): string {
  const { select, groupBy, alias = '' } = query;
  const where = query.where === undefined ? '' : ` WHERE ${printExpression(query.where)}`;
  const rest = `FROM ${alias}${where}`;
  const value = select.kind === 'value' ? select.expression : undefined;
  if (groupBy.length === 0 && value !== undefined) return `SELECT VALUE [${partial(value)}] ${rest}`;
  const columns = select.kind === 'list' ? select.columns : [];
  const names = columnNames(columns);
  const payload =
    value === undefined
      ? `{${columns.map(({ expression }, i) => `"${names[i] ?? ''}": ${partial(expression)}`).join(', ')}}`
      : isAggregate(value)
        ? `[${partial(value)}]`
        : printExpression(value);
  if (groupBy.length === 0) return `SELECT ${payload} AS payload ${rest}`;
  const grouping = groupBy.map(printExpression).join(', ');
  return `SELECT ${items(groupBy)} AS groupByItems, ${payload} AS payload ${rest} GROUP BY ${grouping}`;
}

function payloadOf(query: Query): string {
  const { select, alias = '' } = query;
  if (select.kind === 'all') return alias;
  if (select.kind === 'value') return printExpression(select.expression);
  const names = columnNames(select.columns);
  return `{${select.columns.map(({ expression }, i) => `"${names[i] ?? ''}": ${printExpression(expression)}`).join(', ')}}`;
}

/** Each range answers from its own beginning, so it has to give what the client will skip as well. */
function atMost(query: Query, context: CompileContext): { top: string; page: string } {
  const { top, offset, limit } = windowOf(query, context);
  return {
    top: top === undefined ? '' : `TOP ${top} `,
    page: offset === undefined || limit === undefined ? '' : ` OFFSET 0 LIMIT ${offset + limit}`,
  };
}

function rewriteOrdered(query: Query, context: CompileContext): string {
  const { alias = '', orderBy, where } = query;
  const { top, page } = atMost(query, context);
  const condition = where === undefined ? resumeFilter : `${printExpression(where)} AND ${resumeFilter}`;
  const keys = orderBy.map(
    ({ expression, isDescending }) => `${printExpression(expression)} ${isDescending ? 'DESC' : 'ASC'}`,
  );
  const columns = `${alias}._rid, ${items(orderBy.map(({ expression }) => expression))} AS orderByItems`;
  const distinct = query.isDistinct ? '' : top;
  return (
    `SELECT ${distinct}${columns}, ${payloadOf(query)} AS payload FROM ${alias} WHERE ${condition} ` +
    `ORDER BY ${keys.join(', ')}${query.isDistinct ? '' : page}`
  );
}

function rewrite(query: Query, context: CompileContext): string {
  if (isGrouped(query)) return rewriteGrouped(query);
  if (query.orderBy.length > 0) return rewriteOrdered(query, context);
  if (query.offset === undefined) return '';
  const { top: _, offset: __, limit: ___, ...plain } = query;
  return printQuery(plain) + atMost(query, context).page;
}

function distinctTypeOf(query: Query): QueryInfo['distinctType'] {
  if (!query.isDistinct) return 'None';
  const selected = selectedIn(query).map(printExpression).sort();
  const ordered = query.orderBy.map(({ expression }) => printExpression(expression)).sort();
  return ordered.length > 0 && selected.join('\n') === ordered.join('\n') ? 'Ordered' : 'Unordered';
}

/** @throws CosmosError 400 for what cannot be merged by clients */
export function planOf(query: Query, context: CompileContext): QueryInfo {
  const { select, orderBy, groupBy } = query;
  const { top = null, offset = null, limit = null } = windowOf(query, context);
  const isList = isGrouped(query) && select.kind === 'list';
  const columns = isList ? select.columns : [];
  const names = columnNames(columns);
  const valueType = isGrouped(query) && select.kind === 'value' ? typeOf(select.expression) : null;
  return {
    distinctType: distinctTypeOf(query),
    top,
    offset,
    limit,
    orderBy: orderBy.map(({ isDescending }) => (isDescending ? 'Descending' : 'Ascending')),
    orderByExpressions: orderBy.map(({ expression }) => printExpression(expression)),
    groupByExpressions: groupBy.map(printExpression),
    groupByAliases: groupBy.length > 0 ? names : [],
    aggregates: valueType === null ? [] : [valueType],
    groupByAliasToAggregateType: Object.fromEntries(
      columns.map(({ expression }, i) => [names[i] ?? '', typeOf(expression)]),
    ),
    rewrittenQuery: rewrite(query, context),
    hasSelectValue: select.kind === 'value',
    hasNonStreamingOrderBy: false,
  };
}
