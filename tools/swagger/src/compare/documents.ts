import { type Difference, differencesOf } from './difference.ts';
import { SchemaComparison } from './schemas.ts';
import { type Json, type JsonObject, type Located, objectOf, Source } from './source.ts';

const ofDocument = new Set(['paths', 'definitions', 'parameters', 'tags', 'info', 'x-typespec-generated']);
const ofOperation = new Set(['parameters', 'responses', 'x-ms-examples']);
const ofResponse = new Set(['schema', 'headers', 'x-ms-error-response']);

/**
 * Every difference between two documents of an API version that a client or its generator could notice: paths,
 * operations, parameters, status codes, headers, schemas and extensions. Descriptions, order, names of definitions,
 * examples and what no path refers to are not among them.
 */
export function compareDocuments(ours: string, published: string, source = new Source()): Difference[] {
  const found = new DocumentComparison(source).compare(source.root(ours), source.root(published));
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

class DocumentComparison {
  readonly #source: Source;
  readonly #schemas: SchemaComparison;

  constructor(source: Source) {
    this.#source = source;
    this.#schemas = new SchemaComparison(source);
  }

  compare(ours: Located, published: Located): Difference[] {
    const [a, b] = [objectOf(ours.value), objectOf(published.value)];
    return [
      ...differencesOf('', a, b, ofDocument),
      ...this.#each(ours, published, 'paths', (path, other) => this.#methods(path, other)),
    ];
  }

  /** Compares members of the same name with `compare`; those that one side lacks are differences themselves. */
  #each(
    ours: Located,
    published: Located,
    name: string,
    compare: (ours: Located, published: Located) => Difference[],
  ): Difference[] {
    const empty = (at: Located): Located => ({ ...at, pointer: `${at.pointer}/${name}`, value: {} });
    return this.#members(
      this.#source.member(ours, name) ?? empty(ours),
      this.#source.member(published, name) ?? empty(published),
      compare,
    );
  }

  #members(ours: Located, published: Located, compare: (a: Located, b: Located) => Difference[]): Difference[] {
    const names = new Set([...Object.keys(objectOf(ours.value)), ...Object.keys(objectOf(published.value))]);
    return [...names].flatMap((each) => {
      const [a, b] = [this.#source.member(ours, each), this.#source.member(published, each)];
      if (a !== undefined && b !== undefined) return compare(a, b);
      const pointer = a?.pointer ?? `${ours.pointer}${b?.pointer.slice(published.pointer.length) ?? ''}`;
      return [{ pointer, ours: a?.value, published: b?.value }];
    });
  }

  #methods(ours: Located, published: Located): Difference[] {
    return this.#members(ours, published, (method, other) => this.#operation(method, other));
  }

  #operation(ours: Located, published: Located): Difference[] {
    const [a, b] = [objectOf(ours.value), objectOf(published.value)];
    return [
      ...differencesOf(ours.pointer, withExamples(a), withExamples(b), ofOperation),
      ...this.#members(this.#parameters(ours), this.#parameters(published), (parameter, other) =>
        this.#parameter(parameter, other),
      ),
      ...this.#each(ours, published, 'responses', (response, other) => this.#response(response, other)),
    ];
  }

  /** By place and name, for their order says nothing; references are followed. */
  #parameters(operation: Located): Located {
    const pointer = `${operation.pointer}/parameters`;
    const list = this.#source.member(operation, 'parameters');
    const found = ((list?.value ?? []) as readonly Json[]).map((value): [string, Json] => {
      const { value: parameter } = this.#source.resolve({ file: operation.file, pointer, value });
      const { in: place, name } = objectOf(parameter);
      return [`${String(place)}:${String(name)}`, parameter];
    });
    return { file: operation.file, pointer, value: Object.fromEntries(found) };
  }

  #parameter(ours: Located, published: Located): Difference[] {
    return [
      ...differencesOf(ours.pointer, objectOf(ours.value), objectOf(published.value), new Set(['schema'])),
      ...this.#schema(ours, published),
    ];
  }

  #response(ours: Located, published: Located): Difference[] {
    return [
      ...differencesOf(ours.pointer, objectOf(ours.value), objectOf(published.value), ofResponse),
      ...this.#schema(ours, published),
      ...this.#each(ours, published, 'headers', (header, other) =>
        differencesOf(header.pointer, objectOf(header.value), objectOf(other.value), new Set()),
      ),
    ];
  }

  #schema(ours: Located, published: Located): Difference[] {
    const [a, b] = [this.#source.member(ours, 'schema'), this.#source.member(published, 'schema')];
    if (a !== undefined && b !== undefined) return this.#schemas.compare(a, b);
    if (a === b) return [];
    return [{ pointer: `${ours.pointer}/schema`, ours: a?.value, published: b?.value }];
  }
}

/** Titles and files of examples are prose; that there are any is not. */
const withExamples = (operation: JsonObject): JsonObject => ({
  ...operation,
  'has examples': operation['x-ms-examples'] !== undefined,
});
