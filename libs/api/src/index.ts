export { errors, type RunningOperation } from './errors/catalogue.ts';
export { CloudError, type ErrorBody } from './errors/cloud-error.ts';
export { combine, type Violation } from './errors/violation.ts';
export { derivedId } from './ids/derived-id.ts';
export { documentId } from './ids/document-id.ts';
export {
  type DiskEncryptionSetId,
  parseDiskEncryptionSetId,
  parseResourceGroupId,
  parseSubnetId,
  parseUserAssignedIdentityId,
  type ResourceGroupId,
  type SubnetId,
  type UserAssignedIdentityId,
} from './ids/linked-ids.ts';
export { parseResourceId, providerNamespace, type ResourceId, resourceType, sameResource } from './ids/resource-id.ts';
export {
  isOperationId,
  isResourceGroupName,
  isResourceName,
  isSubscriptionId,
  normalizeLocation,
} from './ids/rules.ts';
export * from './model/cluster.ts';
export { isTerminal, type ProvisioningState, provisioningStates } from './model/provisioning-state.ts';
export { type Reservation, reservationKinds, reservationsOf } from './model/reservations.ts';
export { operations, type ProviderOperation } from './operations.ts';
export { compareVersions } from './semantic-version.ts';
export { adminVersion } from './versions/admin/version.ts';
export {
  type ApiVersion,
  type ClusterChange,
  type ClusterRequest,
  type OfferedResource,
} from './versions/api-version.ts';
export { versions } from './versions/registry.ts';
export { type Cidr, overlap as cidrsOverlap, parseCidr } from './versions/rules/cidr.ts';
export { type DefinitionName } from './versions/schema/definition.ts';
export { type Enumeration } from './versions/schema/enumeration.ts';
export {
  type ListMember,
  type MapMember,
  type ObjectMember,
  type Shape,
  type ShapeMember,
  type ValueMember,
} from './versions/schema/shape.ts';
