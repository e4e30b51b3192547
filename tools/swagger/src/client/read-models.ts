import { type Json, type Located, objectOf, type Source } from '../compare/source.ts';
import { type Enumeration, type Member, type Model, type Type } from './api.ts';
import { pascal } from './source-text.ts';

const strings = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? (value as string[]) : []);
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const nameOf = ({ pointer }: Located) => pointer.slice(pointer.lastIndexOf('/') + 1);

/** The models and enumerations that operations need, directly or through each other. */
export class ModelReader {
  readonly models = new Map<string, Model>();
  readonly enumerations = new Map<string, Enumeration>();
  readonly #source: Source;
  /** Where each name was first declared: two definitions of one name would be one model. */
  readonly #origins = new Map<string, string>();

  constructor(source: Source) {
    this.#source = source;
  }

  /** The type of what a schema describes. @throws TypeError for what the generator cannot say */
  typeOf(at: Located): Type {
    const found = this.#definitionOf(at);
    const schema = objectOf(found.value);
    const items = this.#source.member(found, 'items');
    const values = this.#source.member(found, 'additionalProperties');
    if (schema['enum']) return this.#enumerationOf(found);
    if (schema['properties'] || schema['allOf']) return this.modelOf(found);
    if (schema['type'] === 'array' && items) return { kind: 'array', of: this.typeOf(items) };
    if (values) return { kind: 'map', of: this.typeOf(values) };
    switch (schema['type']) {
      case 'string':
        return { kind: schema['format'] === 'date-time' ? 'date' : 'string' };
      case 'integer':
      case 'number':
        return { kind: 'number' };
      case 'boolean':
        return { kind: 'boolean' };
      case 'object':
      case undefined:
        return { kind: 'unknown' };
      default:
        throw new TypeError(`${found.file}#${found.pointer} has the unknown type ${JSON.stringify(schema['type'])}`);
    }
  }

  modelOf(at: Located): { kind: 'model'; name: string } {
    const found = this.#definitionOf(at);
    const name = nameOf(found);
    if (this.#isNew(name, found)) {
      // It is there before its members are, for a model may have members of itself.
      this.models.set(name, { name, description: '', parents: [], own: [], all: [] });
      const parents = this.#parentsOf(found).map((parent) => this.modelOf(parent).name);
      const own = this.#membersOf(found);
      const inherited = parents.flatMap((parent) => this.models.get(parent)?.all ?? []);
      const all = [...inherited.filter((member) => own.every(({ name }) => name !== member.name)), ...own];
      this.models.set(name, { name, description: text(objectOf(found.value)['description']), parents, own, all });
    }
    return { kind: 'model', name };
  }

  /** What is referred to, without what a reference has beside it: that is about the member, not about its type. */
  #definitionOf(at: Located): Located {
    const { $ref } = objectOf(at.value);
    return typeof $ref === 'string' ? this.#source.resolve({ ...at, value: { $ref } }) : at;
  }

  #enumerationOf(found: Located): Type {
    const schema = objectOf(found.value);
    const { name, modelAsString } = objectOf(schema['x-ms-enum']);
    const own = pascal(text(name) || nameOf(found));
    const values = strings(schema['enum']);
    const known = this.enumerations.get(own);
    if (known && known.values.join() !== values.join()) throw new TypeError(`there are two enumerations ${own}`);
    this.enumerations.set(own, {
      name: own,
      values,
      open: modelAsString === true,
      description: known?.description ?? text(schema['description']),
    });
    return { kind: 'enumeration', name: own };
  }

  #isNew(name: string, { file, pointer }: Located): boolean {
    const origin = `${file}#${pointer}`;
    const known = this.#origins.get(name);
    if (known !== undefined && known !== origin) throw new TypeError(`${origin} and ${known} have one name`);
    this.#origins.set(name, origin);
    return known === undefined;
  }

  #parentsOf(found: Located): Located[] {
    const all = this.#source.member(found, 'allOf');
    return all === undefined ? [] : this.#childrenOf(all).map(([, child]) => child);
  }

  #membersOf(found: Located): Member[] {
    const declared = this.#source.member(found, 'properties');
    const required = new Set(strings(objectOf(found.value)['required']));
    return declared === undefined
      ? []
      : this.#childrenOf(declared).flatMap(([name, at]) => this.#memberOf(name, at, required.has(name)));
  }

  #memberOf(name: string, at: Located, required: boolean): Member[] {
    const found = this.#source.resolve(at);
    const schema = objectOf(found.value);
    if (schema['x-ms-client-flatten'] === true) {
      const inner = [...this.#parentsOf(found).flatMap((parent) => this.#membersOf(parent)), ...this.#membersOf(found)];
      return inner.map((member) => ({
        ...member,
        path: [name, ...member.path],
        required: required && member.required,
      }));
    }
    const readOnly = schema['readOnly'] === true;
    const description = text(schema['description']);
    return [{ name, path: [name], description, type: this.typeOf(at), required, readOnly }];
  }

  #childrenOf(at: Located): [name: string, child: Located][] {
    return Object.keys(at.value as object).flatMap((name) => {
      const child = this.#source.member(at, name);
      return child === undefined ? [] : [[name, child]];
    });
  }
}
