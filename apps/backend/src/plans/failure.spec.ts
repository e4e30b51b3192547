import { CloudError } from '@aro-rp/api';
import { AzureError, type AzureErrorKind } from '@aro-rp/azure';
import { StepTimeout } from '@aro-rp/plan';
import { minutes } from '@aro-rp/time';
import { classify, deadlineExceeded, failureOf } from './failure.ts';

const azureError = (kind: AzureErrorKind, code: string, identity: 'service' | 'rp' = 'rp', retryAfterMs?: number) =>
  new AzureError(kind, 'network security group PUT', `Azure said ${code}.`, {
    identity,
    status: 400,
    code,
    retryAfterMs,
  });

describe('classify', () => {
  it.each<[AzureErrorKind, 'retry' | 'fail']>([
    ['throttled', 'retry'],
    ['transient', 'retry'],
    ['forbidden', 'retry'],
    ['unauthorized', 'retry'],
    ['not-found', 'retry'],
    ['precondition-failed', 'retry'],
    ['conflict', 'fail'],
    ['invalid', 'fail'],
    ['quota', 'fail'],
    ['policy', 'fail'],
    ['locked', 'fail'],
  ])("takes Azure's %s in the customer's subscription as %s", (kind, verdict) => {
    expect(classify(azureError(kind, 'Code')).kind).toBe(verdict);
  });

  it('comes back when Azure asked for it', () => {
    expect(classify(azureError('throttled', 'TooManyRequests', 'rp', 17_000))).toMatchObject({ after: 17_000 });
  });

  it('tries again what is refused to the service itself, which the next release may mend', () => {
    expect(classify(azureError('invalid', 'BadZone', 'service')).kind).toBe('retry');
  });

  it('tries again after an error of our own', () => {
    expect(classify(new TypeError('x is undefined'))).toEqual({ kind: 'retry', waitingFor: 'x is undefined' });
  });

  it('fails at once with what a step says to the customer', () => {
    const error = new CloudError(400, { code: 'DuplicateDomain', message: 'taken' });

    expect(classify(error)).toEqual({ kind: 'fail', error });
  });
});

describe('failureOf', () => {
  it.each<[AzureErrorKind, string, RegExp]>([
    ['policy', 'RequestDisallowedByPolicy', /RequestDisallowedByPolicy.*Exempt/],
    ['locked', 'ScopeLocked', /ScopeLocked.*Remove the lock/],
    ['quota', 'QuotaExceeded', /QuotaExceeded.*quota/],
    ['forbidden', 'AuthorizationFailed', /AuthorizationFailed.*registration/],
  ])("tells Azure's own code and what to do on %s", (kind, code, message) => {
    expect(failureOf(azureError(kind, code), 'deploy', 'create').error).toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('finds what Azure said behind a step that ran out of time', () => {
    const error = new StepTimeout('deploy', 'Azure', minutes(10), {
      cause: azureError('forbidden', 'AuthorizationFailed'),
    });

    expect(failureOf(error, 'deploy', 'create').error.code).toBe('AuthorizationFailed');
  });

  it('names the operation to repeat', () => {
    expect(failureOf(azureError('locked', 'ScopeLocked'), 'x', 'delete').error.message).toMatch(
      /Delete the cluster again/,
    );
    expect(failureOf(azureError('locked', 'ScopeLocked'), 'x', 'update').error.message).toMatch(
      /Send the update again/,
    );
  });

  it.each([
    ['an error of our own', new TypeError('cannot read secretField')],
    ['what Azure says about what is ours', azureError('invalid', 'secretField', 'service')],
  ])('keeps %s from the customer, and gives it to the SRE', (_, error) => {
    const failure = failureOf(error, 'reserve-dns-name', 'create');

    expect(failure.error.code).toBe('InternalServerError');
    expect(JSON.stringify(failure.error)).not.toContain('secretField');
    expect(failure.diagnostics).toEqual({
      step: 'reserve-dns-name',
      detail: expect.stringContaining('secretField') as string,
    });
  });
});

it('says at which step, and waiting for what, a deadline passed', () => {
  const failure = deadlineExceeded({ cursor: 'network-security-group-ready', waitingFor: 'the group' }, 'create');

  expect(failure.error.code).toBe('OperationDeadlineExceeded');
  expect(failure.diagnostics).toEqual({
    step: 'network-security-group-ready',
    detail: 'the deadline passed; waiting for the group',
  });
});
