import { type AzureErrorKind } from './azure-error.ts';
import { nestedError } from './nested-error.ts';

const given = { operation: 'deployment base', identity: 'rp' } as const;
const text = (error: object) => JSON.stringify({ error });
const deployment = (...details: object[]) => ({
  code: 'DeploymentFailed',
  message: 'At least one resource deployment operation failed.',
  details,
});

it("takes Azure's RetryableError for one that passes, with the words of what is inside", () => {
  const inner = { code: 'ReferencedResourceNotProvisioned', message: 'The subnet is not in Succeeded state.' };
  const retryable = { code: 'RetryableError', message: 'A retryable error occurred.', details: [inner] };

  for (const nested of [deployment(retryable), deployment({ code: 'Conflict', message: text(retryable) })])
    expect(nestedError(nested, given)).toMatchObject({ kind: 'transient', ...inner, identity: 'rp' });
});

it('takes what is inside of RetryableError for one that passes, whatever it is called', () => {
  const inner = { code: 'SomethingNew', message: 'No.' };

  expect(nestedError(deployment({ code: 'RetryableError', details: [inner] }), given)).toMatchObject({
    kind: 'transient',
    ...inner,
  });
});

it('lets what passes win over what stands beside it', () => {
  const error = deployment(
    { code: 'BadRequest', message: text({ code: 'SomeInvalidThing', message: 'No.' }) },
    { code: 'Conflict', message: text({ code: 'StorageAccountOperationInProgress', message: 'Wait.' }) },
  );

  expect(nestedError(error, given)).toMatchObject({ kind: 'transient', code: 'StorageAccountOperationInProgress' });
});

it('does not take for one that passes what Azure names inside of it and means for good', () => {
  const inner = { code: 'QuotaExceeded', message: 'Used up.' };

  expect(nestedError(deployment({ code: 'InternalServerError', details: [inner] }), given)).toMatchObject({
    kind: 'quota',
    ...inner,
  });
});

it.each<[string, AzureErrorKind]>([
  ['InternalExecutionError', 'transient'],
  ['NetworkingInternalOperationError', 'transient'],
  ['OperationTimedOut', 'transient'],
  ['InternalServerError', 'transient'],
  ['OSProvisioningTimedOut', 'transient'],
  ['VMStartTimedOut', 'transient'],
  ['AllocationFailed', 'capacity'],
  ['ZonalAllocationFailed', 'capacity'],
  ['OverconstrainedAllocationRequest', 'capacity'],
  ['OverconstrainedZonalAllocationRequest', 'capacity'],
  ['InvalidResourceReference', 'not-yet'],
  ['NicInUse', 'in-use'],
  ['InvalidParameter', 'invalid'],
])('of a failed resource, %s is %s', (code, kind) => {
  const error = deployment({
    code: 'Conflict',
    message: JSON.stringify({
      status: 'Failed',
      error: { code: 'ResourceDeploymentFailure', message: 'Failed.', details: [{ code, message: 'said so' }] },
    }),
  });

  expect(nestedError(error, given)).toMatchObject({ kind, code, message: 'said so' });
});

it('finds what keeps a resource group, and where, in what Azure says of its deletion', () => {
  const target = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/nsg';
  const inner = { code: 'InUseNetworkSecurityGroupCannotBeDeleted', message: 'In use by /subnets/master.' };
  const error = {
    code: 'ResourceGroupDeletionBlocked',
    message: "Deletion of resource group 'g' failed as resources could not be deleted.",
    details: [{ code: null, target, message: text(inner) }],
  };

  expect(nestedError(error, given)).toMatchObject({ kind: 'in-use', ...inner, target });
});

it('goes by the status of an answer when no code says more', () => {
  const refusal = { code: 'InvalidTemplateDeployment', message: 'Not valid.', details: [] };

  expect(nestedError(refusal, { ...given, status: 403 })).toMatchObject({ kind: 'forbidden', status: 403 });
});

describe('a refusal of the preflight', () => {
  const scope = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/loadBalancers/l';
  const reason = (name: string) =>
    `Authorization failed for template resource '${name}' of type 'Microsoft.Network/loadBalancers'. The client 'c' with object id 'o' does not have permission to perform action 'Microsoft.Network/loadBalancers/write' at scope '${scope}'.`;
  const refusal = (message: string, details?: object[]) =>
    nestedError({ code: 'InvalidTemplateDeployment', message, details }, { ...given, status: 400 });

  it.each([
    `The template deployment failed with error: '${reason('l')}'.`,
    `Deployment failed with multiple errors: '${reason('l')}:${reason('m')}'.`,
  ])('tells the right that is missing and where, which may only not have spread yet', (message) => {
    expect(refusal(message)).toMatchObject({
      kind: 'forbidden',
      code: 'AuthorizationFailed',
      message: reason('l'),
      target: scope,
    });
  });

  it('tells the policy', () => {
    const inner = { code: 'RequestDisallowedByPolicy', target: 'l', message: "Resource 'l' was disallowed by policy." };

    expect(refusal('The template deployment failed because of policy violation.', [inner])).toMatchObject({
      kind: 'policy',
      ...inner,
    });
  });
});
