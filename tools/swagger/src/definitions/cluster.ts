import { type Shape, type ShapeMember } from '@aro-rp/api';
import { commonType } from '../conventions.ts';
import { type Schema } from '../openapi.ts';
import { type Definitions } from './build.ts';
import { propertiesOf } from './shapes.ts';

const ofEveryResource = ['id', 'name', 'type'];
const ofTrackedResources = [...ofEveryResource, 'location', 'tags'];

/** ARM's "x-ms-mutability": when a request may say something of a member. */
const mutability: Readonly<Record<ShapeMember['access'], readonly string[]>> = {
  mutable: ['read', 'create', 'update'],
  immutable: ['read', 'create'],
  'read-only': ['read'],
};

/** A cluster, the body of its PATCH, and a page of clusters. */
export function defineClusters(shape: Shape, into: Definitions): void {
  const { conventions } = into;
  const own = (inherited: readonly string[]) =>
    shape.members.filter(
      ({ wire }) => !inherited.includes(wire) && (wire !== 'systemData' || conventions.ownSystemData),
    );
  const { name, description } = shape.definition;

  const inherited = conventions.typed ? ofTrackedResources : ofEveryResource;
  const properties = propertiesOf(own(inherited), into);
  into.add(
    name,
    into.object(description, {
      allOf: [commonType(conventions, `definitions/${conventions.typed ? 'TrackedResource' : 'Resource'}`)],
      properties: conventions.typed ? properties : withMutability(shape, properties),
    }),
  );
  if (conventions.update) {
    const changed = own([...ofEveryResource, 'location']);
    into.add(`${name}Update`, into.object('What is to be changed.', { properties: propertiesOf(changed, into) }));
  }
  into.add(`${name}List`, into.page(name, 'A page of clusters.'));
}

/** Of what the first version declares itself and later ones inherit. */
const withMutability = (shape: Shape, properties: Record<string, Schema>): Record<string, Schema> =>
  Object.fromEntries(
    Object.entries(properties).map(([wire, schema]): [string, Schema] => {
      const access = shape.named.get(wire)?.access;
      if (access === undefined || !ofTrackedResources.includes(wire)) return [wire, schema];
      return [wire, { ...schema, 'x-ms-mutability': mutability[access] }];
    }),
  );
