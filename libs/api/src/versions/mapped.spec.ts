import { type OpenShiftCluster } from '../model/cluster.ts';
import { versions } from './registry.ts';
import { type Shape } from './schema/shape.ts';
import { type ClusterWire } from './wire/cluster.ts';

/** The wire paths of an object type; elements of lists and values of maps as `[]` and `{}`. */
type Paths<T, Prefix extends string = ''> = {
  [K in keyof T & string]-?: Path<NonNullable<T[K]>, `${Prefix}${K}`>;
}[keyof T & string];
type Path<V, P extends string> = V extends readonly (infer E)[]
  ? P | Paths<NonNullable<E>, `${P}[].`>
  : V extends object
    ? string extends keyof V
      ? P | (V extends Record<string, infer E> ? (E extends object ? Paths<E, `${P}{}.`> : never) : never)
      : P | Paths<V, `${P}.`>
    : P;

type Wire = Paths<ClusterWire>;
type Model = Paths<OpenShiftCluster>;

/** Members that the model has elsewhere, or beside the cluster. */
type Elsewhere =
  'properties.consoleUrl' | 'properties.clusterProfile.pullSecret' | 'properties.servicePrincipalProfile.clientSecret';

/** The compiler refuses this file when a member of the wire format has no place in the model, or the model one too many. */
const unmapped: Record<Exclude<Wire, Model | Elsewhere>, true> = {};
const unsaid: Record<Exclude<Model, Wire>, true> = {};

const pathsOf = (shape: Shape, prefix = ''): string[] =>
  shape.members.flatMap((member) => {
    const path = `${prefix}${member.model.join('.')}`;
    if (!('of' in member)) return [path];
    const inside = { object: '.', list: '[].', map: '{}.' }[member.kind];
    return [path, ...pathsOf(member.of, `${path}${inside}`)];
  });

it('maps every member of the wire format to one place of the model, and every place to a member', () => {
  expect({ ...unmapped, ...unsaid }).toEqual({});
});

it.each([...versions.values()])('maps no two members of $version to one place', ({ shape }) => {
  const paths = pathsOf(shape);

  expect(paths.filter((path, index) => paths.indexOf(path) !== index)).toEqual([]);
});
