import { CloudError, type ErrorBody } from '@aro-rp/api';

/** What the page of errors says of a code. Whole sentences, in Markdown. */
export interface ErrorPage {
  /** What has happened. */
  cause: string;
  /** What to do about it, before the operation is repeated. */
  cure: string;
  /** Whose it is to act. */
  whose: 'customer' | 'service';
}

const customers = (cause: string, cure: string): ErrorPage => ({ cause, cure, whose: 'customer' });
const services = (cause: string, cure: string): ErrorPage => ({ cause, cure, whose: 'service' });

const moreQuota = 'Ask Azure for more, or choose another machine size or region.';
const support = 'If it stays, open a support request with the id of the operation.';

/**
 * Every code that an operation can end with. Customers' scripts branch on them: a code is never renamed, and never
 * gets another meaning.
 */
export const errorCodes = {
  // The cluster's service principal or identities, and rights.
  InvalidServicePrincipalCredentials: customers(
    "The cluster's service principal cannot sign in: its application is not in the tenant, or its client secret is wrong or has expired.",
    'Make a new client secret, or run `az ad sp create --id CLIENT_ID` when the message says that there is no service principal.',
  ),
  InvalidServicePrincipalPermissions: customers(
    "The cluster's service principal lacks a right that the cluster needs, or has one that it must not have.",
    '`details` has a line for each right, and the command that grants it. What was granted takes Azure some minutes to spread.',
  ),
  InvalidResourceProviderPermissions: customers(
    'The service itself lacks a right on a network, a route table, a NAT gateway or a disk encryption set of yours.',
    '`details` has a line for each right, and the command that grants it.',
  ),
  AuthorizationFailed: customers(
    "Azure refused a request of the service, or of the cluster's service principal, for want of a right; or neither could sign in to the subscription's tenant.",
    'Give what the message names to whom it names. If that is the service, register `Microsoft.RedHatOpenShift` in the subscription again: `az provider register -n Microsoft.RedHatOpenShift --wait`.',
  ),
  LinkedAuthorizationFailed: customers(
    'Azure refused a request for want of a right on another resource, which the request named.',
    'Give what the message names to whom it names.',
  ),

  // What the cluster is made in.
  InvalidEnvironment: customers(
    'Several things are in the way of the cluster; they were all looked for at once.',
    '`details` has each with a code of this page. Mend them all.',
  ),
  InvalidLinkedVNet: customers(
    "The virtual network, or one of its subnets, is not as a cluster needs it: it is not there or elsewhere, is too small or in use, overlaps with the cluster's own ranges, has a foreign network security group, or resolves names by servers of its own.",
    'Mend what the message names, or name other subnets.',
  ),
  InvalidLinkedRouteTable: customers(
    'The route table of a subnet was not found, or has no way out that the cluster can use.',
    'Mend the route table that the message names, or take it off the subnet.',
  ),
  InvalidLinkedNatGateway: customers(
    'The NAT gateway of a subnet was not found, or cannot be used.',
    'Mend the NAT gateway that the message names, or take it off the subnet.',
  ),
  InvalidLinkedDiskEncryptionSet: customers(
    "The disk encryption set was not found, or is not in the cluster's region.",
    'Name one that is there, or leave it out.',
  ),
  SubnetIsFull: customers('A subnet has no free address.', 'Make the subnet larger, or name another one.'),
  ResourceProviderNotRegistered: customers(
    'A resource provider of Azure that the cluster needs is not registered in the subscription.',
    'Register what the message names, such as `az provider register -n Microsoft.Compute --wait`.',
  ),
  DuplicateDomain: customers('The domain is used by another cluster.', 'Choose another domain.'),
  ResourceGroupAlreadyExists: customers(
    "The managed resource group is there already, and is not this cluster's.",
    'Choose a name that no resource group has; the service makes the group itself.',
  ),
  ResourceGroupNotFound: customers(
    'The managed resource group was deleted, and with it all that the cluster consists of.',
    'Delete the cluster. Nothing brings it back.',
  ),
  ResourceNotFound: customers(
    'A resource in the managed resource group that the cluster cannot be without was deleted by somebody.',
    'Delete the cluster. Nothing brings it back.',
  ),
  InvalidParameter: customers(
    'A value cannot be used, as only a look at the subscription could tell; or this release of the service cannot make a cluster with it.',
    'Change the value that `target` names.',
  ),

  // What Azure has, and what it forbids.
  QuotaExceeded: customers('A quota of the subscription is used up.', moreQuota),
  ResourceQuotaExceeded: customers('A quota of the subscription is used up.', moreQuota),
  ResourceCountExceedsLimitDueToTemplate: customers(
    'The resource group would hold more resources than Azure allows.',
    'Delete what else is in it, or choose another resource group.',
  ),
  PublicIPCountLimitReached: customers('The subscription may have no more public IP addresses.', moreQuota),
  SkuNotAvailable: customers(
    'The machine size is not available to the subscription in the region or in a zone of it.',
    'Choose another machine size, or ask Azure for this one.',
  ),
  AllocationFailed: customers(
    'Azure has no room for machines of this size now.',
    'Try again later, or choose another size.',
  ),
  ZonalAllocationFailed: customers(
    'Azure has no room for machines of this size in one of the zones now.',
    'Try again later, or choose another size.',
  ),
  RequestDisallowedByPolicy: customers(
    'An Azure Policy assignment forbids what the cluster needs.',
    "Exempt the cluster's managed resource group from the assignment that the message names.",
  ),
  RequestDisallowedByAzure: customers(
    'Azure does not let the subscription use the region, or a service in it.',
    'Choose another region, or ask Azure for this one.',
  ),
  ReadOnlyDisabledSubscription: customers(
    'The subscription is disabled, so that nothing in it can be changed.',
    'Enable the subscription, or have its administrator do so.',
  ),
  ScopeLocked: customers(
    'A management lock forbids a change or a deletion.',
    'Find the lock at the scope that the message names with `az lock list`, and remove it: `az lock delete --ids LOCK_ID`.',
  ),

  // The installation.
  InstallationExpired: services(
    'The preparation of the cluster took so long that its first certificates would have expired.',
    `Delete the cluster and create it again. ${support}`,
  ),
  DeploymentFailed: services(
    'Azure, or the installation of OpenShift, could not make a part of the cluster.',
    `\`details\` has Azure's own words. Mend what they name, if it is yours. ${support}`,
  ),
  DeletionFailed: services(
    'Azure could not delete a part of the cluster.',
    `\`details\` has Azure's own words. Remove what they name, if it is yours, and delete the cluster again. ${support}`,
  ),
  ClusterNotReachable: services(
    "The cluster's own API server did not answer, or refused the service, for as long as the service tried.",
    `See that the cluster's machines run and that nobody has changed its network, its load balancers or its certificates. ${support}`,
  ),
  ClusterNotReady: services(
    'The cluster was made, but a part of OpenShift did not become ready in time: the bootstrap, a worker, a cluster operator or the version itself. The message names it.',
    `See that the subnets have a way out to the registry and to Azure, by firewalls and route tables. ${support}`,
  ),

  // The service.
  OperationTimedOut: services(
    'A part of the operation took too long; the message names it.',
    `Repeat the operation as the message says. ${support}`,
  ),
  OperationDeadlineExceeded: services(
    'The operation was not done in the time that it is given, and was ended.',
    `Repeat the operation as the message says. ${support}`,
  ),
  OperationAttemptsExceeded: services(
    'The service failed repeatedly while it worked on the operation, and ended it.',
    `Repeat the operation as the message says. ${support}`,
  ),
  InternalServerError: services(
    'The service met an error of its own.',
    `Repeat the operation as the message says. ${support}`,
  ),
} as const satisfies Record<string, ErrorPage>;

export type FailureCode = keyof typeof errorCodes;

export const isFailureCode = (code: string): code is FailureCode => Object.hasOwn(errorCodes, code);

/** What a validation tells beside others. @param target the wire path at fault, or an id in Azure */
export const finding = (code: FailureCode, message: string, target?: string, details?: ErrorBody[]): ErrorBody => ({
  code,
  message,
  ...(target !== undefined && { target }),
  ...(details !== undefined && { details }),
});

/** What an operation ends with. The message names the value, what is wrong with it and what to do, and no secret. */
export const refusal = (
  code: FailureCode,
  message: string,
  target?: string,
  details?: ErrorBody[],
  cause?: unknown,
): CloudError => new CloudError(400, finding(code, message, target, details), cause === undefined ? {} : { cause });
