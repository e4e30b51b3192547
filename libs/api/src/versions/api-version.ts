import { type Secret } from '@aro-rp/telemetry';
import { type ResourceId } from '../ids/resource-id.ts';
import { type ClusterSecretName, type OpenShiftCluster, type SystemData } from '../model/cluster.ts';
import { type Shape } from './schema/shape.ts';

/** A PUT or PATCH of a cluster, its body parsed as JSON and nothing else looked at. */
export interface ClusterRequest {
  method: 'PUT' | 'PATCH';
  id: ResourceId;
  body: unknown;
  /** The cluster as stored; undefined for a create. */
  current?: OpenShiftCluster;
  /** The region that this service runs in. */
  location: string;
  /** The zone in which this service gives clusters a domain; without it, nothing is said of domains inside it. */
  clusterDomain?: string;
  /** From ARM's header, when it was readable. */
  systemData?: SystemData;
}

/** What an accepted request asks for. */
export interface ClusterChange {
  /** The whole cluster as it is to be, what this version cannot express and unknown members kept from `current`. */
  cluster: OpenShiftCluster;
  /** Those that the request carries. */
  secrets: Partial<Record<ClusterSecretName, Secret>>;
}

/** What an API version may have beside clusters. */
export type OfferedResource =
  'openShiftVersions' | 'openShiftVersion' | 'platformWorkloadIdentityRoleSets' | 'platformWorkloadIdentityRoleSet';

/** One API version: what differs from its neighbour is all that its folder holds. */
export interface ApiVersion {
  readonly version: string;
  /** Every wire member that this version has, in wire order; never a secret. */
  toExternal(cluster: OpenShiftCluster): Record<string, unknown>;
  /**
   * Converts and validates; pure. Read-only members may come back unchanged; provisioning state is left as it is, and
   * is `Creating` in a new cluster. A request that changes nothing gives back `current` itself.
   * @throws CloudError 400 with every violation: one as itself, several under `details`, targets as wire paths.
   */
  apply(request: ClusterRequest): ClusterChange;
  /** The actions that this version offers on a cluster. */
  readonly actions: ReadonlySet<'listCredentials' | 'listAdminCredentials'>;
  /** The lists, and the single elements of lists, that this version offers of what can be installed. */
  readonly serves: ReadonlySet<OfferedResource>;
  /** Whether its resources show who created and last changed them. */
  readonly hasSystemData: boolean;
  /** Whether the provider's operations say from where they can be called. */
  readonly hasOperationOrigin: boolean;
  /** Whether a list of clusters may name a next page; else it is whole. */
  readonly listsInPages: boolean;
  /** Every wire member of a cluster that this version has. */
  readonly shape: Shape;
}
