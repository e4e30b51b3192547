import { type Aggregate, type BinaryOperator, type Expression, aggregateNames } from './ast.ts';
import { type FunctionContext, functions } from './functions.ts';
import { sqlError } from './sql-error.ts';
import { areEqual, compareOrdered, kindOfValue, type Value } from './values.ts';

/** One row: the item, and the results of the aggregates over its group where there are any. */
export interface Scope {
  item: Value;
  aggregates?: ReadonlyMap<Aggregate, Value>;
}

export type Evaluator = (scope: Scope) => Value;

export interface CompileContext extends FunctionContext {
  parameters: ReadonlyMap<string, Value>;
}

const memberOf = (value: Value, name: string): Value =>
  kindOfValue(value) === 'object' && Object.hasOwn(value as object, name)
    ? (value as Record<string, Value>)[name]
    : undefined;

function elementOf(value: Value, index: Value): Value {
  if (typeof index === 'string') return memberOf(value, index);
  return Array.isArray(value) && typeof index === 'number' ? value[index] : undefined;
}

/** SQL's three values: what is no boolean counts as undefined. */
function both(left: Value, right: Value): Value {
  if (left === false || right === false) return false;
  return left === true && right === true ? true : undefined;
}

function either(left: Value, right: Value): Value {
  if (left === true || right === true) return true;
  return left === false && right === false ? false : undefined;
}

const negation = (value: Value): Value => (typeof value === 'boolean' ? !value : undefined);

/** Equality holds between any two values that are there, so `c.a != null` is true of every other kind. */
const equality = (left: Value, right: Value): Value =>
  left === undefined || right === undefined ? undefined : areEqual(left, right);

function ordering(left: Value, right: Value, test: (order: number) => boolean): Value {
  const order = compareOrdered(left, right);
  return order === undefined ? undefined : test(order);
}

function calculation(left: Value, right: Value, apply: (a: number, b: number) => number): Value {
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  const result = apply(left, right);
  return Number.isFinite(result) ? result : undefined;
}

const binary: Record<BinaryOperator, (left: Value, right: Value) => Value> = {
  AND: both,
  OR: either,
  '=': equality,
  '!=': (left, right) => negation(equality(left, right)),
  '<': (left, right) => ordering(left, right, (order) => order < 0),
  '<=': (left, right) => ordering(left, right, (order) => order <= 0),
  '>': (left, right) => ordering(left, right, (order) => order > 0),
  '>=': (left, right) => ordering(left, right, (order) => order >= 0),
  '??': (left, right) => (left === undefined ? right : left),
  '||': (left, right) => (typeof left === 'string' && typeof right === 'string' ? left + right : undefined),
  '+': (left, right) => calculation(left, right, (a, b) => a + b),
  '-': (left, right) => calculation(left, right, (a, b) => a - b),
  '*': (left, right) => calculation(left, right, (a, b) => a * b),
  '/': (left, right) => calculation(left, right, (a, b) => a / b),
  '%': (left, right) => calculation(left, right, (a, b) => a % b),
};

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

function like(value: Value, pattern: Value, escape: Value): Value {
  if (typeof value !== 'string' || typeof pattern !== 'string') return undefined;
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i] ?? '';
    const set = character === '[' ? /^\[(\^?)([^\]]+)\]/.exec(pattern.slice(i)) : null;
    if (character === escape) source += literally(pattern[++i] ?? '');
    else if (character === '%') source += '[^]*';
    else if (character === '_') source += '[^]';
    else if (set !== null) {
      source += `[${set[1] ?? ''}${(set[2] ?? '').replace(/[\\\]^]/g, '\\$&')}]`;
      i += set[0].length - 1;
    } else source += literally(character);
  }
  return new RegExp(`^${source}$`).test(value);
}

/** Makes a function of an expression, with the parameters' values inside. @throws CosmosError 400 for unknown names */
export function compile(expression: Expression, context: CompileContext): Evaluator {
  const inner = (one: Expression) => compile(one, context);
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return () => value;
    }
    case 'undefined':
      return () => undefined;
    case 'parameter': {
      const value = context.parameters.get(expression.name);
      if (!context.parameters.has(expression.name))
        throw sqlError(`Parameter '${expression.name}' has no value.`, 0, 'SC2003');
      return () => value;
    }
    case 'root':
      return ({ item }) => item;
    case 'member': {
      const of = inner(expression.of);
      const { name } = expression;
      return (scope) => memberOf(of(scope), name);
    }
    case 'element': {
      const [of, index] = [inner(expression.of), inner(expression.index)];
      return (scope) => elementOf(of(scope), index(scope));
    }
    case 'unary':
      return unary(expression.operator, inner(expression.operand));
    case 'binary': {
      const [apply, left, right] = [binary[expression.operator], inner(expression.left), inner(expression.right)];
      return (scope) => apply(left(scope), right(scope));
    }
    case 'in': {
      const value = inner(expression.value);
      const list = expression.list.map(inner);
      return (scope) => {
        const wanted = value(scope);
        return list.map((one) => equality(wanted, one(scope))).reduce(either, false);
      };
    }
    case 'between': {
      const [value, low, high] = [inner(expression.value), inner(expression.low), inner(expression.high)];
      return (scope) => both(binary['>='](value(scope), low(scope)), binary['<='](value(scope), high(scope)));
    }
    case 'like': {
      const [value, pattern] = [inner(expression.value), inner(expression.pattern)];
      const escape = expression.escape === undefined ? () => undefined : inner(expression.escape);
      return (scope) => like(value(scope), pattern(scope), escape(scope));
    }
    case 'conditional': {
      const [test, yes, no] = [inner(expression.test), inner(expression.yes), inner(expression.no)];
      return (scope) => (test(scope) === true ? yes(scope) : no(scope));
    }
    case 'call':
      return call(expression, context);
    case 'array': {
      const elements = expression.elements.map(inner);
      return (scope) => elements.map((one) => one(scope)).filter((value) => value !== undefined);
    }
    case 'object':
      return record(expression.members.map(([name, value]) => [name, inner(value)]));
  }
}

function unary(operator: 'NOT' | '-' | '+', operand: Evaluator): Evaluator {
  if (operator === 'NOT') return (scope) => negation(operand(scope));
  return (scope) => {
    const value = operand(scope);
    if (typeof value !== 'number') return undefined;
    return operator === '-' ? -value : value;
  };
}

function call(expression: Aggregate, context: CompileContext): Evaluator {
  if (aggregateNames.includes(expression.name)) {
    return ({ aggregates }) => {
      if (aggregates === undefined) throw sqlError(`${expression.name} is not allowed here.`, 0, 'SC2012');
      return aggregates.get(expression);
    };
  }
  const known = functions[expression.name];
  if (known === undefined)
    throw sqlError(`'${expression.name}' is not a recognized built-in function name.`, 0, 'SC2005');
  const args = expression.args.map((arg) => compile(arg, context));
  if (args.length < known.least || args.length > known.most) {
    throw sqlError(`The ${expression.name} function has a wrong number of arguments.`, 0, 'SC2007');
  }
  return (scope) =>
    known.apply(
      args.map((arg) => arg(scope)),
      context,
    );
}

/** An object without the members whose value is undefined. */
export const record =
  (members: readonly (readonly [string, Evaluator])[]): Evaluator =>
  (scope) =>
    Object.fromEntries(
      members.map(([name, value]) => [name, value(scope)] as const).filter(([, value]) => value !== undefined),
    );
