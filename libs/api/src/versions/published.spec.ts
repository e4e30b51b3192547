import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { versions } from './registry.ts';
import { type Shape } from './schema/shape.ts';

/** Only what the comparison reads. */
interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
}

const published = join(import.meta.dirname, '../../../../swagger/published');
const load = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as { definitions: Record<string, Schema> };

/** The schema behind a reference, and the file that it stands in. */
function resolve(schema: Schema, file: string): [schema: Schema, file: string] {
  if (schema.$ref === undefined) return [schema, file];
  const [path = '', name = ''] = schema.$ref.split('#/definitions/');
  const at = path === '' ? file : join(file, '..', path);
  const found = load(at).definitions[name];
  if (found === undefined) throw new TypeError(`${schema.$ref} is not in ${file}`);
  return resolve(found, at);
}

/** Every member of a schema by its wire path, with its JSON type; `[]` stands for each element. */
function membersOf(schema: Schema, file: string, path = ''): [string, string][] {
  return [
    ...(schema.allOf ?? []).flatMap((each) => membersOf(...resolve(each, file), path)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, member]): [string, string][] => {
      const [found, at] = resolve(member, file);
      const wire = path === '' ? name : `${path}.${name}`;
      if (found.type === 'array') {
        return [[`${wire}[]`, 'list'], ...membersOf(...resolve(found.items ?? {}, at), `${wire}[]`)];
      }
      return [[wire, kindOf(found, at)], ...membersOf(found, at, wire), ...entriesOf(found, at, wire)];
    }),
  ];
}

/** The members of each value of a map of objects. */
function entriesOf({ additionalProperties }: Schema, file: string, path: string): [string, string][] {
  if (additionalProperties === undefined) return [];
  const [found, at] = resolve(additionalProperties, file);
  return membersOf(found, at, `${path}{}`);
}

/** The oldest documents leave `type` out where there are properties. */
function kindOf({ type, properties, additionalProperties }: Schema, file: string): string {
  if (additionalProperties !== undefined) {
    return resolve(additionalProperties, file)[0].type === 'string' ? 'text-map' : 'map';
  }
  if (properties !== undefined) return 'object';
  return type === 'string' ? 'text' : String(type);
}

const declared = (shape: Shape, path = ''): [string, string][] =>
  shape.members.flatMap((member): [string, string][] => {
    const wire = path === '' ? member.wire : `${path}.${member.wire}`;
    if (member.kind === 'object') return [[wire, 'object'], ...declared(member.of, wire)];
    if (member.kind === 'map') return [[wire, 'map'], ...declared(member.of, `${wire}{}`)];
    if (member.kind === 'list') return [[`${wire}[]`, 'list'], ...declared(member.of, `${wire}[]`)];
    return [[wire, member.kind]];
  });

const sorted = (entries: [string, string][]) => Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

/** Whose published documents have resources that are not served; the variants are the documents without them. */
const trimmed = new Set(['2022-09-04', '2023-04-01', '2023-07-01-preview', '2023-09-04', '2023-11-22']);

/** The published schema of a version's cluster. */
function publishedMembers(version: string) {
  const folder = trimmed.has(version) ? join(published, 'variants/no-clustermanager') : published;
  const file = join(folder, version, 'redhatopenshift.json');
  const [schema, at] = resolve({ $ref: '#/definitions/OpenShiftCluster' }, file);
  return sorted(membersOf(schema, at));
}

describe('what a version declares', () => {
  it.each([...versions.values()])('is what the published $version has, no more and no less', ({ version, shape }) => {
    expect(sorted(declared(shape))).toEqual(publishedMembers(version));
  });
});
