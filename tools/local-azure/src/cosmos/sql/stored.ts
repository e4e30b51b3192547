import { extract, jsonPath } from '../model/items-table.ts';
import { childrenOf, type Expression, isAggregate, pathOf } from './ast.ts';
import { compile, type CompileContext } from './evaluate.ts';
import { type Value } from './values.ts';

/** A condition of SQLite's SQL that is true of every item that the query's own condition is true of, and perhaps of more. */
export interface Prefilter {
  sql: string;
  values: (string | number)[];
}

/** The value of an expression that has nothing of the item in it. */
export function constantOf(expression: Expression, context: CompileContext): { value: Value } | undefined {
  const depends = (one: Expression): boolean =>
    one.kind === 'root' || isAggregate(one) || childrenOf(one).some(depends);
  return depends(expression) ? undefined : { value: compile(expression, context)({ item: undefined }) };
}

/** Where SQLite finds the value at a path. System properties are no part of the stored text. */
export function columnOf(expression: Expression): { value: string; path?: string } | undefined {
  const path = pathOf(expression);
  if (path === undefined || path.length === 0) return undefined;
  if (path.length === 1 && path[0] === 'id') return { value: 'id' };
  if (path.length === 1 && path[0] === '_ts') return { value: 'ts' };
  const json = path[0]?.startsWith('_') ? undefined : jsonPath(path);
  return json === undefined ? undefined : { value: extract(json), path: json };
}
