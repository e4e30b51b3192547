export { apiVersions, groupId, idsOf, vaultNames } from './ids.ts';
export { openRegion } from './open-region.ts';
export {
  type BlobLease,
  type Blobs,
  type Change,
  type Deployments,
  type Fault,
  type Instance,
  type Metrics,
  type Operation,
  type PropertyChange,
  type Region,
  type Registry,
  type ScaleSet,
  type ScaleSets,
  type SecretClientLike,
  type SecretVersion,
  type Target,
} from './region.ts';
export { isEffective } from './what-if.ts';
