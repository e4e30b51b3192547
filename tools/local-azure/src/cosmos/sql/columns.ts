import { type Column, type Query } from './ast.ts';
import { compile, type CompileContext, type Evaluator, record } from './evaluate.ts';

/** What a column is called in the answer: its alias, the last name of its path, or `$1`, `$2`, ... */
export function columnNames(columns: readonly Column[]): string[] {
  let unnamed = 0;
  return columns.map(({ expression, alias }) => {
    if (alias !== undefined) return alias;
    return expression.kind === 'member' || expression.kind === 'root' ? expression.name : `$${++unnamed}`;
  });
}

/** Makes the answered value of a row; undefined ones are left out of the answer. */
export function compileSelection({ select }: Query, context: CompileContext): Evaluator {
  if (select.kind === 'all') return ({ item }) => item;
  if (select.kind === 'value') return compile(select.expression, context);
  const names = columnNames(select.columns);
  return record(select.columns.map(({ expression }, i) => [names[i] ?? '', compile(expression, context)]));
}
