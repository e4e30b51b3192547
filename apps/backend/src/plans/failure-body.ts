import { CloudError, type ErrorBody } from '@aro-rp/api';
import { AzureError } from '@aro-rp/azure';
import { ClusterApiError, InstallerError } from '@aro-rp/openshift';
import { StepTimeout } from '@aro-rp/plan';
import { formatDuration } from '@aro-rp/time';
import { sentence } from './customer-errors.ts';
import { errorCodes, type FailureCode, finding, isFailureCode } from './error-codes.ts';

export type PlanVerb = 'create' | 'update' | 'delete';

export const remedy: Record<PlanVerb, string> = {
  create: 'Delete the cluster and create it again.',
  update: 'Send the update again.',
  delete: 'Delete the cluster again.',
};
export const support = 'If it stays, open a support request with the operation id.';

/** What a customer is told of an error: a code of the catalogue, the cause, what to do about it, and how to go on. */
export function errorBodyOf(error: unknown, step: string, verb: PlanVerb): ErrorBody {
  if (error instanceof CloudError) return error.body;
  const links = chain(error);
  const azure = links.find((one) => one instanceof AzureError);
  if (azure !== undefined && azure.identity !== 'service') return azureBody(azure, verb);
  const goOn = `${remedy[verb]} ${support}`;
  const cluster = links.find((one) => one instanceof ClusterApiError);
  if (cluster !== undefined)
    return finding('ClusterNotReachable', `${clusterRefusals[cluster.kind]} (at the step '${step}'). ${goOn}`);
  if (links.some((one) => one instanceof InstallerError))
    return finding('DeploymentFailed', `The installation of OpenShift could not be prepared. ${goOn}`);
  // Errors of our own, and those of Azure about what is ours, tell the customer nothing that helps.
  if (!(error instanceof StepTimeout))
    return finding('InternalServerError', `The service met an error of its own at the step '${step}'. ${goOn}`);
  if (error.cause !== undefined)
    return finding('OperationTimedOut', `The service could not do its own part of the step '${step}' in time. ${goOn}`);
  return timeoutBody(error, goOn);
}

/** What it waited for is in our own words when nothing had failed. */
function timeoutBody({ step, waitingFor, within }: StepTimeout, goOn: string): ErrorBody {
  const code: FailureCode = /^the (API server|bootstrap machine):/.test(waitingFor)
    ? 'ClusterNotReachable'
    : clusterSteps.has(step)
      ? 'ClusterNotReady'
      : 'OperationTimedOut';
  const waited = sentence(`it waited for ${waitingFor}`);
  return finding(code, `The step '${step}' took longer than ${formatDuration(within)}: ${waited} ${goOn}`);
}

/** What only the cluster itself can do. */
const clusterSteps = new Set([
  'bootstrap-complete',
  'workers-running',
  'operators-available',
  'version-available',
  'settle-router-address',
  'configure-cluster',
]);

const clusterRefusals: Record<ClusterApiError['kind'], string> = {
  unreachable: "The cluster's API server could not be reached",
  transient: "The cluster's API server could not do what the service asked for",
  unauthorized: "The cluster's API server does not accept the service's certificate",
  forbidden: "The cluster's API server denies the service a right",
  'not-found': "The cluster's API server does not have what the service asked for",
  conflict: 'Something else keeps changing what the service was to change in the cluster',
  invalid: "The cluster's API server refuses what the service asked for",
};

