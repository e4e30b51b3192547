export { CloudError, type ErrorBody } from './errors/cloud-error.ts';
export { parseResourceId, providerNamespace, type ResourceId, resourceType, sameResource } from './ids/resource-id.ts';
export * from './model/cluster.ts';
export { isTerminal, type ProvisioningState, provisioningStates } from './model/provisioning-state.ts';
