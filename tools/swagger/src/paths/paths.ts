import { type ApiVersion } from '@aro-rp/api';
import { commonType, type Conventions } from '../conventions.ts';
import { examplesFor } from '../examples/titles.ts';
import { type Document, type Operation, type Parameter, type Response, type Schema } from '../openapi.ts';
import { type OperationDeclaration, operations } from './operations.ts';

const common: Readonly<Record<string, string>> = {
  subscriptionId: 'SubscriptionIdParameter',
  resourceGroupName: 'ResourceGroupNameParameter',
  location: 'LocationParameter',
};

const versionText = (description: string, pattern: string) => ({ description, minLength: 1, maxLength: 63, pattern });

const own: Readonly<Record<string, Omit<Parameter, 'name' | 'in' | 'required' | 'type'>>> = {
  resourceName: { description: 'The name of the cluster.' },
  openShiftVersion: versionText("A version such as '4.14.16'.", '^(\\d+)\\.(\\d+)\\.(\\d+)(.*)'),
  openShiftMinorVersion: versionText("A minor version such as '4.14'.", '^(\\d+)\\.(\\d+)'),
};

function parameterOf(name: string, conventions: Conventions): Parameter {
  const shared = common[name];
  if (shared !== undefined) return commonType(conventions, `parameters/${shared}`);
  return { name, in: 'path', required: true, type: 'string', ...own[name] };
}

const definition = (name: string): Schema => ({ $ref: `#/definitions/${name}` });

const descriptions: Readonly<Record<string, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'There is no such resource.',
};

const retryAfter: Schema = { type: 'integer', format: 'int32', description: 'How many seconds to wait.' };

/** Of the answer that accepts a long operation. */
const headers: Readonly<Record<NonNullable<OperationDeclaration['endsAt']>, Record<string, Schema>>> = {
  'azure-async-operation': {
    'Azure-AsyncOperation': { type: 'string', description: "Where the operation's status is." },
    'Retry-After': retryAfter,
  },
  location: {
    Location: { type: 'string', description: "Where the operation's result is." },
    'Retry-After': retryAfter,
  },
};

const accepting = ['201', '202'];

function responsesOf({ responses, endsAt }: OperationDeclaration, { precise }: Conventions): Record<string, Response> {
  const told = Object.entries(responses).map(([status, body]): [string, Response] => [
    status,
    {
      description: descriptions[status] ?? status,
      ...(body === undefined ? {} : { schema: definition(body) }),
      ...(precise && endsAt !== undefined && accepting.includes(status) ? { headers: headers[endsAt] } : {}),
    },
  ]);
  const failed = { description: 'Why the request was refused.', schema: definition('CloudError') };
  return { ...Object.fromEntries(told), default: failed };
}

function longRunning({ endsAt, body }: OperationDeclaration, { precise }: Conventions): Partial<Operation> {
  if (endsAt === undefined) return {};
  const options = {
    'final-state-via': endsAt,
    ...(body === undefined ? {} : { 'final-state-schema': '#/definitions/OpenShiftCluster' }),
  };
  return {
    'x-ms-long-running-operation': true,
    ...(precise ? { 'x-ms-long-running-operation-options': options } : {}),
  };
}

function operationOf(declared: OperationDeclaration, version: ApiVersion, conventions: Conventions): Operation {
  const { id, tag, path, summary, description, body, pageable } = declared;
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => parameterOf(name, conventions));
  return {
    tags: [tag],
    summary,
    description,
    operationId: id,
    parameters: [
      commonType(conventions, 'parameters/ApiVersionParameter'),
      ...named,
      ...(body === undefined ? [] : [bodyOf(body, conventions)]),
    ],
    responses: responsesOf(declared, conventions),
    ...longRunning(declared, conventions),
    'x-ms-examples': Object.fromEntries(
      examplesFor(declared, version).map(({ title, file }) => [title, { $ref: `./examples/${file}` }]),
    ),
    ...(pageable && conventions.paged ? { 'x-ms-pageable': { nextLinkName: 'nextLink' } } : {}),
  };
}

const bodyOf = (
  { definition: wanted, description }: NonNullable<OperationDeclaration['body']>,
  { update }: Conventions,
): Parameter => ({
  name: 'parameters',
  in: 'body',
  description,
  required: true,
  schema: definition(update ? wanted : 'OpenShiftCluster'),
});

/** Every operation that a version offers, by path and method. */
export function pathsOf(version: ApiVersion, conventions: Conventions): Document['paths'] {
  const paths: Document['paths'] = {};
  for (const declared of operations.filter((each) => each.offeredIn(version))) {
    paths[declared.path] = { ...paths[declared.path], [declared.method]: operationOf(declared, version, conventions) };
  }
  return paths;
}
