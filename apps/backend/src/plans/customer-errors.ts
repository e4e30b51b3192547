import { CloudError } from '@aro-rp/api';
import { type ResourceGroup } from '@aro-rp/azure';
import { type InstallerError } from '@aro-rp/openshift';
import { type FailureCode, refusal } from './error-codes.ts';

/** What the customer is told when a plan cannot go on, and what to do about it. Codes never change. */
export const customerErrors = {
  domainTaken: (domain: string) =>
    new CloudError(400, {
      code: 'DuplicateDomain',
      message: `The domain '${domain}' is used by another cluster. Delete this cluster and create it with another domain.`,
      target: 'properties.clusterProfile.domain',
    }),
  resourceGroupForeign: ({ id, managedBy, location }: ResourceGroup, wanted: { location: string }) =>
    new CloudError(400, {
      code: 'ResourceGroupAlreadyExists',
      message:
        `The managed resource group '${id}' exists already and does not belong to this cluster (region '${location}', ` +
        `wanted '${wanted.location}'; managed by ${managedBy ? `'${managedBy}'` : 'nobody'}). ` +
        'Delete this cluster and create it with the name of a resource group that does not exist.',
      target: 'properties.clusterProfile.resourceGroupId',
    }),
  resourceGroupGone: (id: string) =>
    new CloudError(409, {
      code: 'ResourceGroupNotFound',
      message: `The managed resource group '${id}' was deleted, and the cluster with it. Delete the cluster.`,
      target: 'properties.clusterProfile.resourceGroupId',
    }),
  notBuilt: (members: readonly string[]) =>
    new CloudError(400, {
      code: 'InvalidParameter',
      message: `This release of the service cannot make a cluster with what '${members.join("', '")}' asks for. Make it without, or with the default; a cluster that was to be created has to be deleted first.`,
      target: members[0] ?? '',
    }),
  resourceGroupInvalid: (id: string) =>
    new CloudError(400, {
      code: 'InvalidParameter',
      message: `The managed resource group '${id}' is not the id of a resource group in the cluster's subscription. Delete this cluster and create it with one that is.`,
      target: 'properties.clusterProfile.resourceGroupId',
    }),
  subnetInvalid: (id: string, target: string) =>
    refusal(
      'InvalidParameter',
      `'${id}' is not the id of a subnet. Delete this cluster and create it with one that is.`,
      target,
    ),
  subnetsInDifferentNetworks: (master: string, worker: string) =>
    refusal(
      'InvalidParameter',
      `The subnets '${master}' and '${worker}' are in different virtual networks. Delete this cluster and create it with subnets of one network.`,
      'properties.workerProfiles[0].subnetId',
    ),
  subnetGone: (id: string) =>
    refusal('InvalidLinkedVNet', `The subnet '${id}' was deleted. Delete this cluster and create it again.`, id),
  subnetFull: (id: string) =>
    refusal(
      'SubnetIsFull',
      `The subnet '${id}' has no free address. Delete this cluster and create it with a larger subnet.`,
      id,
    ),
  foreignNetworkSecurityGroup: (subnet: string, attached: string, isNew: boolean) =>
    refusal(
      'InvalidLinkedVNet',
      `The subnet '${subnet}' has the network security group '${attached}'; the cluster attaches its own. Remove it from the subnet${isNew ? ', delete this cluster and create it again.' : ' and send the update again.'}`,
      subnet,
    ),
  servicePrincipalCredentials: (clientId: string, code: string, message: string) =>
    refusal(
      'InvalidServicePrincipalCredentials',
      `The service principal '${clientId}' cannot sign in: ${code}: ${sentence(message)} Delete this cluster and create it with a client secret that is valid.`,
      'properties.servicePrincipalProfile',
    ),
  versionNotOffered: (version: string) =>
    refusal(
      'InvalidParameter',
      `The OpenShift version '${version}' is not offered any more. Delete this cluster and create it with one that is.`,
      'properties.clusterProfile.version',
    ),
  vmSizeNotAvailable: (size: string, location: string) =>
    refusal(
      'SkuNotAvailable',
      `The machine size '${size}' is not available to the subscription in '${location}'. Delete this cluster and create it with another size, or ask Azure for this one.`,
      size,
    ),
  installerRefused: (error: InstallerError) =>
    refusal(
      installerCodes[error.kind] ?? 'DeploymentFailed',
      `The installation of OpenShift cannot be prepared: ${sentence(error.reason)} Mend it, delete this cluster and create it again.`,
      undefined,
      undefined,
      error,
    ),
  installationTooOld: () =>
    refusal(
      'InstallationExpired',
      'The preparation of the cluster has taken so long that its certificates would expire. Delete this cluster and create it again.',
    ),
  workerFailed: (machine: string, message: string) =>
    refusal(
      'DeploymentFailed',
      `The worker machine '${machine}' could not be made: ${sentence(message)} Mend it, delete this cluster and create it again.`,
      machine,
    ),
} as const;

const installerCodes: Partial<Record<InstallerError['kind'], FailureCode>> = {
  credentials: 'InvalidServicePrincipalCredentials',
  permissions: 'InvalidServicePrincipalPermissions',
  network: 'InvalidLinkedVNet',
  cidr: 'InvalidLinkedVNet',
  'vm-size': 'SkuNotAvailable',
  quota: 'QuotaExceeded',
  region: 'RequestDisallowedByAzure',
};

/** What others say, as a sentence that ours can follow. */
export const sentence = (text: string): string => (/[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
