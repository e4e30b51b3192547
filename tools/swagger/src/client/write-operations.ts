import { type ApiOperation, type Group } from './api.ts';
import { camel, comment, literal, typeText } from './source-text.ts';

interface Argument {
  readonly name: string;
  readonly type: string;
  readonly description: string;
}

/** What a poll of a long operation may answer, whatever its first answer may be. */
const whileRunning = ['200', '201', '202', '204'];

const specName = ({ name }: ApiOperation): string => `${camel(name)}Spec`;

function specText(operation: ApiOperation): string {
  const { responses, longRunning, body, parameters, method, path, result } = operation;
  const statuses = Object.entries(responses).filter(([status]) => status !== 'default');
  const known = new Map(longRunning ? whileRunning.map((status) => [status, result] as const) : []);
  for (const [status, model] of statuses) known.set(status, model);
  const answers = [...known].map(([status, model]) => `${status}: {${model ? ` bodyMapper: mappers.${model} ` : ''}},`);
  const refusal = responses['default'];
  return `const ${specName(operation)}: OperationSpec = {
  path: ${literal(path)},
  httpMethod: ${literal(method)},
  responses: {
    ${answers.join('\n')}
    ${refusal ? `default: { bodyMapper: mappers.${refusal}, isError: true },` : ''}
  },
  ${body ? `requestBody: { parameterPath: ${literal(body.name)}, mapper: { ...mappers.${body.model}, required: true } },\n  ` : ''}queryParameters: [parameters.apiVersion],
  urlParameters: [${parameters.map(({ name }) => `parameters.${name}`).join(', ')}],
  serializer,
};`;
}

const argumentsOf = ({ parameters, body }: ApiOperation): Argument[] => [
  ...parameters
    .filter(({ ofClient }) => !ofClient)
    .map(({ name, description }) => ({ name, description, type: 'string' })),
  ...(body ? [{ name: body.name, description: body.description, type: `models.${body.model}` }] : []),
];

const qualified = (type: string): string => (/^[A-Z]\w*$/.test(type) ? `models.${type}` : type);

function methodText(operation: ApiOperation): string {
  const { name, summary, element, longRunning, result } = operation;
  const given = argumentsOf(operation);
  const args = `{ ${[...given.map((each) => each.name), 'options'].join(', ')} }`;
  const takes = (options: string) =>
    [...given.map((each) => `${each.name}: ${each.type}`), `options: ${options} = {}`].join(', ');
  const described = given.map((each) => `@param ${each.name} ${each.description}`);
  const docs = (...more: string[]) => comment(summary, ...more, ...described);
  const spec = specName(operation);
  const answer = result ? `models.${result}` : 'void';

  if (longRunning) {
    const finalState = longRunning.finalState ? `, finalState: ${literal(longRunning.finalState)}` : '';
    const passed = [...given.map((each) => each.name), 'options'].join(', ');
    return `${docs('Returns when it has begun, with what follows it.')}begin${name}(${takes('LongRunningOptions')}): Promise<Poller<${answer}>> {
  return startOperation(this.#client, { args: ${args}, spec: ${spec}${finalState} }, options);
}

${docs('Returns when it is over.')}begin${name}AndWait(${takes('LongRunningOptions')}): Promise<${answer}> {
  return waitFor(this.begin${name}(${passed}), options);
}`;
  }
  if (element) {
    const type = qualified(typeText(element));
    return `${docs()}${camel(name)}(${takes('OperationOptions')}): PagedAsyncIterableIterator<${type}, ${type}[]> {
  return listPages(this.#client, ${args}, ${spec});
}`;
  }
  return `${docs()}${camel(name)}(${takes('OperationOptions')}): Promise<${answer}> {
  return this.#client.sendOperationRequest(${args}, ${spec});
}`;
}

const importText = (names: readonly string[], from: string) =>
  names.length > 0 ? `import { ${names.join(', ')} } from '${from}';\n` : '';

/** The class of an operation group, with what each of its operations sends and expects. */
export function writeOperations({ name, operations }: Group): string {
  const some = (which: (each: ApiOperation) => unknown) => operations.some((each) => Boolean(which(each)));
  const lists = some(({ element }) => element);
  const runs = some(({ longRunning }) => longRunning);
  const plain = some(({ longRunning }) => !longRunning);
  const core = ['createSerializer', ...(plain ? ['type OperationOptions'] : []), 'type OperationSpec'];
  return [
    importText(core, '@azure/core-client') +
      importText(lists ? ['type PagedAsyncIterableIterator'] : [], '@azure/core-paging') +
      importText(['type ArmClient'], '../../arm-client.ts') +
      importText(
        runs ? ['type LongRunningOptions', 'type Poller', 'startOperation', 'waitFor'] : [],
        '../../long-running.ts',
      ) +
      importText(lists ? ['listPages'] : [], '../../paging.ts') +
      `import * as mappers from '../mappers.ts';\nimport type * as models from '../models.ts';\nimport * as parameters from '../parameters.ts';`,
    `const serializer = createSerializer({ ...mappers }, false);`,
    ...operations.map(specText),
    `export class ${name} {
  readonly #client: ArmClient;

  constructor(client: ArmClient) {
    this.#client = client;
  }

${operations.map(methodText).join('\n\n')}
}`,
  ].join('\n\n');
}
