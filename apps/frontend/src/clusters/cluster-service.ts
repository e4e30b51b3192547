import { type ClusterStore, type OperationStore, type SubscriptionStore } from '@aro-rp/database';
import { type PollingOptions } from '../operations/operation-urls.ts';
import { type OfferedVersions } from './offered-versions.ts';

/** What the routes of clusters work with. */
export interface ClusterService {
  clusters: ClusterStore;
  operations: OperationStore;
  subscriptions: SubscriptionStore;
  offeredVersions: OfferedVersions;
  polling: PollingOptions;
  /** The zone in which clusters get a domain. */
  clusterDomain?: string;
}
