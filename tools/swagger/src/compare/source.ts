import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

/** A JSON value and where it stands: a file, and the JSON pointer (RFC 6901) in it. */
export interface Located {
  readonly file: string;
  readonly pointer: string;
  readonly value: Json;
}

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');
const unescaped = (name: string) => name.replaceAll('~1', '/').replaceAll('~0', '~');

/** A set of documents that refer to each other. Those given are read from memory, all others from the disk. */
export class Source {
  readonly #files: Map<string, Json>;

  constructor(given: ReadonlyMap<string, Json> = new Map()) {
    this.#files = new Map(given);
  }

  /** The whole document. */
  root(file: string): Located {
    const known = this.#files.get(file) ?? (JSON.parse(readFileSync(file, 'utf8')) as Json);
    this.#files.set(file, known);
    return { file, pointer: '', value: known };
  }

  /** The member, `undefined` where there is none. */
  member({ file, pointer, value }: Located, name: string): Located | undefined {
    const found = Array.isArray(value) ? (value as readonly Json[])[Number(name)] : objectOf(value)[name];
    return found === undefined ? undefined : { file, pointer: `${pointer}/${escaped(name)}`, value: found };
  }

  /**
   * What a reference means, itself where it is none. What stands beside the reference counts more than what it refers
   * to, as for Azure's tools.
   * @throws TypeError when it refers to nothing
   */
  resolve(at: Located): Located {
    const { $ref, ...beside } = objectOf(at.value);
    if (typeof $ref !== 'string') return at;
    const [path = '', pointer = ''] = $ref.split('#');
    const file = path === '' ? at.file : join(dirname(at.file), path);
    let target: Located | undefined = this.root(file);
    for (const name of pointer.split('/').slice(1)) target = target && this.member(target, unescaped(name));
    if (target === undefined) throw new TypeError(`${$ref} in ${at.file}#${at.pointer} refers to nothing`);
    const found = this.resolve(target);
    return { ...found, value: { ...objectOf(found.value), ...beside } };
  }
}
