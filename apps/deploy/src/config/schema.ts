import { serviceNames } from '../services.ts';
import { type Field, regionFields, serviceFields } from './fields.ts';

const shapeOf = (fields: Readonly<Record<string, Field>>) =>
  Object.fromEntries(Object.entries(fields).map(([name, { describe, schema }]) => [name, withWords(describe, schema)]));

/** Items are told about in the words of their list. */
function withWords(description: string, schema: Readonly<Record<string, unknown>>): object {
  const { items } = schema;
  return { description, ...schema, ...(typeof items === 'object' && { items: { description, ...items } }) };
}

/** JSON Schema (2019-09 vocabulary that editors and ajv share) of a configuration file. */
export function configurationSchema(): object {
  const service = { $ref: '#/definitions/service' };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of deploy',
    type: 'object',
    additionalProperties: false,
    required: ['regions'],
    properties: {
      defaults: { $ref: '#/definitions/region' },
      regions: {
        description: 'the regions; a list with one at least, each with its `location`',
        type: 'array',
        minItems: 1,
        items: { $ref: '#/definitions/region' },
      },
    },
    definitions: {
      region: {
        description: 'what is the same in all regions, or one region; settings by name',
        type: 'object',
        additionalProperties: false,
        properties: {
          ...shapeOf(regionFields),
          services: {
            description: 'settings of `all` services and of each; by the name of the service',
            type: 'object',
            additionalProperties: false,
            properties: { all: service, ...Object.fromEntries(serviceNames.map((name) => [name, service])) },
          },
        },
      },
      service: {
        description: 'how a service runs and how its releases are judged; settings by name',
        type: 'object',
        additionalProperties: false,
        properties: shapeOf(serviceFields),
      },
    },
  };
}
