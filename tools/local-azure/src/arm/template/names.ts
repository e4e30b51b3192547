import { type Json } from '../model/json.ts';
import { evaluateValue } from './evaluate.ts';
import { expandPropertyCopies, splitCopies } from './copies.ts';
import { type Parameters, parameterNotFound } from './parameters.ts';
import { type Scope, type Surroundings } from './scope.ts';
import { type PositionOf, within } from './template.ts';
import { doAll, seePage, TemplateError } from './template-error.ts';
import { memberNameOf } from './values.ts';

/** The scope of everything in a template that is known before anything is deployed. */
export function staticScope(surroundings: Surroundings, parameters: Parameters, variables: Json): Scope {
  const readVariable = variablesOf(variables, () => scope);
  const scope: Scope = {
    surroundings,
    parameter(name) {
      const found = memberNameOf(parameters, name);
      if (found === undefined) throw parameterNotFound(name);
      return parameters[found]?.value;
    },
    variable: (name) => readVariable(name),
  };
  return scope;
}

/** Variables are worked out when they are asked for, once. Those of `copy` are arrays. */
function variablesOf(variables: Json, scope: () => Scope): (name: string) => unknown {
  const known = new Map<string, unknown>();
  const underWay = new Set<string>();
  const { copies, others: plain } = splitCopies(variables);

  return (wanted) => {
    const copy = copies.find((one) => one.name.toLowerCase() === wanted.toLowerCase());
    const name = copy === undefined ? memberNameOf(plain, wanted) : copy.name;
    if (name === undefined)
      throw new TemplateError(`The template variable '${wanted}' is not found. ${seePage('arm-syntax-variables')}`);
    if (known.has(name)) return known.get(name);
    if (underWay.has(name)) throw new TemplateError(`The template variable '${name}' refers to itself.`);
    underWay.add(name);
    try {
      const value =
        copy === undefined
          ? evaluateValue(plain[name], scope())
          : expandPropertyCopies({ copy: [copy] }, scope(), evaluateValue)[name];
      known.set(name, value);
      return value;
    } finally {
      underWay.delete(name);
    }
  };
}

/** Works all variables out, so that a fault in one that nobody asks for is seen too. */
export function checkVariables(variables: Json, scope: Scope, positionOf: PositionOf): void {
  const { copies, others } = splitCopies(variables);
  doAll(
    [...Object.keys(others), ...copies.map(({ name }) => name)].map(
      (name) => () => within(`variable '${name}'`, positionOf(variables), () => scope.variable?.(name)),
    ),
  );
}
