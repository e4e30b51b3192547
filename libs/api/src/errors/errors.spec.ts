import { errors } from './catalogue.ts';
import { CloudError } from './cloud-error.ts';
import { quote } from './quote.ts';
import { combine } from './violation.ts';

const id = { name: 'cluster', resourceGroup: 'group' };
const running = { kind: 'create', operationId: 'op-1', statusUrl: 'https://arm.example/op-1?api-version=1' } as const;

/** One call of every factory, with the status and the code that clients rely on. */
const answers: [CloudError, number, string][] = [
  [errors.notFound('/x'), 404, 'NotFound'],
  [errors.methodNotAllowed('POST', '/x', ['GET']), 405, 'MethodNotAllowed'],
  [errors.badRequest(), 400, 'BadRequest'],
  [errors.requestHeadersTooLarge(), 431, 'RequestHeadersTooLarge'],
  [errors.requestTimeout(5), 408, 'RequestTimeout'],
  [errors.missingApiVersionParameter(), 400, 'MissingApiVersionParameter'],
  [errors.invalidResourceType('t', '1999-01-01', ['2022-04-01']), 400, 'InvalidResourceType'],
  [errors.invalidResourceNamespace('n'), 400, 'InvalidResourceNamespace'],
  [errors.invalidSubscriptionId('s'), 400, 'InvalidSubscriptionID'],
  [errors.resourceGroupNotFound('g.'), 400, 'ResourceGroupNotFound'],
  [errors.invalidResourceName('c.'), 400, 'ResourceNotFound'],
  [errors.invalidLocation('mars', 'eastus'), 400, 'InvalidLocation'],
  [errors.invalidOperationId('o'), 400, 'InvalidOperationID'],
  [errors.invalidSkipToken(), 400, 'InvalidParameter'],
  [errors.resourceNotFound(id), 404, 'ResourceNotFound'],
  [errors.operationNotFound('o'), 404, 'NotFound'],
  [errors.requestTooLarge(1_048_576), 400, 'InvalidResource'],
  [errors.unsupportedMediaType('text/plain'), 415, 'UnsupportedMediaType'],
  [errors.invalidRequestContent('The body is no JSON.'), 400, 'InvalidRequestContent'],
  [errors.invalidParameter('a.b', 'It is wrong.'), 400, 'InvalidParameter'],
  [errors.propertyChangeNotAllowed('a.b'), 400, 'PropertyChangeNotAllowed'],
  [errors.invalidSubscriptionState('s', undefined), 400, 'InvalidSubscriptionState'],
  [errors.invalidSubscriptionState('s', 'Warned'), 400, 'InvalidSubscriptionState'],
  [errors.invalidSubscriptionTransition('Deleted'), 400, 'InvalidSubscriptionState'],
  [errors.duplicateResourceGroup('/g'), 400, 'DuplicateResourceGroup'],
  [errors.duplicateClientId('c'), 400, 'DuplicateClientID'],
  [errors.duplicateClientId('/subscriptions/s'), 400, 'DuplicateClientID'],
  [errors.operatorWithoutIdentity('ingress', '4.16'), 400, 'PlatformWorkloadIdentityMismatch'],
  [errors.identityWithoutOperator('other', '4.16', ['ingress']), 400, 'PlatformWorkloadIdentityMismatch'],
  [errors.creationNotAllowed('admin'), 400, 'RequestNotAllowed'],
  [errors.requestNotAllowed(running), 409, 'RequestNotAllowed'],
  [errors.requestNotAllowedAfterFailure('Creating'), 409, 'RequestNotAllowed'],
  [errors.requestNotAllowedInState('Creating'), 409, 'RequestNotAllowed'],
  [errors.conflict('It is taken.'), 409, 'Conflict'],
  [errors.preconditionFailed('If-Match'), 412, 'PreconditionFailed'],
  [errors.preconditionFailed('If-None-Match'), 412, 'PreconditionFailed'],
  [errors.forbidden(), 403, 'Forbidden'],
  [errors.internalServerError(), 500, 'InternalServerError'],
  [errors.serviceUnavailable(5), 503, 'ServiceUnavailable'],
  [errors.throttled(5), 429, 'ThrottlingLimitExceeded'],
  [errors.resourceMoveNotSupported(), 400, 'ResourceMoveNotSupported'],
  [errors.notOffered('locations/openShiftVersions', '4.0.1'), 404, 'ResourceNotFound'],
];

