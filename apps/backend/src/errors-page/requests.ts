import { type CloudError, errors } from '@aro-rp/api';

const id = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g';

/** One of each answer that refuses a request, with values such as a customer may send. */
export const samples: Record<keyof typeof errors, () => CloudError> = {
  notFound: () => errors.notFound('/subscriptions/x'),
  methodNotAllowed: () => errors.methodNotAllowed('POST', `${id}/…`, ['GET', 'PUT']),
  badRequest: () => errors.badRequest(),
  requestHeadersTooLarge: () => errors.requestHeadersTooLarge(),
  requestTimeout: () => errors.requestTimeout(10),
  missingApiVersionParameter: () => errors.missingApiVersionParameter(),
  invalidResourceType: () => errors.invalidResourceType('clusters', '2022-04-01'),
  invalidResourceNamespace: () => errors.invalidResourceNamespace('Microsoft.Compute'),
  invalidSubscriptionId: () => errors.invalidSubscriptionId('mine'),
  resourceGroupNotFound: () => errors.resourceGroupNotFound('my group.'),
  invalidResourceName: () => errors.invalidResourceName('my cluster.'),
  invalidLocation: () => errors.invalidLocation('westus', 'eastus'),
  invalidOperationId: () => errors.invalidOperationId('last'),
  invalidSkipToken: () => errors.invalidSkipToken(),
  resourceNotFound: () => errors.resourceNotFound({ name: 'my-cluster', resourceGroup: 'my-group' }),
  operationNotFound: () => errors.operationNotFound('00000000-0000-0000-0000-000000000000'),
  requestTooLarge: () => errors.requestTooLarge(1_048_576),
  unsupportedMediaType: () => errors.unsupportedMediaType('text/plain'),
  invalidRequestContent: () => errors.invalidRequestContent("The member 'propertys' is unknown.", 'propertys'),
  invalidParameter: () =>
    errors.invalidParameter('properties.masterProfile.vmSize', "The machine size 'tiny' is not supported."),
  propertyChangeNotAllowed: () => errors.propertyChangeNotAllowed('properties.clusterProfile.domain'),
  invalidSubscriptionState: () => errors.invalidSubscriptionState('00000000-0000-0000-0000-000000000000', 'Suspended'),
  invalidSubscriptionTransition: () => errors.invalidSubscriptionTransition('Deleted'),
  duplicateResourceGroup: () => errors.duplicateResourceGroup(id),
  duplicateClientId: () => errors.duplicateClientId('00000000-0000-0000-0000-000000000000'),
  operatorWithoutIdentity: () => errors.operatorWithoutIdentity('ingress', '4.16'),
  identityWithoutOperator: () => errors.identityWithoutOperator('router', '4.16', ['ingress', 'machine-api']),
  creationNotAllowed: () => errors.creationNotAllowed('admin'),
  requestNotAllowed: () =>
    errors.requestNotAllowed({
      kind: 'update',
      operationId: '00000000-0000-0000-0000-000000000000',
      statusUrl: 'https://…',
    }),
  requestNotAllowedAfterFailure: () => errors.requestNotAllowedAfterFailure('Creating'),
  requestNotAllowedInState: () => errors.requestNotAllowedInState('Creating'),
  conflict: () => errors.conflict('The cluster was changed by another request.'),
  preconditionFailed: () => errors.preconditionFailed('If-Match'),
  forbidden: () => errors.forbidden(),
  internalServerError: () => errors.internalServerError(),
  serviceUnavailable: () => errors.serviceUnavailable(10),
  throttled: () => errors.throttled(10),
  resourceMoveNotSupported: () => errors.resourceMoveNotSupported(),
  notOffered: () => errors.notOffered('locations/eastus/openShiftVersions', '4.1.1'),
};
