import { type Api, type PathParameter } from './api.ts';
import { literal } from './source-text.ts';

/** Refused before anything is sent, as the service would refuse it. */
function constraintsText({ minLength, maxLength, pattern }: PathParameter['constraints']): string {
  const said = [
    ...(minLength === undefined ? [] : [`MinLength: ${minLength}`]),
    ...(maxLength === undefined ? [] : [`MaxLength: ${maxLength}`]),
    ...(pattern === undefined ? [] : [`Pattern: new RegExp(${literal(pattern)})`]),
  ];
  return said.length === 0 ? '' : `constraints: { ${said.join(', ')} }, `;
}

const parameterText = ({ name, constraints }: PathParameter): string =>
  `export const ${name}: OperationURLParameter = {
  parameterPath: ${literal(name)},
  mapper: { ${constraintsText(constraints)}serializedName: ${literal(name)}, required: true, type: { name: 'String' } },
};`;

/** @throws TypeError when operations mean different things by one name */
function distinct(all: readonly PathParameter[]): PathParameter[] {
  const known = new Map<string, PathParameter>();
  for (const each of all) {
    const before = known.get(each.name) ?? each;
    if (literal(before.constraints) !== literal(each.constraints)) throw new TypeError(`two parameters ${each.name}`);
    known.set(each.name, before);
  }
  return [...known.values()];
}

export const writeParameters = ({ groups }: Api): string => {
  const all = groups.flatMap(({ operations }) => operations.flatMap(({ parameters }) => parameters));
  return [
    `import { type OperationQueryParameter, type OperationURLParameter } from '@azure/core-client';`,
    `export const apiVersion: OperationQueryParameter = {
  parameterPath: 'apiVersion',
  mapper: { serializedName: 'api-version', required: true, type: { name: 'String' } },
};`,
    ...distinct(all).map(parameterText),
  ].join('\n\n');
};
