/** A fault that a test of the requirement has to find. */
export interface Mutation {
  requirement: string;
  /** Below the root of the repository. */
  file: string;
  /** Stands in the file exactly once. */
  search: string;
  replacement: string;
}

type Row = readonly [requirement: string, search: string, replacement: string];

const of =
  (folder: string) =>
  (file: string, ...rows: Row[]): Mutation[] =>
    rows.map(([requirement, search, replacement]) => ({ requirement, file: `${folder}/${file}`, search, replacement }));
const frontend = of('apps/frontend/src');
const api = of('libs/api/src');

/** One small fault for a requirement, of the kind that a person makes. */
export const mutations: readonly Mutation[] = [
  ...frontend('frontend.ts', ['R002', 'authenticate(request, call, authorizers);', '']),
  ...frontend('middleware/authenticate.ts', ['R179', 'throw errors.forbidden()', 'return']),
  ...frontend(
    'http/public-url.ts',
    ['R003', '    origin: url.origin,', '    origin: ownOrigin(host),'],
    ['R004', "url?.protocol !== 'https:'", 'url === null'],
  ),
  ...frontend('middleware/caller.ts', [
    'R006',
    "principalId: 'x-ms-client-principal-id'",
    "principalId: 'x-ms-client-principal-name'",
  ]),
  ...frontend(
    'middleware/begin.ts',
    ['R008', '...(clientRequestId !== undefined && { clientRequestId }),', ''],
    ['R009', '...(correlationId !== undefined && { correlationId }),', ''],
    ['R012', 'requestId: randomUUID()', "requestId: header(request, 'x-ms-routing-request-id') ?? randomUUID()"],
    ['R020', 'requestId: randomUUID()', "requestId: '00000000-0000-4000-8000-000000000000'"],
    ['R023', 'answerWithin = seconds(45)', 'answerWithin = seconds(75)'],
  ),
  ...frontend(
    'middleware/headers.ts',
    ['R011', "=== 'true'", "!== 'false'"],
    ['R014', "'Content-Language', 'en'", "'Content-Language', header(request, 'accept-language') ?? 'en'"],
    ['R027', 'if (correlationId !== undefined)', 'if (correlationId === undefined)'],
  ),
  ...frontend('middleware/body.ts', ['R013', '(;|$)/i.test(type)', '/i.test(type)']),
  ...frontend('http/query.ts', ['R031', 'key.toLowerCase() === lower', 'key === name']),
  ...frontend('http/answer.ts', [
    'R021',
    "'Content-Type', 'application/json; charset=utf-8'",
    "'Content-Type', 'text/json'",
  ]),
  ...frontend('http/target.ts', ['R048', "replace(/^\\/*/, '/')", "replace(/^(?!\\/)/, '/')"]),
  ...frontend(
    'routes/mount.ts',
    ['R030', 'errors.invalidResourceType(typeIn(path), apiVersion, supported)', 'errors.notFound(path)'],
    ['R032', 'errors.invalidResourceType(typeIn(path), apiVersion, supported)', 'errors.internalServerError()'],
    ['R035', 'if (!supported.includes(apiVersion)) throw', 'if (false) throw'],
    ['R049', 'throw errors.methodNotAllowed(method, path, allowed)', 'throw errors.notFound(path)'],
  ),
  ...frontend(
    'operations/operation-urls.ts',
    ['R036', "[['api-version', apiVersion]]", '[]'],
    ['R151', "'Retry-After': String(options.retryAfterSeconds),", ''],
    ['R141', 'return absoluteUrl(call.publicAddress.origin', "return absoluteUrl(''"],
  ),
  ...frontend(
    'routes/check-path.ts',
    ['R044', '&& !isResourceGroupName(resourceGroup)', '&& false'],
    ['R045', '&& !isResourceName(name)', '&& false'],
  ),
  ...frontend('clusters/every-page.ts', ['R024', 'largestPage = 100', 'largestPage = 1_000']),
  ...frontend(
    'clusters/list.ts',
    ['R104', "!== '$skiptoken')", "=== '$skiptoken')"],
    ['R105', 'Math.min(Number(text), largestPage)', 'Math.min(Number(text) + 1, largestPage)'],
  ),
  ...frontend(
    'clusters/read.ts',
    ['R100', 'throw errors.resourceNotFound(id)', 'throw errors.notFound(call.path)'],
    ['R109', '{ status: 404 }', '{ status: 204 }'],
  ),
  ...frontend(
    'clusters/write.ts',
    ['R061', 'created ? 201 : 200', 'created ? 200 : 200'],
    ['R072', '    refuseWhileRunning(current);\n', ''],
    [
      'R084',
      'if (!current) throw errors.resourceNotFound(clusterId(call));',
      'if (!current) throw errors.notFound(call.path);',
    ],
    [
      'R086',
      "method === 'PATCH' && current && isEmptyObject(body.value)",
      "method !== 'PATCH' && current && isEmptyObject(body.value)",
    ],
    ['R134', "current ? 'Updating' : 'Creating'", "current ? 'Creating' : 'Updating'"],
    ['R143', 'clusterAnswer(call, created ? 201 : 200, cluster)', 'clusterAnswer(call, 202, cluster)'],
  ),
  ...frontend(
    'clusters/accept.ts',
    ['R061', "created: kind === 'create'", "created: kind !== 'create'"],
    ['R072', 'request.bodyHash === body?.hash', 'true'],
  ),
  ...frontend(
    'clusters/delete.ts',
    ['R090', '{ status: 204 }', '{ status: 404 }'],
    ['R092', '  refuseWhileRunning(current);\n', ''],
    [
      'R094',
      '  checkPreconditions(call.preconditions, current);\n',
      "  if (provisioningState === 'Failed') throw new AlreadyDeleted();\n",
    ],
  ),
  ...frontend(
    'clusters/gates.ts',
    ['R196', "condition.trim() === '*' ||", ''],
    ['R135', "failedProvisioningState === 'Creating' ||", ''],
  ),
  ...frontend(
    'clusters/credentials.ts',
    ['R121', 'if (!found) throw errors.resourceNotFound(id);', 'if (!found) return { status: 204 };'],
    ['R120', "'Cache-Control': 'no-store'", "'Cache-Control': 'private'"],
  ),
  ...frontend(
    'operations/status.ts',
    ['R146', '      status: 200,', '      status: error === undefined ? 200 : 409,'],
    ['R152', 'operations.get(subscriptionId.toLowerCase()', "operations.get(''"],
    ['R147', "name: id.slice(id.lastIndexOf('/') + 1)", 'name: id'],
  ),
  ...frontend(
    'operations/results.ts',
    ['R144', '{ status: 202, headers', '{ status: 202, body: {}, headers'],
    ['R145', "if (document.kind === 'delete') return { status: 204 };", ''],
  ),
  ...frontend('subscriptions/put.ts', ['R173', 'return { ...value, ...(isObject', 'return { state, ...(isObject']),
  ...frontend(
    'subscriptions/gate.ts',
    ['R174', "delete: ['Registered', 'Warned', 'Suspended']", "delete: ['Registered']"],
    ['R177', 'state === undefined || !states.includes(state)', 'state !== undefined && !states.includes(state)'],
  ),
  ...frontend(
    'middleware/system-data.ts',
    ['R194', '  } catch {\n    return undefined;', '  } catch (error) {\n    throw error;'],
    [
      'R195',
      "log.warn('the header with system data cannot be read')",
      'log.warn(`the system data ${text} cannot be read`)',
    ],
  ),
  ...frontend('preflight/preflight.ts', [
    'R215',
    "await requireSubscription(service.subscriptions, put, 'write');",
    '',
  ]),
  ...frontend('throttling/throttle.ts', ['R218', 'const key = subscriptionId.toLowerCase();', "const key = '';"]),
  ...frontend('move/move.ts', ['R216', 'throw errors.resourceMoveNotSupported();', 'return { status: 204 };']),
  ...api(
    'versions/request/merge.ts',
    ['R080', "if (asked === undefined && method === 'PATCH') return stored;", ''],
    ['R082', "if (asked === undefined && method === 'PATCH') return stored;", ''],
  ),
  ...api(
    'versions/request/read.ts',
    ['R069', 'findings.add(unknown(anyPath(path, name), shape));', 'continue;'],
    ['R073', 'findings.add(unknown(anyPath(path, name), shape));', 'continue;'],
  ),
  ...api(
    'versions/request/changes.ts',
    ['R063', "(member.access === 'immutable' && !creating)", "(member.access === 'immutable' && creating)"],
    ['R067', "member.access === 'read-only' || (member", '(member'],
    ['R083', "(member.access === 'immutable' && !creating)", "(member.access === 'immutable' && creating)"],
  ),
  ...api('ids/rules.ts', ['R047', "text.replaceAll(' ', '').toLowerCase()", 'text.toLowerCase()']),
  ...api(
    'ids/resource-id.ts',
    ['R040', 'key: id.toLowerCase() as', 'key: id as'],
    ['R043', "id = text.replace(/^\\/+/, '/')", 'id = text.toLowerCase()'],
  ),
];
