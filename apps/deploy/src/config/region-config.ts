import { type Duration } from '@aro-rp/time';
import { type ServiceName } from '../services.ts';

/** How one service runs in a region, and how its releases are judged. */
export interface ServiceConfig {
  /** What `deploy region` releases when there is no scale set yet. */
  version: string;
  instances: number;
  machineSize: string;
  /** From the end of the deployment until every instance must be healthy. */
  healthyWithin: Duration;
  /** How long old and new run side by side before the old is drained. */
  soak: Duration;
  /** How long the old may take to be gone. */
  goneWithin: Duration;
  /** The part of requests or work that may fail during the soak, from 0 to 1. */
  maxFailures: number;
  /** The age of the oldest message or feed entry that is still fine. */
  maxQueueAge: Duration;
}

/** One region, as the configuration file says it. Every member is there: defaults are filled in. */
export interface RegionConfig {
  /** The Azure region, which also names it here and is the first label of its zone. */
  location: string;
  prefix: string;
  subscriptionId: string;
  group: string;
  endpointsGroup: string;
  globalSubscriptionId: string;
  globalGroup: string;
  globalLocation: string;
  registryName: string;
  replicas: readonly string[];
  /** The global storage account. */
  storageName: string;
  parentZone: string;
  /** `LOCATION.PARENT-ZONE` unless told. */
  dnsZone: string;
  /** The object id of the pipeline's service principal, for `--as-owner`. */
  pipelinePrincipalId: string | undefined;
  networkShards: number;
  frontendCallers: readonly string[];
  operators: string;
  alertMails: readonly string[];
  sshPublicKey: string;
  rpClientId: string;
  rpPrincipalId: string;
  /** The registry that clusters pull releases from; the global one unless told. */
  registryId: string;
  adminIssuers: string;
  adminCommonName: string;
  channels: readonly string[];
  services: Readonly<Record<ServiceName, ServiceConfig>>;
}