describe('the catalogue', () => {
  it.each(answers.map(([error, status, code]) => [status, code, error] as const))(
    'answers %d %s with a message and no empty member',
    (status, code, error) => {
      expect(error).toBeInstanceOf(CloudError);
      expect([error.status, error.body.code]).toEqual([status, code]);
      expect(error.body.message.length).toBeGreaterThan(10);
      expect(Object.values(error.body)).not.toContain('');
      expect(Object.values(error.body)).not.toContain(undefined);
    },
  );

  it('is tested as a whole', () => {
    const called = new Set(answers.map(([error]) => `${error.status} ${error.body.message}`));

    expect(called.size).toBe(answers.length);
    expect(answers.length).toBeGreaterThanOrEqual(Object.keys(errors).length);
  });

  it('names the operation that is in the way, and where to ask for it', () => {
    const { message } = errors.requestNotAllowed(running).body;

    expect(message).toContain(running.operationId);
    expect(message).toContain(running.statusUrl);
  });

  it('keeps the cause for the log and out of the answer', () => {
    const cause = new Error('connection string is bad');
    const error = errors.internalServerError(cause);

    expect(error.cause).toBe(cause);
    expect(JSON.stringify(error.body)).not.toContain('connection string');
  });

  it('says when to try again', () => {
    expect(errors.throttled(7).retryAfterSeconds).toBe(7);
    expect(errors.serviceUnavailable(9).retryAfterSeconds).toBe(9);
  });
});

describe('combine', () => {
  const wrong = (target: string, code = 'InvalidParameter') => ({ code, message: `${target} is wrong`, target });

  it('gives back one violation as itself', () => {
    expect(combine([wrong('a.b', 'InvalidCIDRRange')])).toMatchObject({
      status: 400,
      body: { code: 'InvalidCIDRRange', message: 'a.b is wrong', target: 'a.b' },
    });
  });

  it('leaves the target out when it is the whole body', () => {
    expect(combine([wrong('')]).body).not.toHaveProperty('target');
  });

  it('puts several under details and names their places in the message', () => {
    const { body } = combine([wrong('a'), wrong('b')]);

    expect(body.code).toBe('InvalidParameter');
    expect(body.details).toEqual([wrong('a'), wrong('b')]);
    expect(body.message).toContain('a, b');
  });

  it('names ten places of many in the message and all of them under details', () => {
    const { body } = combine(Array.from({ length: 100 }, (_, n) => wrong(`list[${n}]`)));

    expect(body.message).toContain('100 values of the request are not accepted: list[0], ');
    expect(body.message).toContain('list[9] and 90 more.');
    expect(body.details).toHaveLength(100);
  });

  it('keeps a code that all have in common', () => {
    expect(combine([wrong('a', 'X'), wrong('b', 'X')]).body.code).toBe('X');
    expect(combine([wrong('a', 'X'), wrong('b', 'Y')]).body.code).toBe('InvalidParameter');
  });

  it('refuses to answer nothing', () => {
    expect(() => combine([])).toThrow(RangeError);
  });
});

describe('quote', () => {
  it('shows values as JSON and shortens long ones', () => {
    expect([quote('a'), quote(1), quote('x'.repeat(5_000)).length < 410, quote('a\nb')]).toEqual([
      "'a'",
      '1',
      true,
      "'a\\nb'",
    ]);
  });
});
