import { type Enumeration, type Shape, type ShapeMember } from '@aro-rp/api';
import { commonType, type Conventions } from '../conventions.ts';
import { type Schema } from '../openapi.ts';
import { type Definitions, ref } from './build.ts';

/** What the common types define already, by the name that the wire class has. */
function commonDefinition(name: string, conventions: Conventions): Schema | undefined {
  if (name === 'systemData') return commonType(conventions, 'definitions/systemData');
  if (name === 'ManagedServiceIdentity') return commonType(conventions, `definitions/${name}`, 'managedidentity.json');
  return undefined;
}

/** The members of a shape as properties; what they refer to is added to the definitions. */
export function propertiesOf(members: readonly ShapeMember[], into: Definitions): Record<string, Schema> {
  return Object.fromEntries(
    members.map((member): [string, Schema] => {
      const { description, marked, wire } = member;
      const schema = {
        ...schemaOf(member, into),
        ...(description === undefined ? {} : { description }),
        ...(marked ? { readOnly: true as const } : {}),
      };
      return [wire, wire === 'properties' ? { ...schema, 'x-ms-client-flatten': true } : schema];
    }),
  );
}

function schemaOf(member: ShapeMember, into: Definitions): Schema {
  switch (member.kind) {
    case 'text':
      if (member.enumeration !== undefined) return enumerationOf(member.enumeration, into);
      return { type: 'string', ...(member.format === undefined ? {} : { format: member.format }) };
    case 'integer':
      return { type: 'integer', ...(into.conventions.typed ? { format: 'int32' } : {}) };
    case 'text-map':
      return { type: 'object', additionalProperties: { type: 'string' } };
    case 'list':
      return into.list(define(member.of, into));
    case 'map':
      return { type: 'object', additionalProperties: ref(define(member.of, into)) };
    case 'object':
      return commonDefinition(member.of.definition.name, into.conventions) ?? ref(define(member.of, into));
  }
}

/** @returns the name under which it can be referred to */
function define(shape: Shape, into: Definitions): string {
  const { name, description } = shape.definition;
  into.add(name, into.object(description, { properties: propertiesOf(shape.members, into) }));
  return name;
}

function enumerationOf({ name, description, values, isNamed }: Enumeration, into: Definitions): Schema {
  const explained = into.conventions.precise ? { values: values.map((value) => ({ name: value, value })) } : {};
  into.add(name, {
    description,
    type: 'string',
    enum: values,
    ...(isNamed ? { 'x-ms-enum': { name, modelAsString: true, ...explained } } : {}),
  });
  return ref(name);
}
