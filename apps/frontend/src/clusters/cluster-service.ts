import { type ClusterStore, type OperationStore, type SubscriptionStore } from '@aro-rp/database';
import { type PollingOptions } from '../operations/operation-urls.ts';
import { type OfferedRoleSets, type OfferedVersions } from '../offered/offered.ts';

/** What the routes of clusters work with. */
export interface ClusterService {
  clusters: ClusterStore;
  operations: OperationStore;
  subscriptions: SubscriptionStore;
  offeredVersions: OfferedVersions;
  offeredRoleSets: OfferedRoleSets;
  polling: PollingOptions;
  /** The zone in which clusters get a domain. */
  clusterDomain?: string;
}
