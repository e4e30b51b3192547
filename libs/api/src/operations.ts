import { providerNamespace, resourceType } from './ids/resource-id.ts';

/** What role assignments can allow, as ARM asks for it (ARM RPC "proxy-api", exposing available operations). */
export interface ProviderOperation {
  /** `{namespace}/{type}[/{action}]/{read|write|delete|action}` */
  name: string;
  display: { provider: string; resource: string; operation: string; description: string };
  /** Who may ask for it. No published version has `isDataAction`; none of these is one. */
  origin: 'user' | 'system' | 'user,system';
}

const operation = (path: string, resource: string, verb: string, description: string): ProviderOperation => ({
  name: `${providerNamespace}/${path}`,
  display: { provider: 'Azure Red Hat OpenShift', resource, operation: verb, description },
  origin: 'user,system',
});

const results = 'locations/operationresults';
const statuses = 'locations/operationsstatus';
const versions = 'locations/openShiftVersions';
const roleSets = 'locations/platformWorkloadIdentityRoleSets';
/** By which custom roles know {@link roleSets}: a role that names an operation that no provider has is refused. */
const listedRoleSets = 'locations/listPlatformWorkloadIdentityRoleSets';

/** The same in every subscription: one entry for each action that is asked for, by each name that roles use. */
export const operations: readonly ProviderOperation[] = [
  operation(
    'register/action',
    'Subscription',
    'Register the Provider',
    'Registers the subscription for Azure Red Hat OpenShift.',
  ),
  operation(
    `${results}/read`,
    results,
    'Read operation results',
    'Reads the result of an operation that runs by itself.',
  ),
  operation(
    `${statuses}/read`,
    statuses,
    'Read operations status',
    'Reads the status of an operation that runs by itself.',
  ),
  operation('operations/read', 'operations', 'Read operations', 'Lists what this provider can do.'),
  operation(`${resourceType}/read`, resourceType, 'Read OpenShift cluster', 'Reads one cluster or lists them.'),
  operation(`${resourceType}/write`, resourceType, 'Write OpenShift cluster', 'Creates or changes a cluster.'),
  operation(
    `${resourceType}/delete`,
    resourceType,
    'Delete OpenShift cluster',
    'Deletes a cluster and all that is in it.',
  ),
  operation(
    `${resourceType}/listCredentials/action`,
    resourceType,
    'List credentials of an OpenShift cluster',
    "Shows the password of a cluster's kubeadmin user.",
  ),
  operation(
    `${resourceType}/listAdminCredentials/action`,
    resourceType,
    'List admin credentials of an OpenShift cluster',
    "Shows the kubeconfig of a cluster's administrator.",
  ),
  operation(
    `${versions}/read`,
    versions,
    'Read OpenShift versions',
    'Reads the versions that clusters can be created with.',
  ),
  ...[roleSets, listedRoleSets].map((name) =>
    operation(
      `${name}/read`,
      name,
      'Read platform workload identity role sets',
      'Reads the roles that the operators of clusters with workload identities need.',
    ),
  ),
];
