import { CloudError } from '@aro-rp/api';
import { AzureError, type AzureErrorKind } from '@aro-rp/azure';
import { ClusterApiError, type ClusterApiErrorKind, InstallerError, type InstallerFailure } from '@aro-rp/openshift';
import { StepTimeout } from '@aro-rp/plan';
import { minutes } from '@aro-rp/time';
import { isFailureCode } from './error-codes.ts';
import { classify, deadlineExceeded, failureOf } from './failure.ts';

const azureError = (
  kind: AzureErrorKind,
  code: string,
  identity: AzureError['identity'] = 'rp',
  retryAfterMs?: number,
) =>
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
    ['in-use', 'retry'],
    ['not-yet', 'retry'],
    ['conflict', 'fail'],
    ['invalid', 'fail'],
    ['quota', 'fail'],
    ['capacity', 'fail'],
    ['unregistered', 'fail'],
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

  it.each<[InstallerFailure, 'retry' | 'fail']>([
    ['install-config', 'fail'],
    ['image', 'fail'],
    ['transient', 'retry'],
    ['timeout', 'retry'],
    ['killed', 'retry'],
    ['unknown', 'retry'],
  ])("takes the installer's %s as %s", (kind, verdict) => {
    expect(classify(new InstallerError(kind, 'exit code 3', { command: 'create manifests' })).kind).toBe(verdict);
  });

  it('fails at once with what a step says to the customer', () => {
    const error = new CloudError(400, { code: 'DuplicateDomain', message: 'taken' });

    expect(classify(error)).toEqual({ kind: 'fail', error });
  });
});

