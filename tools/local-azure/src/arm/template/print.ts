import { type Expression } from './ast.ts';

/** The inverse of `parseExpression`, without blanks. */
export const printExpression = (expression: Expression): string => `[${print(expression)}]`;

function print(expression: Expression): string {
  switch (expression.kind) {
    case 'text':
      return `'${expression.value.replaceAll("'", "''")}'`;
    case 'integer':
      return String(expression.value);
    case 'call':
      return `${expression.name}(${expression.parameters.map(print).join(',')})`;
    case 'member':
      return `${print(expression.of)}.${expression.name}`;
    case 'item':
      return `${print(expression.of)}[${print(expression.at)}]`;
  }
}
