import { isObject, isText, type Json } from '../model/json.ts';
import { kinds, type Spelling } from './members.ts';
import { ContentError, TemplateError } from './template-error.ts';

/** A resource of a template and those inside it, its members in Azure's spelling. @throws TemplateError */
export function readResource(value: unknown, path: string, spelling: Spelling): Json {
  const { spelt, positionOf } = spelling;
  const definition = isObject(value) ? spelt(kinds.resource, value, path) : {};
  for (const name of ['type', 'name', 'apiVersion'])
    if (!isText(definition[name]))
      throw new TemplateError(`Required property '${name}' not found in JSON. Path '${path}'.`, { path });
  const { dependsOn, copy, resources } = definition;
  const refuse = (member: string, type: string) =>
    new ContentError(`Error converting value ${JSON.stringify(definition[member])} to type '${type}[]'.`, {
      path: `${path}.${member}`,
      ...positionOf(value),
    });
  if (isGiven(dependsOn) && !Array.isArray(dependsOn)) throw refuse('dependsOn', 'System.String');
  if (isObject(copy)) definition['copy'] = spelt(kinds.resourceLoop, copy, `${path}.copy`);
  if (!isGiven(resources)) return definition;
  if (!Array.isArray(resources)) throw refuse('resources', kinds.resource.name);
  definition['resources'] = resources.map((one, at) => readResource(one, `${path}.resources[${at}]`, spelling));
  return definition;
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
