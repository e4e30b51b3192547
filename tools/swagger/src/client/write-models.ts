import { type Api, type Enumeration, type Member, type Model } from './api.ts';
import { comment, literal, typeText } from './source-text.ts';

const memberText = ({ name, description, type, required, readOnly }: Member): string =>
  `${comment(description)}${readOnly ? 'readonly ' : ''}${literal(name)}${required ? '' : '?'}: ${typeText(type)};`;

function modelText({ name, description, parents, own }: Model): string {
  const head = comment(description);
  if (own.length === 0 && parents.length > 0) return `${head}export type ${name} = ${parents.join(' & ')};`;
  const inherits = parents.length > 0 ? ` extends ${parents.join(', ')}` : '';
  return `${head}export interface ${name}${inherits} {\n${own.map(memberText).join('\n')}\n}`;
}

/** The values that a newer service may add are strings to a program, and editors still offer those that are known. */
const enumerationText = ({ name, description, values, open }: Enumeration): string =>
  `${comment(description)}export type ${name} = ${[...values.map(literal), ...(open ? ['(string & {})'] : [])].join(' | ')};`;

/** The interfaces and the unions of strings of a program that uses the client. */
export const writeModels = ({ models, enumerations }: Api): string =>
  [...enumerations.map(enumerationText), ...models.map(modelText)].join('\n\n');
