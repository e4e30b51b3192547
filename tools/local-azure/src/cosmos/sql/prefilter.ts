import { type BinaryOperator, type Expression, pathOf } from './ast.ts';
import { type CompileContext } from './evaluate.ts';
import { columnOf, constantOf, type Prefilter } from './stored.ts';
import { type Value } from './values.ts';

/**
 * Where SQLite and this server surely agree: text without halves of surrogate pairs, which cannot be bound; integers,
 * since other numbers may be read with another last bit.
 */
const isSafe = (value: Value): value is string | number =>
  typeof value === 'string' ? value.isWellFormed() : Number.isSafeInteger(value);

/** Never strict, as a number just beside an integer may be read as the integer. */
const widened: Partial<Record<BinaryOperator, string>> = { '=': '=', '<': '<=', '<=': '<=', '>': '>=', '>=': '>=' };
const flipped: Partial<Record<BinaryOperator, BinaryOperator>> = {
  '=': '=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function comparison(left: Expression, operator: BinaryOperator, value: Value): Prefilter | undefined {
  const column = columnOf(left);
  const sign = widened[operator];
  if (column === undefined || sign === undefined) return undefined;
  if (typeof value === 'boolean' && operator === '=') return { sql: `${column.value} = ?`, values: [Number(value)] };
  return isSafe(value) ? { sql: `${column.value} ${sign} ?`, values: [value] } : undefined;
}

const all = (filters: (Prefilter | undefined)[], joint: 'AND' | 'OR'): Prefilter | undefined => {
  const known = filters.filter((filter) => filter !== undefined);
  if (known.length === 0) return undefined;
  return { sql: `(${known.map(({ sql }) => sql).join(` ${joint} `)})`, values: known.flatMap(({ values }) => values) };
};

function binary(expression: Extract<Expression, { kind: 'binary' }>, context: CompileContext): Prefilter | undefined {
  const { operator, left, right } = expression;
  if (operator === 'AND') return all([prefilter(left, context), prefilter(right, context)], 'AND');
  if (operator === 'OR') {
    const sides = [prefilter(left, context), prefilter(right, context)];
    return sides.includes(undefined) ? undefined : all(sides, 'OR');
  }
  const onRight = constantOf(right, context);
  if (onRight !== undefined) return comparison(left, operator, onRight.value);
  const onLeft = constantOf(left, context);
  const turned = flipped[operator];
  return onLeft === undefined || turned === undefined ? undefined : comparison(right, turned, onLeft.value);
}

function startsWith(subject: Expression, start: Value): Prefilter | undefined {
  if (typeof start !== 'string' || start === '') return undefined;
  const last = start.charCodeAt(start.length - 1);
  const end = start.slice(0, -1) + String.fromCharCode(last + 1);
  const above = last < 0xffff && isSafe(end) ? comparison(subject, '<', end) : undefined;
  return all([comparison(subject, '>=', start), above], 'AND');
}

function call(name: string, args: readonly Expression[], context: CompileContext): Prefilter | undefined {
  const [subject, part] = args;
  if (name === 'STARTSWITH' && subject !== undefined && part !== undefined && args.length === 2) {
    const start = constantOf(part, context);
    return start && startsWith(subject, start.value);
  }
  const path = name === 'IS_DEFINED' && subject !== undefined ? columnOf(subject)?.path : undefined;
  return path === undefined ? undefined : { sql: `json_type(body, '${path}') IS NOT NULL`, values: [] };
}

/** The part of a condition that SQLite can check, with its indexes, before items are parsed; undefined for none. */
export function prefilter(expression: Expression, context: CompileContext): Prefilter | undefined {
  switch (expression.kind) {
    case 'binary':
      return binary(expression, context);
    case 'in': {
      const list = expression.list.map((one) => constantOf(one, context));
      if (!list.every((one) => one !== undefined)) return undefined;
      const sides = list.map(({ value }) => comparison(expression.value, '=', value));
      return sides.includes(undefined) ? undefined : all(sides, 'OR');
    }
    case 'between': {
      const [low, high] = [constantOf(expression.low, context), constantOf(expression.high, context)];
      return all(
        [low && comparison(expression.value, '>=', low.value), high && comparison(expression.value, '<=', high.value)],
        'AND',
      );
    }
    case 'unary': {
      const inner = expression.operator === 'NOT' ? expression.operand : undefined;
      if (inner?.kind !== 'call' || inner.name !== 'IS_DEFINED' || inner.args[0] === undefined) return undefined;
      const path = columnOf(inner.args[0])?.path;
      return path === undefined ? undefined : { sql: `json_type(body, '${path}') IS NULL`, values: [] };
    }
    case 'call':
      return call(expression.name, expression.args, context);
    default:
      return undefined;
  }
}

/** The value that a condition demands at `path`, when it demands exactly one. */
export function demandedAt(
  path: readonly string[],
  where: Expression,
  context: CompileContext,
): { value: Value } | undefined {
  if (where.kind !== 'binary') return undefined;
  const { operator, left, right } = where;
  if (operator === 'AND') return demandedAt(path, left, context) ?? demandedAt(path, right, context);
  if (operator !== '=') return undefined;
  const isPath = (one: Expression) => pathOf(one)?.join('\n') === path.join('\n');
  if (isPath(left)) return constantOf(right, context);
  return isPath(right) ? constantOf(left, context) : undefined;
}
