import { RestError } from '@azure/core-rest-pipeline';
import { AuthenticationError, CredentialUnavailableError } from '@azure/identity';
import { type AzureErrorKind } from './azure-error.ts';
import { toAzureError } from './classify.ts';

const now = Date.parse('2026-01-01T00:00:00.000Z');
const given = { operation: 'resource group PUT', identity: 'rp', now } as const;

function answer(statusCode: number, code: string, headers: Record<string, string> = {}) {
  const error = new RestError('refused', { statusCode });
  const bodyAsText = JSON.stringify({ error: { code, message: `because of ${code}`, target: 'properties.x' } });
  return Object.assign(error, { response: { status: statusCode, headers: new Headers(headers), bodyAsText } });
}
const classified = (error: unknown) => toAzureError(error, given);

it.each<[number, string, AzureErrorKind]>([
  [400, 'InvalidTemplate', 'invalid'],
  [400, 'QuotaExceeded', 'quota'],
  [400, 'MaxStorageAccountsCountPerSubscriptionExceeded', 'quota'],
  [400, 'RoleAssignmentLimitExceeded', 'quota'],
  [409, 'SkuNotAvailable', 'quota'],
  [409, 'AllocationFailed', 'capacity'],
  [409, 'MissingSubscriptionRegistration', 'unregistered'],
  [400, 'InvalidResourceReference', 'not-yet'],
  [400, 'PrincipalNotFound', 'not-yet'],
  [400, 'NicInUse', 'in-use'],
  [400, 'InUseSubnetCannotBeDeleted', 'in-use'],
  [400, 'PublicIPAddressCannotBeDeleted', 'in-use'],
  [409, 'CannotDeleteResource', 'in-use'],
  [400, 'CannotDeleteLoadBalancerWithPrivateLinkService', 'in-use'],
  [400, 'PrivateLinkServiceWithPrivateEndpointConnectionsCannotBeDeleted', 'in-use'],
  [429, 'RetryableError', 'transient'],
  [401, 'InvalidAuthenticationTokenTenant', 'unauthorized'],
  [401, 'ExpiredAuthenticationToken', 'transient'],
  [403, 'AuthorizationFailed', 'forbidden'],
  [403, 'RequestDisallowedByPolicy', 'policy'],
  [404, 'ResourceGroupNotFound', 'not-found'],
  [408, 'RequestTimeout', 'transient'],
  [409, 'ResourceGroupAlreadyExists', 'conflict'],
  [409, 'ScopeLocked', 'locked'],
  [409, 'AnotherOperationInProgress', 'transient'],
  [409, 'resourceGroupBeingDeleted', 'transient'],
  [412, 'PreconditionFailed', 'precondition-failed'],
  [429, 'SubscriptionRequestsThrottled', 'throttled'],
  [500, 'InternalServerError', 'transient'],
  [503, 'ServerBusy', 'transient'],
])('%d %s is %s', (status, code, kind) => {
  expect(classified(answer(status, code))).toMatchObject({
    kind,
    status,
    code,
    message: `because of ${code}`,
    target: 'properties.x',
    operation: 'resource group PUT',
    identity: 'rp',
  });
});

it.each<[string, AzureErrorKind]>([
  ['Operation could not be completed as it results in exceeding approved standardDSv3Family Cores quota.', 'quota'],
  ['The VM is being deleted.', 'conflict'],
])("takes Compute's OperationNotAllowed by its words: %s", (message, kind) => {
  const error = new RestError('refused', { statusCode: 409 });
  const bodyAsText = JSON.stringify({ error: { code: 'OperationNotAllowed', message } });

  expect(classified(Object.assign(error, { response: { headers: new Headers(), bodyAsText } })).kind).toBe(kind);
});

it("keeps Azure's id of the request, and what was asked without its signature", () => {
  const error = answer(503, 'ServerBusy', { 'x-ms-request-id': 'r-1' });
  const url = 'https://account.blob.core.windows.net/container/blob?sig=secret';

  expect(classified(Object.assign(error, { request: { url } }))).toMatchObject({
    requestId: 'r-1',
    asked: 'account.blob.core.windows.net/container/blob',
  });
});

