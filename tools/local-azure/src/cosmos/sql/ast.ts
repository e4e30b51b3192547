/** A query as it was parsed. Names of functions are upper case; everything else is as written. */
export interface Query {
  isDistinct: boolean;
  top?: Expression;
  select: Selection;
  /** What `FROM` calls an item; absent without `FROM`. */
  alias?: string;
  where?: Expression;
  groupBy: Expression[];
  orderBy: Ordering[];
  offset?: Expression;
  limit?: Expression;
}

export type Selection =
  { kind: 'all' } | { kind: 'value'; expression: Expression } | { kind: 'list'; columns: Column[] };

export interface Column {
  expression: Expression;
  alias?: string;
}

export interface Ordering {
  expression: Expression;
  isDescending: boolean;
}

export type BinaryOperator =
  | 'OR' | 'AND' | '=' | '!=' | '<' | '<=' | '>' | '>=' | '??' | '||' | '+' | '-' | '*' | '/' | '%'; // prettier-ignore

export type Expression =
  | { kind: 'literal'; value: null | boolean | number | string }
  | { kind: 'undefined' }
  | { kind: 'parameter'; name: string }
  /** The item. */
  | { kind: 'root'; name: string }
  | { kind: 'member'; of: Expression; name: string }
  | { kind: 'element'; of: Expression; index: Expression }
  | { kind: 'unary'; operator: 'NOT' | '-' | '+'; operand: Expression }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
  | { kind: 'in'; value: Expression; list: Expression[] }
  | { kind: 'between'; value: Expression; low: Expression; high: Expression }
  | { kind: 'like'; value: Expression; pattern: Expression; escape?: Expression }
  | { kind: 'conditional'; test: Expression; yes: Expression; no: Expression }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'array'; elements: Expression[] }
  | { kind: 'object'; members: [string, Expression][] };

/** The parts of an expression, one level down. */
export function childrenOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'undefined':
    case 'parameter':
    case 'root':
      return [];
    case 'member':
      return [expression.of];
    case 'element':
      return [expression.of, expression.index];
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'in':
      return [expression.value, ...expression.list];
    case 'between':
      return [expression.value, expression.low, expression.high];
    case 'like':
      return [expression.value, expression.pattern, ...(expression.escape ? [expression.escape] : [])];
    case 'conditional':
      return [expression.test, expression.yes, expression.no];
    case 'call':
      return expression.args;
    case 'array':
      return expression.elements;
    case 'object':
      return expression.members.map(([, value]) => value);
  }
}

export const aggregateNames = ['COUNT', 'SUM', 'MIN', 'MAX', 'AVG'];

export type Aggregate = Extract<Expression, { kind: 'call' }>;

export const isAggregate = (expression: Expression): expression is Aggregate =>
  expression.kind === 'call' && aggregateNames.includes(expression.name);

/** The aggregates in an expression, outermost only. */
export const aggregatesIn = (expression: Expression): Aggregate[] =>
  isAggregate(expression) ? [expression] : childrenOf(expression).flatMap(aggregatesIn);

/** The expressions that are evaluated for each row that is answered. */
export const selectedIn = ({ select }: Query): Expression[] => {
  if (select.kind === 'all') return [];
  return select.kind === 'value' ? [select.expression] : select.columns.map(({ expression }) => expression);
};

/** `['a', 'b']` for `c.a["b"]`, undefined for anything that is no path of member names from the item. */
export function pathOf(expression: Expression): string[] | undefined {
  if (expression.kind === 'root') return [];
  if (expression.kind === 'member') {
    const parent = pathOf(expression.of);
    return parent && [...parent, expression.name];
  }
  return undefined;
}
