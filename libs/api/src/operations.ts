import { providerNamespace, resourceType } from './ids/resource-id.ts';

/** What role assignments can allow, as ARM asks for it (ARM RPC "proxy-api", exposing available operations). */
export interface ProviderOperation {
  /** `{namespace}/{type}[/{action}]/{read|write|delete|action}` */
  name: string;
  isDataAction: boolean;
  /** Who may ask for it. */
  origin: 'user' | 'system' | 'user,system';
  display: { provider: string; resource: string; operation: string; description: string };
}

function operation(path: string, resource: string, verb: string, description: string): ProviderOperation {
  return {
    name: `${providerNamespace}/${path}`,
    isDataAction: false,
    origin: 'user,system',
    display: { provider: 'Azure Red Hat OpenShift', resource, operation: verb, description },
  };
}

const clusters = 'OpenShift Clusters';

/** The same in every API version and every subscription. One entry for each route that the frontend serves. */
export const operations: readonly ProviderOperation[] = [
  operation(
    'register/action',
    'Subscription',
    'Register the Provider',
    'Registers the subscription for Azure Red Hat OpenShift.',
  ),
  operation(
    'locations/operationresults/read',
    'Operation Results',
    'Get Operation Result',
    'Reads the result of an operation that runs by itself.',
  ),
  operation(
    'locations/operationsstatus/read',
    'Operation Status',
    'Get Operation Status',
    'Reads the status of an operation that runs by itself.',
  ),
  operation('operations/read', 'Operations', 'List Operations', 'Lists what this provider can do.'),
  operation(`${resourceType}/read`, clusters, 'Get OpenShift Clusters', 'Reads one cluster or lists them.'),
  operation(`${resourceType}/write`, clusters, 'Create or Update OpenShift Cluster', 'Creates or changes a cluster.'),
  operation(`${resourceType}/delete`, clusters, 'Delete OpenShift Cluster', 'Deletes a cluster and all that is in it.'),
  operation(
    `${resourceType}/listCredentials/action`,
    clusters,
    'List Cluster Credentials',
    "Shows the password of a cluster's kubeadmin user.",
  ),
  operation(
    `${resourceType}/listAdminCredentials/action`,
    clusters,
    'List Cluster Admin Credentials',
    "Shows the kubeconfig of a cluster's administrator.",
  ),
];