describe('failureOf', () => {
  describe.each(['rp', 'cluster'] as const)("of what Azure says to %s in the customer's subscription", (identity) => {
    const isCluster = identity === 'cluster';
    it.each<[AzureErrorKind, string, RegExp]>([
      ['policy', 'RequestDisallowedByPolicy', /said RequestDisallowedByPolicy\. Exempt/],
      ['locked', 'ScopeLocked', /said ScopeLocked\. Remove the lock\./],
      ['quota', 'QuotaExceeded', /said QuotaExceeded\. Request more quota/],
      ['forbidden', 'AuthorizationFailed', isCluster ? /service principal that right/ : /registration/],
      [
        'unauthorized',
        isCluster ? 'InvalidServicePrincipalCredentials' : 'AuthorizationFailed',
        isCluster ? /service principal could not sign in: .*said/ : /Register/,
      ],
    ])("tells Azure's own code and what to do on %s", (kind, code, message) => {
      const { error } = failureOf(azureError(kind, code, identity), 'deploy', 'create');

      expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
      expect(error.message).toMatch(/Delete the cluster and create it again\.$/);
    });

    it.each<AzureErrorKind>([
      'not-found',
      'conflict',
      'in-use',
      'not-yet',
      'precondition-failed',
      'invalid',
      'throttled',
      'transient',
    ])('puts %s, which the customer can do little about, into the details', (kind) => {
      const failure = (verb: 'create' | 'update' | 'delete') =>
        failureOf(azureError(kind, 'SomeCode', identity), 'deploy', verb).error;

      expect(failure('create')).toMatchObject({
        code: 'DeploymentFailed',
        message: expect.stringMatching(/Delete the cluster and create it again\. .*support request/) as string,
        details: [{ code: 'SomeCode', message: 'Azure said SomeCode.' }],
      });
      expect(failure('delete')).toMatchObject({
        code: 'DeletionFailed',
        message: expect.stringMatching(/Delete the cluster again\./) as string,
      });
    });
  });

  it('names what Azure names as the target', () => {
    const error = new AzureError('policy', 'resource PUT', 'No', { identity: 'rp', code: 'P', target: 'I-nsg' });

    expect(failureOf(error, 'deploy-base', 'create').error).toMatchObject({
      target: 'I-nsg',
      message: expect.stringMatching(/^No\. Exempt/) as string,
    });
  });

  it.each([
    ['workers-running', 'workers: 1 of 3', 'ClusterNotReady'],
    ['workers-running', 'the API server: read Nodes: connect ECONNREFUSED', 'ClusterNotReachable'],
    ['bootstrap-complete', 'the bootstrap machine: read ConfigMap: timed out', 'ClusterNotReachable'],
    ['delete-private-endpoint', 'the private endpoint to go', 'OperationTimedOut'],
  ])('says of %s that waited for %s what it waited for, and for how long', (step, waitingFor, code) => {
    const error = new StepTimeout(step, waitingFor, minutes(45));

    const { error: told, diagnostics } = failureOf(error, step, 'create');

    expect(told.code).toBe(code);
    expect(told.message).toBe(
      `The step '${step}' took longer than 45m: it waited for ${waitingFor}. Delete the cluster and create it again. If it stays, open a support request with the operation id.`,
    );
    expect(diagnostics.detail).toContain(waitingFor);
  });

  it.each<[ClusterApiErrorKind, RegExp]>([
    ['unreachable', /could not be reached/],
    ['unauthorized', /does not accept the service's certificate/],
    ['forbidden', /denies the service a right/],
    ['invalid', /refuses/],
  ])("tells that the cluster's API server is %s", (kind, message) => {
    const cause = new ClusterApiError(kind, 'read ClusterVersion', '500', 'secretField');
    const error = new StepTimeout('configure-cluster', 'x', minutes(20), { cause });

    const { error: told } = failureOf(error, 'configure-cluster', 'update');

    expect(told).toMatchObject({
      code: 'ClusterNotReachable',
      message: expect.stringMatching(message) as string,
    });
    expect(told.message).toMatch(/'configure-cluster'\)\. Send the update again\./);
    expect(told.message).not.toContain('secretField');
  });

  it.each([
    ['quota', 'OperationNotAllowed', 'QuotaExceeded'],
    ['quota', 'NotAvailableForSubscription', 'SkuNotAvailable'],
    ['policy', 'SomethingNewDisallowed', 'RequestDisallowedByPolicy'],
    ['unregistered', 'MissingSubscriptionRegistration', 'ResourceProviderNotRegistered'],
    ['capacity', 'AllocationFailed', 'AllocationFailed'],
    ['capacity', 'OverconstrainedAllocationRequest', 'AllocationFailed'],
    ['capacity', 'OverconstrainedZonalAllocationRequest', 'ZonalAllocationFailed'],
    ['conflict', 'ReadOnlyDisabledSubscription', 'ReadOnlyDisabledSubscription'],
    ['transient', 'InternalServerError', 'DeploymentFailed'],
  ] as const)("gives Azure's %s %s a code of the catalogue, and keeps Azure's own", (kind, code, told) => {
    const { error } = failureOf(azureError(kind, code), 'deploy', 'create');

    expect([error.code, isFailureCode(error.code)]).toEqual([told, true]);
    expect(JSON.stringify(error)).toContain(code);
  });

  it.each<['create' | 'delete', RegExp]>([
    ['create', /Give the service's application that right, .* 'Network Contributor'\. Delete the cluster/],
    ['delete', /Network Contributor', or take .* off the subnet yourself\. Delete the cluster again/],
  ])("tells which right is missing on what is the customer's, at a %s", (verb, message) => {
    const asked = 'management.azure.com/subscriptions/s/resourceGroups/n/providers/Microsoft.Network/virtualNetworks/v';
    const error = new AzureError('forbidden', 'resource PUT', 'No', {
      identity: 'rp',
      code: 'AuthorizationFailed',
      asked,
    });

    expect(failureOf(error, 'deploy', verb).error.message).toMatch(message);
  });

  it('says to remove what holds what is to be deleted, when it did until the time was over', () => {
    const cause = azureError('in-use', 'CannotDeleteLoadBalancerWithPrivateLinkService');
    const error = new StepTimeout('delete-resources', 'the deletion', minutes(80), { cause });

    expect(failureOf(error, 'delete-resources', 'delete').error).toMatchObject({
      code: 'DeletionFailed',
      message: expect.stringMatching(
        /still uses .*CannotDeleteLoadBalancerWithPrivateLinkService.* Remove what holds it\. Delete the cluster again\./,
      ) as string,
    });
  });

  it('names what was asked for when Azure names nothing', () => {
    const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v';
    const error = new AzureError('not-found', 'resource GET', 'No', {
      identity: 'rp',
      code: 'ResourceNotFound',
      asked: `management.azure.com${id}`,
    });

    expect(failureOf(error, 'deploy-base', 'create').error.target).toBe(id);
  });

  it('keeps what Azure said of what is ours from the customer even behind a time-out', () => {
    const error = new StepTimeout('create-registry-token', 'Azure', minutes(10), {
      cause: azureError('forbidden', 'secretField', 'service'),
    });

    const { error: told, diagnostics } = failureOf(error, 'create-registry-token', 'create');

    expect(told.code).toBe('OperationTimedOut');
    expect(JSON.stringify(told)).not.toContain('secretField');
    expect(diagnostics.detail).toContain('secretField');
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
