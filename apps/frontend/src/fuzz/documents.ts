import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a published document says of a value (OpenAPI 2.0), as far as it is of use here; references resolved one by one. */
export interface Schema {
  $ref?: string;
  type?: string;
  enum?: readonly string[];
  readOnly?: boolean;
  properties?: Readonly<Record<string, Schema>>;
  allOf?: readonly Schema[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
}

/** A schema, and the file that its references are relative to. */
export interface Sown {
  schema: Schema;
  file: string;
}

/** One operation of a published document. */
export interface Operation {
  version: string;
  method: string;
  /** With `{names}` in it. */
  path: string;
  body?: Sown;
}

interface Parameter {
  $ref?: string;
  in?: string;
  schema?: Schema;
}
type Paths = Record<string, Record<string, { parameters?: Parameter[] }>>;

const published = join(import.meta.dirname, '../../../../swagger/published');
const files = new Map<string, unknown>();

function read(file: string): unknown {
  if (!files.has(file)) files.set(file, JSON.parse(readFileSync(file, 'utf8')));
  return files.get(file);
}

/** What a reference names, through any number of files. @throws TypeError when it names nothing */
export function resolve<T extends { $ref?: string }>(value: T, file: string): { value: T; file: string } {
  if (value.$ref === undefined) return { value, file };
  const [path = '', fragment = ''] = value.$ref.split('#');
  const target = path === '' ? file : join(dirname(file), path);
  let found = read(target);
  for (const name of fragment.split('/').slice(1)) found = (found as Record<string, unknown> | undefined)?.[name];
  if (found === undefined) throw new TypeError(`${file} has a reference to nothing: ${value.$ref}`);
  return resolve(found as T, target);
}

/** All operations that the published document of an API version has. @throws Error without such a document */
export function operationsOf(version: string): Operation[] {
  // Types below clusters that are not served: the document without them, where there is one.
  const trimmed = join(published, 'variants/no-clustermanager', version, 'redhatopenshift.json');
  const file = existsSync(trimmed) ? trimmed : join(published, version, 'redhatopenshift.json');
  const { paths } = read(file) as { paths: Paths };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [] }]) => {
      const body = parameters.map((each) => resolve(each, file)).find(({ value }) => value.in === 'body');
      const schema = body?.value.schema;
      return {
        version,
        method: method.toUpperCase(),
        path,
        ...(body && schema && { body: { schema, file: body.file } }),
      };
    }),
  );
}
