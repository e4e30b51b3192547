import {
  type Aggregate,
  aggregatesIn,
  type Expression,
  isAggregate,
  childrenOf,
  type Query,
  selectedIn,
} from './ast.ts';
import { compile, type CompileContext, type Scope } from './evaluate.ts';
import { printExpression } from './print.ts';
import { sqlError } from './sql-error.ts';
import { canonical, compareValues, kindOfValue, type Value } from './values.ts';

/** Takes the values of one group, one by one. Undefined ones never count. */
interface Accumulator {
  add(value: Value): void;
  result(): Value;
}

function counting(): Accumulator {
  let count = 0;
  return { add: () => void count++, result: () => count };
}

/** One value that is no number makes the sum undefined. */
function summing(finish: (sum: number, count: number) => Value): Accumulator {
  let sum = 0;
  let count = 0;
  return {
    add(value) {
      sum += typeof value === 'number' ? value : NaN;
      count++;
    },
    result: () => (Number.isNaN(sum) ? undefined : finish(sum, count)),
  };
}

/** Arrays and objects have no order: one of them makes the result undefined. */
function extreme(sign: 1 | -1): Accumulator {
  let best: Value;
  let isOrdered = true;
  return {
    add(value) {
      if (['array', 'object'].includes(kindOfValue(value))) isOrdered = false;
      else if (best === undefined || sign * compareValues(value, best) > 0) best = value;
    },
    result: () => (isOrdered ? best : undefined),
  };
}

const accumulators: Record<string, () => Accumulator> = {
  COUNT: counting,
  SUM: () => summing((sum) => sum),
  AVG: () => summing((sum, count) => (count === 0 ? undefined : sum / count)),
  MIN: () => extreme(-1),
  MAX: () => extreme(1),
};

/** Whether the answer has a row per group and not per item. */
export const isGrouped = (query: Query): boolean =>
  query.groupBy.length > 0 || selectedIn(query).some((expression) => aggregatesIn(expression).length > 0);

/** @throws CosmosError 400 when something of a single item is selected that is not the same for all of its group */
function checkSelected(query: Query): void {
  const grouped = query.groupBy.map(printExpression);
  const check = (expression: Expression): void => {
    if (isAggregate(expression) || grouped.includes(printExpression(expression))) return;
    if (expression.kind === 'root' || (expression.kind === 'member' && expression.of.kind === 'root')) {
      throw sqlError(
        `Property reference '${printExpression(expression)}' is invalid in the select list because it is not contained ` +
          'in an aggregate function or in the GROUP BY clause.',
        0,
        'SC2102',
      );
    }
    childrenOf(expression).forEach(check);
  };
  if (query.select.kind === 'all')
    throw sqlError("'SELECT *' is not supported together with aggregates or 'GROUP BY'.");
  selectedIn(query).forEach(check);
}

/**
 * One scope per group, in the order in which groups appear; without `GROUP BY` exactly one, even of nothing.
 * @throws CosmosError 400
 */
export function groupItems(query: Query, items: Iterable<Value>, context: CompileContext): Scope[] {
  checkSelected(query);
  const keys = query.groupBy.map((expression) => compile(expression, context));
  const aggregates = selectedIn(query).flatMap(aggregatesIn);
  const values = aggregates.map(({ name, args }) => {
    const [arg] = args;
    if (arg === undefined || args.length !== 1) throw sqlError(`The ${name} function needs one argument.`, 0, 'SC2007');
    return compile(arg, context);
  });
  const begin = (item: Value) => ({ item, states: aggregates.map(({ name }) => (accumulators[name] ?? counting)()) });
  const groups = new Map<string, ReturnType<typeof begin>>();
  if (keys.length === 0) groups.set('', begin(undefined));

  for (const item of items) {
    const id = keys.map((key) => canonical(key({ item }))).join(',');
    const group = groups.get(id) ?? begin(item);
    groups.set(id, group);
    values.forEach((value, i) => {
      const computed = value({ item });
      if (computed !== undefined) group.states[i]?.add(computed);
    });
  }
  return [...groups.values()].map(({ item, states }) => ({
    item,
    aggregates: new Map<Aggregate, Value>(aggregates.map((aggregate, i) => [aggregate, states[i]?.result()])),
  }));
}