it('takes a conflict that asks to be tried again as one that passes', () => {
  expect(classified(answer(409, 'SomeConflict', { 'retry-after': '5' }))).toMatchObject({
    kind: 'transient',
    retryAfterMs: 5_000,
  });
});

it.each([
  ['seconds', { 'retry-after': '17' }, 17_000],
  ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT' }, 60_000],
  [
    "a date by the sender's clock, an hour behind ours",
    { 'retry-after': 'Wed, 31 Dec 2025 23:01:00 GMT', date: 'Wed, 31 Dec 2025 23:00:30 GMT' },
    30_000,
  ],
  [
    'a date in an answer whose own is not readable',
    { 'retry-after': 'Thu, 01 Jan 2026 00:01:00 GMT', date: '?' },
    60_000,
  ],
  ['a date that has passed', { 'retry-after': 'Wed, 31 Dec 2025 23:00:00 GMT' }, 0],
  ['milliseconds', { 'retry-after-ms': '250', 'retry-after': '1' }, 250],
  ['nothing readable', { 'retry-after': 'soon' }, undefined],
  ['nothing', {}, undefined],
])('reads Retry-After as %s', (_, headers, retryAfterMs) => {
  expect(classified(answer(429, 'TooManyRequests', headers)).retryAfterMs).toBe(retryAfterMs);
});

it('takes a broken connection as transient and without status', () => {
  const error = new RestError('socket hang up', { code: 'REQUEST_SEND_ERROR' });

  expect(classified(error)).toMatchObject({ kind: 'transient', status: undefined, code: 'REQUEST_SEND_ERROR' });
});

it('finds the error body where newer clients put it', () => {
  const error = Object.assign(new RestError('refused', { statusCode: 403 }), {
    details: { error: { code: 'RequestDisallowedByPolicy', message: 'by policy' } },
  });

  expect(classified(error)).toMatchObject({ kind: 'policy', code: 'RequestDisallowedByPolicy', message: 'by policy' });
});

it('copes with a body that is no JSON', () => {
  const error = Object.assign(new RestError('bad gateway', { statusCode: 502 }), {
    response: { bodyAsText: '<html>' },
  });

  expect(classified(error)).toMatchObject({ kind: 'transient', code: 'Http502', message: 'bad gateway' });
});

describe('a failed sign-in', () => {
  const refused = (statusCode: number, description: string) =>
    new AuthenticationError(statusCode, { error: 'invalid_client', error_description: description });

  it('is unauthorized, with the code of Entra ID and without its trace ids', () => {
    const error = classified(refused(401, 'AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 123'));

    expect(error).toMatchObject({ kind: 'unauthorized', code: 'AADSTS7000215' });
    expect(error.message).not.toContain('Trace');
  });

  it.each<[number, string, AzureErrorKind]>([
    [500, 'AADSTS7000215', 'transient'],
    [429, 'AADSTS90024', 'throttled'],
    [400, 'AADSTS700016', 'unauthorized'],
    [400, 'AADSTS90033', 'transient'],
  ])('with %d %s is %s', (status, code, kind) => {
    expect(classified(refused(status, `${code}: Something.`)).kind).toBe(kind);
  });

  it('says when to come back, as every other answer', () => {
    const error = Object.assign(refused(429, 'AADSTS90024: Throttled.'), {
      response: { headers: new Headers({ 'retry-after': '17' }) },
    });

    expect(classified(error)).toMatchObject({ kind: 'throttled', retryAfterMs: 17_000 });
  });

  it('that never reached Entra ID is transient', () => {
    const error = new CredentialUnavailableError('endpoints_resolution_error: See the documentation');

    expect(classified(error)).toMatchObject({ kind: 'transient', code: 'NoSignIn' });
  });
});

it.each([undefined, null, 'text', 42, new TypeError('x')])(
  'makes an AzureError of whatever was thrown: %p',
  (thrown) => {
    expect(classified(thrown)).toMatchObject({ name: 'AzureError', kind: 'transient', cause: thrown });
  },
);