/** Azure's answer to what was done in the customer's own subscription: theirs to read, and mostly theirs to mend. */
function azureBody(error: AzureError, verb: PlanVerb): ErrorBody {
  const { kind, message, identity } = error;
  const target = error.target ?? placeOf(error);
  const inside: ErrorBody = { code: error.code, message, ...(target !== undefined && { target }) };
  const told = (otherwise: FailureCode, does: string): ErrorBody => {
    const code = codeOf(error, otherwise);
    // Azure's own code is not lost where the catalogue has another one for it.
    return finding(
      code,
      `${sentence(message)} ${does} ${remedy[verb]}`,
      target,
      code === error.code ? undefined : [inside],
    );
  };
  const isCluster = identity === 'cluster';
  switch (kind) {
    case 'policy':
      return told(
        'RequestDisallowedByPolicy',
        "Exempt the cluster's managed resource group from the policy assignment.",
      );
    case 'locked':
      return told('ScopeLocked', 'Remove the lock.');
    case 'quota':
      return told('QuotaExceeded', 'Request more quota, or choose another size or region.');
    case 'capacity':
      return told('AllocationFailed', 'Choose another size or region, or try again later.');
    case 'unregistered':
      return told('ResourceProviderNotRegistered', 'Register the resource provider in the subscription.');
    case 'forbidden':
      return told(
        'AuthorizationFailed',
        isCluster
          ? "Give the cluster's service principal that right."
          : placesOfCustomers.test(target ?? '')
            ? `Give the service's application that right, such as by the role 'Network Contributor'${verb === 'delete' ? ", or take the cluster's network security group off the subnet yourself" : ''}.`
            : "Make sure that the subscription's registration for 'Microsoft.RedHatOpenShift' is complete.",
      );
    case 'unauthorized':
      return isCluster
        ? finding(
            'InvalidServicePrincipalCredentials',
            `The cluster's service principal could not sign in: ${error.code}: ${sentence(message)} Give the cluster a client secret that is valid. ${remedy[verb]}`,
            'properties.servicePrincipalProfile',
          )
        : finding(
            'AuthorizationFailed',
            `The service could not sign in to the subscription's tenant. Register 'Microsoft.RedHatOpenShift' in the subscription again. ${remedy[verb]}`,
          );
    case 'not-found':
    case 'conflict':
    case 'in-use':
    case 'not-yet':
    case 'precondition-failed':
    case 'invalid':
    case 'throttled':
    case 'transient': {
      const code = codeOf(error, verb === 'delete' ? 'DeletionFailed' : 'DeploymentFailed');
      const cure = `${kind === 'in-use' ? 'Remove what holds it. ' : ''}${remedy[verb]} ${support}`;
      return finding(code, `${causes[kind]} (${error.code}): ${sentence(message)} ${cure}`, target, [inside]);
    }
  }
}

const causes: Partial<Record<AzureError['kind'], string>> = {
  'not-found': 'Azure did not find a part of the cluster, or what it is made in',
  conflict: 'Something in Azure is in the way of a part of the operation',
  'in-use': 'Something in Azure still uses what the operation has to delete or to take',
  'not-yet': 'Azure did not find what a part of the cluster refers to, for as long as the service tried',
  'precondition-failed': 'Something else keeps changing what the service was to change in Azure',
  invalid: 'Azure refused a part of the operation',
  throttled: 'Azure had too many requests for the subscription',
  transient: 'Azure did not do a part of the operation in time',
};

/** Azure's code where the catalogue has it for what customers mend, or one that means the same. */
function codeOf({ code }: AzureError, otherwise: FailureCode): FailureCode {
  if (isFailureCode(code) && errorCodes[code].whose === 'customer') return code;
  return sameAs[code.toLowerCase()] ?? otherwise;
}
const sameAs: Record<string, FailureCode> = {
  notavailableforsubscription: 'SkuNotAvailable',
  overconstrainedallocationrequest: 'AllocationFailed',
  overconstrainedzonalallocationrequest: 'ZonalAllocationFailed',
};

/** Of these there is none of ours: they are never in a managed resource group. */
const placesOfCustomers =
  /\/Microsoft\.(Network\/(virtualNetworks|routeTables|natGateways)|Compute\/diskEncryptionSets)\//i;

/** The id of what was asked for in Azure Resource Manager. */
const placeOf = ({ asked }: AzureError): string | undefined => /\/subscriptions\/.*$/i.exec(asked ?? '')?.[0];

/** The error and its causes, outermost first. */
export function chain(error: unknown): unknown[] {
  const links: unknown[] = [];
  for (let link = error; link !== undefined && links.length < 5; link = link instanceof Error ? link.cause : undefined)
    links.push(link);
  return links;
}
