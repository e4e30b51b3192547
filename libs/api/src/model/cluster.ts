import { type ProvisioningState } from './provisioning-state.ts';

export type Visibility = 'Public' | 'Private';
export type Toggle = 'Enabled' | 'Disabled';

/**
 * The internal model: the union of what all API versions can say, independent of any of them. It is what the cluster
 * document stores under `cluster`. Secrets (client secret, pull secret, kubeconfigs) are never in it.
 * A stored value may hold members that this version does not know; code spreads what it changes and keeps them.
 */
export interface OpenShiftCluster {
  /** As the caller wrote it last; compare with {@link sameResource}, never with `===`. */
  id: string;
  name: string;
  type: string;
  location: string;
  tags?: Record<string, string>;
  systemData?: SystemData;
  /** Of a cluster that works with managed identities in place of a service principal. */
  identity?: ManagedIdentity;
  properties: ClusterProperties;
}

/** Who created and last changed the resource, as ARM said it (ARM RPC "common-api-contracts", systemData). */
export interface SystemData {
  createdBy?: string;
  createdByType?: string;
  createdAt?: string;
  lastModifiedBy?: string;
  lastModifiedByType?: string;
  lastModifiedAt?: string;
}

/** The managed identity of the cluster itself; what runs inside it has {@link PlatformWorkloadIdentity}s. */
export interface ManagedIdentity {
  type: string;
  principalId?: string;
  tenantId?: string;
  /** By resource id. */
  userAssignedIdentities?: Record<string, { principalId?: string; clientId?: string }>;
}

export interface ClusterProperties {
  provisioningState: ProvisioningState;
  /** The state that failed, while `provisioningState` is `Failed`. */
  failedProvisioningState?: ProvisioningState;
  /** The state before the running update or delete. */
  lastProvisioningState?: ProvisioningState;
  /** What an administrator has asked for, until the backend takes it up. */
  maintenanceTask?: MaintenanceTask;
  /** Why the last of an administrator's updates has failed, until one succeeds. */
  lastAdminUpdateError?: string;
  clusterProfile: ClusterProfile;
  consoleProfile?: { url?: string };
  /** Every cluster has either this or a `platformWorkloadIdentityProfile`. */
  servicePrincipalProfile?: { clientId: string };
  platformWorkloadIdentityProfile?: PlatformWorkloadIdentityProfile;
  networkProfile: NetworkProfile;
  masterProfile: MasterProfile;
  workerProfiles: WorkerProfile[];
  /** What the workers were when the service last looked. */
  workerProfilesStatus?: WorkerProfile[];
  apiserverProfile: { visibility: Visibility; url?: string; ip?: string };
  ingressProfiles: IngressProfile[];
}

/**
 * - `Everything`: all that an update mends, and the others.
 * - `CertificatesRenewal`: the client certificates of all kubeconfigs.
 * - `SyncClusterObject`: what the service shows of the cluster, as the cluster itself has it.
 */
export const maintenanceTasks = ['Everything', 'CertificatesRenewal', 'SyncClusterObject'] as const;
export type MaintenanceTask = (typeof maintenanceTasks)[number];

export interface ClusterProfile {
  domain: string;
  version?: string;
  resourceGroupId: string;
  fipsValidatedModules: Toggle;
  /** Of a cluster with workload identities. */
  oidcIssuer?: string;
}

export interface PlatformWorkloadIdentityProfile {
  /** An OpenShift version; its operators' identities may be named before the upgrade. */
  upgradeableTo?: string;
  /** By operator. */
  platformWorkloadIdentities: Record<string, PlatformWorkloadIdentity>;
}

export interface PlatformWorkloadIdentity {
  resourceId: string;
  clientId?: string;
  objectId?: string;
}

/** Members that are optional here have a default from {@link withDefaults} in every cluster that is made now. */
export interface NetworkProfile {
  podCidr: string;
  serviceCidr: string;
  softwareDefinedNetwork?: string;
  outboundType?: OutboundType;
  /** Of a cluster whose outbound type is `Loadbalancer`. */
  loadBalancerProfile?: LoadBalancerProfile;
  preconfiguredNSG?: Toggle;
}

export type OutboundType = 'Loadbalancer' | 'UserDefinedRouting';

export interface LoadBalancerProfile {
  managedOutboundIps?: { count: number };
  effectiveOutboundIps?: { id: string }[];
  outboundIps?: { id: string }[];
  outboundIpPrefixes?: { id: string }[];
  allocatedOutboundPorts?: number;
}

export interface MasterProfile {
  vmSize: string;
  subnetId: string;
  encryptionAtHost: Toggle;
  diskEncryptionSetId?: string;
}

export interface WorkerProfile extends MasterProfile {
  name: string;
  diskSizeGB: number;
  count: number;
}

export interface IngressProfile {
  name: string;
  visibility: Visibility;
  ip?: string;
}

/** What a request may carry and no document may hold in the clear; stored sealed, beside the cluster. */
export const clusterSecretNames = ['clientSecret', 'pullSecret'] as const;
export type ClusterSecretName = (typeof clusterSecretNames)[number];
