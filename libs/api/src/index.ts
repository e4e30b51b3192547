export { CloudError, type ErrorBody } from './errors/cloud-error.ts';
export { parseResourceId, providerNamespace, type ResourceId, resourceType, sameResource } from './ids/resource-id.ts';
export { type ApiVersion, type ClusterChange, type ClusterRequest } from './versions/api-version.ts';
export * from './model/cluster.ts';
export { isTerminal, type ProvisioningState, provisioningStates } from './model/provisioning-state.ts';
