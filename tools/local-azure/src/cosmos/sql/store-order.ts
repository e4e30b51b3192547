import { type Expression, pathOf, type Query } from './ast.ts';
import { type Continuation } from './continuation.ts';
import { type CompileContext } from './evaluate.ts';
import { columnOf, constantOf, type Prefilter } from './stored.ts';

/** An order that SQLite can give, with its indexes, so that a page needs only its own items. */
export interface StoreOrder {
  /** What follows `ORDER BY`. */
  terms: string;
  /** Leaves out what comes before the place to go on from. */
  filter?: Prefilter;
}

const conjuncts = (where: Expression | undefined): Expression[] => {
  if (where === undefined) return [];
  const isAnd = where.kind === 'binary' && where.operator === 'AND';
  return isAnd ? [...conjuncts(where.left), ...conjuncts(where.right)] : [where];
};

/** What one condition, when true, says of the value at a path: that it is this one, or that it is text. */
function said(condition: Expression, path: string, context: CompileContext): 'fixed' | 'text' | undefined {
  const isPath = (one: Expression | undefined) => one !== undefined && pathOf(one)?.join('\n') === path;
  const isText = (one: Expression | undefined) =>
    one !== undefined && typeof constantOf(one, context)?.value === 'string';
  if (condition.kind === 'call') {
    const [subject, start] = condition.args;
    return condition.name === 'STARTSWITH' && isPath(subject) && isText(start) ? 'text' : undefined;
  }
  if (condition.kind === 'between') {
    return isPath(condition.value) && isText(condition.low) && isText(condition.high) ? 'text' : undefined;
  }
  if (condition.kind !== 'binary' || !['=', '<', '<=', '>', '>='].includes(condition.operator)) return undefined;
  const { left, right, operator } = condition;
  const constant = isPath(left) ? right : isPath(right) ? left : undefined;
  if (constant === undefined) return undefined;
  if (operator === '=' && constantOf(constant, context) !== undefined) return 'fixed';
  return isText(constant) ? 'text' : undefined;
}

/**
 * SQLite orders text as this server does, but has no booleans and mixes kinds; so it may give the order only where the
 * query's condition leaves nothing but text at each path. All parts must go in one direction, as ties by number do.
 * @returns undefined where this server has to sort
 */
export function storeOrder(query: Query, context: CompileContext, from?: Continuation): StoreOrder | undefined {
  const direction = query.orderBy[0]?.isDescending === true ? 'DESC' : 'ASC';
  const conditions = conjuncts(query.where);
  const terms: string[] = [];
  let filter: Prefilter | undefined;
  for (const [i, { expression, isDescending }] of query.orderBy.entries()) {
    const column = columnOf(expression);
    if (column === undefined || isDescending !== (direction === 'DESC')) return undefined;
    const path = pathOf(expression)?.join('\n') ?? '';
    const sayings = conditions.map((condition) => said(condition, path, context));
    if (sayings.includes('fixed')) continue;
    if (column.path !== undefined && !sayings.includes('text')) return undefined;
    const last = from?.keys[i];
    const isBindable = typeof last === 'number' || (typeof last === 'string' && last.isWellFormed());
    if (terms.length === 0 && isBindable) {
      filter = { sql: `${column.value} ${isDescending ? '<=' : '>='} ?`, values: [last] };
    }
    terms.push(`${column.value} ${direction}`);
  }
  return { terms: [...terms, `number ${direction}`].join(', '), ...(filter === undefined ? {} : { filter }) };
}
