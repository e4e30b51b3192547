import { isObject, type Json } from '../model/json.ts';
import { inLoop, requireCount } from './copies.ts';
import { evaluateValue } from './evaluate.ts';
import { isOfType, type Parameters, readType } from './parameters.ts';
import { type Scope } from './scope.ts';
import { doAll, TemplateError } from './template-error.ts';
import { typeNameOf } from './values.ts';

/** @throws TemplateError for a type that there is not, or an output without a value */
export function checkOutputs(declarations: Record<string, Json>): void {
  doAll(
    Object.entries(declarations).map(([name, declaration]) => () => {
      readType(declaration, `the template output '${name}'`);
      if (declaration['value'] === undefined && !isObject(declaration['copy']))
        throw new TemplateError(`The template output '${name}' is not valid: it has neither 'value' nor 'copy'.`);
    }),
  );
}

/** One output's value, or undefined when its condition is false. @throws TemplateError */
export function evaluateOutput(name: string, declaration: Json, scope: Scope): Parameters[string] | undefined {
  const { condition, copy } = declaration;
  if (condition !== undefined && evaluateValue(condition, scope) !== true) return undefined;
  const type = readType(declaration, `the template output '${name}'`);
  const value = isObject(copy) ? repeated(name, copy, scope) : evaluateValue(declaration['value'], scope);
  if (isOfType(value, type)) return { type, value };
  throw new TemplateError(
    `The template output '${name}' is not valid: Template output JToken type is not valid. Expected '${type}'. Actual '${typeNameOf(value)}'.`,
  );
}

const repeated = (name: string, copy: Json, scope: Scope): unknown[] =>
  Array.from({ length: requireCount(evaluateValue(copy['count'], scope), `the output '${name}'`) }, (_unused, index) =>
    evaluateValue(copy['input'], inLoop(scope, name, index, true)),
  );
