/** Code of the template language (ARM template functions); in JSON it stands between brackets. */
export interface Expression {
  readonly code: string;
  toJSON(): string;
}

/** What an argument of a function can be: a text stands for itself, in quotes. */
export type Argument = Expression | string | number;

export const expression = (code: string): Expression => ({ code, toJSON: () => `[${code}]` });

const isExpression = (value: unknown): value is Expression =>
  typeof value === 'object' && value !== null && 'code' in value && 'toJSON' in value;

/** A text is quoted as the language wants it, so no text can end its own quotes. */
const codeOf = (argument: Argument): string =>
  isExpression(argument)
    ? argument.code
    : typeof argument === 'number'
      ? String(argument)
      : `'${argument.replaceAll("'", "''")}'`;

/** A call of one of the language's functions. */
export const call = (name: string, ...given: readonly Argument[]): Expression =>
  expression(`${name}(${given.map(codeOf).join(', ')})`);

/** `${...}` in TypeScript, `format` in the template: `text\`https://${name}.azurecr.io\``. */
export function text(parts: TemplateStringsArray, ...values: readonly Argument[]): Expression {
  const pattern = parts
    .map((part) => part.replaceAll('{', '{{').replaceAll('}', '}}'))
    .reduce((before, part, index) => `${before}{${index - 1}}${part}`);
  return call('format', pattern, ...values);
}

/** A member of what an expression gives: `member(reference(...), 'principalId')`. */
export const member = (of: Expression, ...names: readonly string[]): Expression =>
  expression([of.code, ...names].join('.'));

/** An element of a list. */
export const item = (of: Expression, at: Expression | number): Expression => expression(`${of.code}[${codeOf(at)}]`);

export const variable = (name: string): Expression => call('variables', name);
/** `resourceId(type, name, ...)`; for another group `resourceId(subscriptionId, group, type, name, ...)`. */
export const resourceId = (...parts: readonly Argument[]): Expression => call('resourceId', ...parts);
/** What GET answers while the deployment runs; of no use in names, conditions and variables. */
export const reference = (id: Expression, apiVersion: string): Expression => call('reference', id, apiVersion);

/** Elements of `list`, each made into something else by `make`. */
export const each = (list: Argument, make: (one: Expression) => Argument): Expression =>
  expression(`map(${codeOf(list)}, lambda('one', ${codeOf(make(call('lambdaVariables', 'one')))}))`);

export const lines = (list: Argument): Expression => expression(`join(${codeOf(list)}, '\n')`);
export const subscriptionId = expression('subscription().subscriptionId');
export const tenantId = expression('subscription().tenantId');
export const groupName = expression('resourceGroup().name');
export const groupId = expression('resourceGroup().id');
/** Counts the elements of the loop that it stands in. */
export const copyIndex = (from = 0): Expression => expression(`copyIndex(${from === 0 ? '' : String(from)})`);
