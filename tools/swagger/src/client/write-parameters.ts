import { type Api } from './api.ts';
import { literal } from './source-text.ts';

const parameterText = (name: string): string =>
  `export const ${name}: OperationURLParameter = {
  parameterPath: ${literal(name)},
  mapper: { serializedName: ${literal(name)}, required: true, type: { name: 'String' } },
};`;

/** What operations have in their paths and queries. Azure's clients leave it to the service to say which names are good. */
export const writeParameters = ({ groups }: Api): string => {
  const all = groups.flatMap(({ operations }) => operations.flatMap(({ parameters }) => parameters));
  return [
    `import { type OperationQueryParameter, type OperationURLParameter } from '@azure/core-client';`,
    `export const apiVersion: OperationQueryParameter = {
  parameterPath: 'apiVersion',
  mapper: { serializedName: 'api-version', required: true, type: { name: 'String' } },
};`,
    ...new Set(all.map(({ name }) => parameterText(name))),
  ].join('\n\n');
};
