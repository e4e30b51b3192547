import { CloudError } from '@aro-rp/api';
import { type ResourceGroup } from '@aro-rp/azure';

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
  resourceGroupInvalid: (id: string) =>
    new CloudError(400, {
      code: 'InvalidParameter',
      message: `The managed resource group '${id}' is not the id of a resource group in the cluster's subscription. Delete this cluster and create it with one that is.`,
      target: 'properties.clusterProfile.resourceGroupId',
    }),
  networkSecurityGroupFailed: (name: string, state: string) =>
    new CloudError(409, {
      code: 'DeploymentFailed',
      message: `Azure could not make the network security group '${name}' (state '${state}'). Delete this cluster and create it again; the activity log of its managed resource group says more.`,
    }),
} as const;
