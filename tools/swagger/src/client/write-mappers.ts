import { type Api, type Member, type Model, type Type } from './api.ts';
import { literal } from './source-text.ts';

/** A type in the words of `@azure/core-client`. What it does not know passes as it is. */
function mapperType(type: Type): string {
  switch (type.kind) {
    case 'string':
    case 'enumeration':
      return `{ name: 'String' }`;
    case 'number':
      return `{ name: 'Number' }`;
    case 'boolean':
      return `{ name: 'Boolean' }`;
    case 'date':
      return `{ name: 'DateTime' }`;
    case 'unknown':
      return `{ name: 'any' }`;
    case 'model':
      return `{ name: 'Composite', className: ${literal(type.name)} }`;
    case 'array':
      return `{ name: 'Sequence', element: { type: ${mapperType(type.of)} } }`;
    case 'map':
      return `{ name: 'Dictionary', value: { type: ${mapperType(type.of)} } }`;
  }
}

const serializedName = (path: readonly string[]): string =>
  literal(path.map((name) => name.replaceAll('.', '\\.')).join('.'));

const propertyText = ({ name, path, type, required, readOnly }: Member): string =>
  `${literal(name)}: { serializedName: ${serializedName(path)}, ${required ? 'required: true, ' : ''}${
    readOnly ? 'readOnly: true, ' : ''
  }type: ${mapperType(type)} },`;

const mapperText = ({ name, all }: Model): string =>
  `export const ${name}: CompositeMapper = {
  type: { name: 'Composite', className: ${literal(name)}, modelProperties: {
${all.map(propertyText).join('\n')}
} } };`;

/** How each model is on the wire: read-only members are not sent, flattened ones are where the document has them. */
export const writeMappers = ({ models }: Api): string =>
  [`import { type CompositeMapper } from '@azure/core-client';`, ...models.map(mapperText)].join('\n\n');
