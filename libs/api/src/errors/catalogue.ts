import { providerNamespace, type ResourceId, resourceType } from '../ids/resource-id.ts';
import { CloudError } from './cloud-error.ts';
import { quote } from './quote.ts';

interface Details {
  target?: string;
  cause?: unknown;
  retryAfterSeconds?: number;
}

function answer(status: number, code: string, message: string, { target, cause, retryAfterSeconds }: Details = {}) {
  return new CloudError(
    status,
    { code, message, ...(target === undefined || target === '' ? {} : { target }) },
    {
      ...(cause === undefined ? {} : { cause }),
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    },
  );
}

const operatorIdentities = 'properties.platformWorkloadIdentityProfile.platformWorkloadIdentities';
const fullType = `${providerNamespace}/${resourceType}`;

/** The operation that is in the way of a write. */
export interface RunningOperation {
  kind: 'create' | 'update' | 'delete';
  operationId: string;
  /** Absolute, as the client can use it. */
  statusUrl: string;
}

/**
 * Every error that a customer can be answered with: ARM's code, the status, and a message that names the value, what
 * is allowed and what to do. Codes and statuses are a contract: clients branch on them, so they never change.
 */
export const errors = {
  // The path and the query.
  notFound: (path: string) =>
    answer(404, 'NotFound', `There is nothing at ${quote(path)}. Check the path and the API version.`),
  methodNotAllowed: (method: string, path: string, allowed: readonly string[]) =>
    answer(405, 'MethodNotAllowed', `${method} is not possible on ${quote(path)}; use ${allowed.join(', ')}.`),
  /** For what is no HTTP request, and so was never looked at. */
  badRequest: () =>
    answer(400, 'BadRequest', 'The request is no valid HTTP/1.1 request. Send it again as RFC 9112 has it.'),
  requestHeadersTooLarge: () =>
    answer(431, 'RequestHeadersTooLarge', 'The headers of the request are too large. Leave out what is not needed.'),
  requestTimeout: (retryAfterSeconds: number) =>
    answer(408, 'RequestTimeout', 'The request did not arrive completely in time. Send it again.', {
      retryAfterSeconds,
    }),
  missingApiVersionParameter: () =>
    answer(
      400,
      'MissingApiVersionParameter',
      "The query parameter 'api-version' is required, on every request; add it, as in '?api-version=2022-04-01'.",
      { target: 'api-version' },
    ),
  /** An unknown type, an unknown API version, or a route that this API version does not have. */
  invalidResourceType: (type: string, apiVersion: string, supported: readonly string[] = []) =>
    answer(
      400,
      'InvalidResourceType',
      `The resource type ${quote(type)} does not exist in the namespace '${providerNamespace}' for the API version ${quote(apiVersion)}.` +
        (supported.length === 0 ? '' : ` Supported API versions: ${supported.join(', ')}.`),
    ),
  invalidResourceNamespace: (namespace: string) =>
    answer(
      400,
      'InvalidResourceNamespace',
      `The resource namespace ${quote(namespace)} is invalid; use '${providerNamespace}'.`,
    ),
  invalidSubscriptionId: (subscriptionId: string) =>
    answer(
      400,
      'InvalidSubscriptionID',
      `The subscription id ${quote(subscriptionId)} is malformed; it is a UUID such as '00000000-0000-0000-0000-000000000000'.`,
    ),
  /** For a name that no resource group can have; whether a group exists is ARM's to answer. */
  resourceGroupNotFound: (resourceGroup: string) =>
    answer(
      400,
      'ResourceGroupNotFound',
      `The resource group ${quote(resourceGroup)} cannot exist: a name has 1 to 90 letters, digits, '-', '_', '(', ')' or '.', and does not end in '.'.`,
    ),
  /** For a name that no cluster can have. */
  invalidResourceName: (name: string) =>
    answer(
      400,
      'ResourceNotFound',
      `The cluster ${quote(name)} cannot exist: a name has 1 to 90 letters, digits, '-', '_', '(', ')' or '.', and does not end in '.'.`,
    ),
  invalidLocation: (location: string, expected: string) =>
    answer(
      400,
      'InvalidLocation',
      `The location ${quote(location)} is not served here; this is the service of '${expected}'.`,
    ),
  invalidOperationId: (operationId: string) =>
    answer(400, 'InvalidOperationID', `The operation id ${quote(operationId)} is malformed; it is a UUID.`),
  invalidSkipToken: () =>
    answer(
      400,
      'InvalidParameter',
      "The value of '$skipToken' is not one that this list has given. Start the list again without it.",
      { target: '$skipToken' },
    ),

  // What the path names.
  resourceNotFound: (id: Pick<ResourceId, 'name' | 'resourceGroup'>) =>
    answer(
      404,
      'ResourceNotFound',
      `The resource '${fullType}/${id.name}' under resource group '${id.resourceGroup}' was not found. Check the names and the subscription.`,
    ),
  operationNotFound: (operationId: string) =>
    answer(
      404,
      'NotFound',
      `The operation ${quote(operationId)} was not found in this subscription. Records of ended operations expire.`,
    ),

  // The body.
  requestTooLarge: (limitBytes: number) =>
    answer(400, 'InvalidResource', `The request's body is over ${limitBytes} bytes, which no cluster needs.`),
  unsupportedMediaType: (contentType: string) =>
    answer(
      415,
      'UnsupportedMediaType',
      `The content type ${quote(contentType)} is not supported; send 'application/json'.`,
    ),
  invalidRequestContent: (message: string, target?: string) =>
    answer(400, 'InvalidRequestContent', message, target === undefined ? {} : { target }),
  invalidParameter: (target: string, message: string) => answer(400, 'InvalidParameter', message, { target }),
  propertyChangeNotAllowed: (target: string, message?: string) =>
    answer(
      400,
      'PropertyChangeNotAllowed',
      message ?? `Changing '${target}' is not allowed. Leave it out, or send the value that GET returns.`,
      { target },
    ),

  // The subscription and its names.
  invalidSubscriptionState: (subscriptionId: string, state: string | undefined) =>
    answer(
      400,
      'InvalidSubscriptionState',
      state === undefined
        ? `The request is not allowed in the subscription '${subscriptionId}', which is not registered for '${providerNamespace}'. Register the provider first.`
        : `The request is not allowed in the subscription '${subscriptionId}', which is in the state '${state}'.`,
    ),
  invalidSubscriptionTransition: (state: string) =>
    answer(400, 'InvalidSubscriptionState', `A subscription in the state '${state}' cannot leave it.`),
  duplicateResourceGroup: (resourceGroupId: string) =>
    answer(
      400,
      'DuplicateResourceGroup',
      `The managed resource group ${quote(resourceGroupId)} already belongs to another cluster. Name one that does not exist.`,
      { target: 'properties.clusterProfile.resourceGroupId' },
    ),
  /** For the client id of a service principal, or the resource id of a managed identity. */
  duplicateClientId: (client: string) =>
    client.startsWith('/')
      ? answer(
          400,
          'DuplicateClientID',
          `The managed identity ${quote(client)} is already used by another cluster. Use one per cluster.`,
          { target: 'identity.userAssignedIdentities' },
        )
      : answer(
          400,
          'DuplicateClientID',
          `The service principal with the client id ${quote(client)} is already used by another cluster. Use one per cluster.`,
          { target: 'properties.servicePrincipalProfile.clientId' },
        ),
  /** Of the operators of a cluster with managed identities. @param versions minor ones, for people */
  operatorWithoutIdentity: (operator: string, versions: string) =>
    answer(
      400,
      'PlatformWorkloadIdentityMismatch',
      `The operator ${quote(operator)} of OpenShift ${versions} has no identity. Add one for it.`,
      { target: operatorIdentities },
    ),
  identityWithoutOperator: (name: string, versions: string, operators: readonly string[]) =>
    answer(
      400,
      'PlatformWorkloadIdentityMismatch',
      `${quote(name)} is no operator of OpenShift ${versions} that has an identity. Leave it out; needed are: ${operators.join(', ')}.`,
      { target: operatorIdentities },
    ),

  creationNotAllowed: (apiVersion: string) =>
    answer(
      400,
      'RequestNotAllowed',
      `No cluster can be created through the API version '${apiVersion}'. Use a version that customers have.`,
    ),

  // State and concurrency.
  /** A write while another runs. */
  requestNotAllowed: ({ kind, operationId, statusUrl }: RunningOperation) =>
    answer(
      409,
      'RequestNotAllowed',
      `The cluster is busy with the ${kind} operation '${operationId}'. Wait until it has ended, then try again; its status: ${statusUrl}`,
    ),
  /** A write on a cluster whose creation or deletion has failed. */
  requestNotAllowedAfterFailure: (failedState: string) =>
    answer(
      409,
      'RequestNotAllowed',
      `The cluster's last operation failed in the state '${failedState}'. Only a delete is possible; delete the cluster.`,
    ),
  /** What a state does not allow, such as credentials of a cluster that is being created. */
  requestNotAllowedInState: (state: string) =>
    answer(409, 'RequestNotAllowed', `The request is not allowed while the cluster is in the state '${state}'.`),
  conflict: (message: string) => answer(409, 'Conflict', message),
  preconditionFailed: (header: 'If-Match' | 'If-None-Match') =>
    answer(
      412,
      'PreconditionFailed',
      header === 'If-Match'
        ? "The cluster is not the version that 'If-Match' names, or does not exist. GET it and decide again."
        : "The cluster exists already, which 'If-None-Match' excludes.",
      { target: header },
    ),

  // The caller.
  forbidden: () =>
    answer(403, 'Forbidden', 'The caller is not trusted. Requests have to come through Azure Resource Manager.'),

  // The service.
  internalServerError: (cause?: unknown) =>
    answer(
      500,
      'InternalServerError',
      'The service met an error of its own. Try again; if it stays, open a support request with the request id.',
      { cause },
    ),
  serviceUnavailable: (retryAfterSeconds: number, cause?: unknown) =>
    answer(503, 'ServiceUnavailable', `The service cannot answer now. Try again in ${retryAfterSeconds} seconds.`, {
      cause,
      retryAfterSeconds,
    }),
  throttled: (retryAfterSeconds: number, cause?: unknown) =>
    answer(429, 'ThrottlingLimitExceeded', `Too many requests. Try again in ${retryAfterSeconds} seconds.`, {
      cause,
      retryAfterSeconds,
    }),
  resourceMoveNotSupported: () =>
    answer(
      400,
      'ResourceMoveNotSupported',
      `Resources of the type '${fullType}' cannot be moved. Create a new cluster in the other group, and delete this one.`,
    ),

  // What the provider offers.
  /** For a version, or anything else below a location, that customers cannot choose. */
  notOffered: (type: string, name: string) =>
    answer(
      404,
      'ResourceNotFound',
      `The resource ${quote(`${providerNamespace}/${type}/${name}`)} was not found: it is not offered here. List what is.`,
    ),
} as const;
