import { type JsonObject, type Located, objectOf, Source } from '../compare/source.ts';
import { type Api, type ApiOperation, type FinalState, type Group, type PathParameter } from './api.ts';
import { ModelReader } from './read-models.ts';

/** What every client has: other parameters of all operations would need a place in it. */
const clientParameters = new Set(['subscriptionId', 'api-version']);

/**
 * Reads the document `file` of an API version.
 * @throws TypeError for what a generated client could not do, such as a parameter in a header: nothing is left out
 */
export function readApi(file: string, source = new Source()): Api {
  const reader = new OperationReader(source);
  const root = source.root(file);
  const groups = new Map<string, ApiOperation[]>();
  for (const [path, item] of children(source, member(source, root, 'paths'))) {
    for (const [method, operation] of children(source, item)) {
      const [group = '', name = ''] = String(objectOf(operation.value)['operationId']).split('_');
      groups.set(group, [...(groups.get(group) ?? []), reader.read(operation, { path, method, name })]);
    }
  }
  return {
    version: String(objectOf(objectOf(root.value)['info'])['version']),
    models: sorted([...reader.models.models.values()]),
    enumerations: sorted([...reader.models.enumerations.values()]),
    groups: sorted([...groups].map(([name, operations]): Group => ({ name, operations }))),
  };
}

class OperationReader {
  readonly models: ModelReader;
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
    this.models = new ModelReader(source);
  }

  read(at: Located, { path, method, name }: { path: string; method: string; name: string }): ApiOperation {
    const operation = objectOf(at.value);
    const parameters = children(this.#source, member(this.#source, at, 'parameters')).map(([, each]) => each);
    const body = parameters.find((each) => this.#resolved(each)['in'] === 'body');
    const responses = this.#responsesOf(at);
    const result = Object.entries(responses).find(([status, model]) => status !== 'default' && model)?.[1];
    const pages = operation['x-ms-pageable'] !== undefined;
    const options = objectOf(operation['x-ms-long-running-operation-options']);
    const finalState = options['final-state-via'] as FinalState | undefined;
    return {
      name,
      path,
      method: method.toUpperCase() as ApiOperation['method'],
      summary: String(operation['summary'] ?? operation['description'] ?? ''),
      parameters: parameters.flatMap((each) => (each === body ? [] : this.#pathParameterOf(each))),
      responses,
      ...(body && { body: this.#bodyOf(body) }),
      ...(result !== undefined && { result }),
      ...(pages && { element: this.#elementOf(at, result) }),
      ...(operation['x-ms-long-running-operation'] === true && { longRunning: { ...(finalState && { finalState }) } }),
    };
  }

  #responsesOf(at: Located): Record<string, string | undefined> {
    const all = children(this.#source, member(this.#source, at, 'responses'));
    return Object.fromEntries(
      all.map(([status, response]) => {
        const schema = this.#source.member(response, 'schema');
        return [status, schema && this.models.modelOf(schema).name];
      }),
    );
  }

  #bodyOf(at: Located): NonNullable<ApiOperation['body']> {
    const { name, description = '' } = this.#resolved(at);
    const schema = member(this.#source, this.#source.resolve(at), 'schema');
    return { name: String(name), description: String(description), model: this.models.modelOf(schema).name };
  }

  #pathParameterOf(at: Located): PathParameter[] {
    const declared = this.#resolved(at);
    const name = String(declared['name']);
    const isShared = objectOf(at.value)['$ref'] !== undefined && declared['x-ms-parameter-location'] !== 'method';
    if (isShared && !clientParameters.has(name)) throw new TypeError(`a client has no parameter ${name}`);
    if (name === 'api-version') return [];
    if (declared['in'] !== 'path' || declared['type'] !== 'string') {
      throw new TypeError(`the parameter ${name} is not a string in the path`);
    }
    return [{ name, description: String(declared['description'] ?? ''), ofClient: isShared }];
  }

  #elementOf(at: Located, result: string | undefined) {
    const { nextLinkName, itemName = 'value' } = objectOf(objectOf(at.value)['x-ms-pageable']);
    const value = this.models.models.get(result ?? '')?.all.find(({ name }) => name === 'value');
    if (nextLinkName !== 'nextLink' || itemName !== 'value' || value?.type.kind !== 'array') {
      throw new TypeError(`a page of ${at.pointer} is not "value" and "nextLink"`);
    }
    return value.type.of;
  }

  #resolved = (at: Located): JsonObject => objectOf(this.#source.resolve(at).value);
}

function member(source: Source, at: Located, name: string): Located {
  const found = source.member(at, name);
  if (found === undefined) throw new TypeError(`${at.file}#${at.pointer} has no ${name}`);
  return found;
}

const children = (source: Source, at: Located): [name: string, child: Located][] =>
  Object.keys(at.value as object).map((name) => [name, member(source, at, name)]);

const sorted = <T extends { readonly name: string }>(all: T[]): T[] =>
  all.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
