import { isDeepStrictEqual } from 'node:util';
import { type Conventions } from '../conventions.ts';
import { type Schema } from '../openapi.ts';

/** The definitions of one document, under way. */
export class Definitions {
  readonly conventions: Conventions;
  readonly #schemas = new Map<string, Schema>();

  constructor(conventions: Conventions) {
    this.conventions = conventions;
  }

  /** @throws TypeError when the name already means something else */
  add(name: string, schema: Schema): void {
    const known = this.#schemas.get(name);
    if (known !== undefined && !isDeepStrictEqual(known, schema)) throw new TypeError(`${name} is defined twice`);
    this.#schemas.set(name, schema);
  }

  /** An object with these members. The first documents leave out that it is one. */
  object(description: string, members: Omit<Schema, 'description' | 'type'>): Schema {
    return { description, ...(this.conventions.typed ? { type: 'object' as const } : {}), ...members };
  }

  list(of: string, description?: string): Schema {
    return {
      ...(description === undefined ? {} : { description }),
      type: 'array',
      items: ref(of),
      ...(this.conventions.identifiers ? { 'x-ms-identifiers': [] } : {}),
    };
  }

  /** One page of a list. */
  page(of: string, description: string): Schema {
    const { paged, precise } = this.conventions;
    const { 'x-ms-identifiers': identifiers, ...value } = this.list(of, 'The elements of this page.');
    const nextLink: Schema = {
      description: 'Where the next page is; absent in the last one.',
      type: 'string',
      ...(precise ? { format: 'uri' } : {}),
    };
    return this.object(description, {
      properties: {
        value: { ...value, ...(precise || identifiers === undefined ? {} : { 'x-ms-identifiers': identifiers }) },
        ...(paged ? { nextLink } : {}),
      },
      ...(precise ? { required: ['value'] } : {}),
    });
  }

  /** By name, in the order of names. */
  all(): Record<string, Schema> {
    return Object.fromEntries([...this.#schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

export const ref = (name: string): Schema => ({ $ref: `#/definitions/${name}` });

export const text = (description: string): Schema => ({ description, type: 'string' });
