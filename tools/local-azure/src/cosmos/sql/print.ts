import { type Expression, type Query, type Selection } from './ast.ts';
import { quote } from './tokens.ts';

const literal = (value: null | boolean | number | string) => (typeof value === 'string' ? quote(value) : String(value));

const list = (expressions: readonly Expression[]) => expressions.map(printExpression).join(', ');

/** Text that parses to the same expression, with all parentheses that could matter. */
export function printExpression(expression: Expression): string {
  const print = printExpression;
  switch (expression.kind) {
    case 'literal':
      return literal(expression.value);
    case 'undefined':
      return 'undefined';
    case 'parameter':
    case 'root':
      return expression.name;
    case 'member': {
      const isPlain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(expression.name);
      return print(expression.of) + (isPlain ? `.${expression.name}` : `[${quote(expression.name)}]`);
    }
    case 'element':
      return `${print(expression.of)}[${print(expression.index)}]`;
    case 'unary':
      return `(${expression.operator} ${print(expression.operand)})`;
    case 'binary':
      return `(${print(expression.left)} ${expression.operator} ${print(expression.right)})`;
    case 'in':
      return `(${print(expression.value)} IN (${list(expression.list)}))`;
    case 'between':
      return `(${print(expression.value)} BETWEEN ${print(expression.low)} AND ${print(expression.high)})`;
    case 'like': {
      const escape = expression.escape === undefined ? '' : ` ESCAPE ${print(expression.escape)}`;
      return `(${print(expression.value)} LIKE ${print(expression.pattern)}${escape})`;
    }
    case 'conditional':
      return `(${print(expression.test)} ? ${print(expression.yes)} : ${print(expression.no)})`;
    case 'call':
      return `${expression.name}(${list(expression.args)})`;
    case 'array':
      return `[${list(expression.elements)}]`;
    case 'object':
      return `{${expression.members.map(([name, value]) => `${quote(name)}: ${print(value)}`).join(', ')}}`;
  }
}

export function printSelection(select: Selection): string {
  if (select.kind === 'all') return '*';
  if (select.kind === 'value') return `VALUE ${printExpression(select.expression)}`;
  return select.columns
    .map(({ expression, alias }) => printExpression(expression) + (alias === undefined ? '' : ` AS ${alias}`))
    .join(', ');
}

/** Text that parses to the same query. @param where stands for the whole `WHERE` clause when given */
export function printQuery(query: Query, where?: string): string {
  const condition = where ?? (query.where && printExpression(query.where));
  const orderings = query.orderBy.map(
    ({ expression, isDescending }) => `${printExpression(expression)} ${isDescending ? 'DESC' : 'ASC'}`,
  );
  return [
    'SELECT',
    query.isDistinct && 'DISTINCT',
    query.top && `TOP ${printExpression(query.top)}`,
    printSelection(query.select),
    query.alias && `FROM ${query.alias}`,
    condition && `WHERE ${condition}`,
    query.groupBy.length > 0 && `GROUP BY ${list(query.groupBy)}`,
    orderings.length > 0 && `ORDER BY ${orderings.join(', ')}`,
    query.offset && query.limit && `OFFSET ${printExpression(query.offset)} LIMIT ${printExpression(query.limit)}`,
  ]
    .filter((part) => typeof part === 'string')
    .join(' ');
}
