// Generated from swagger/2025-07-25/redhatopenshift.json by `npm run client`; not edited by hand.

/** The type of identity that created the resource. */
export type CreatedByType = 'User' | 'Application' | 'ManagedIdentity' | 'Key' | (string & {});

/** EncryptionAtHost represents encryption at host state */
export type EncryptionAtHost = 'Disabled' | 'Enabled' | (string & {});

/** FipsValidatedModules determines if FIPS is used. */
export type FipsValidatedModules = 'Disabled' | 'Enabled' | (string & {});

/** Type of managed service identity (where both SystemAssigned and UserAssigned types are allowed). */
export type ManagedServiceIdentityType =
  'None' | 'SystemAssigned' | 'UserAssigned' | 'SystemAssigned,UserAssigned' | (string & {});

/** The outbound routing strategy used to provide your cluster egress to the internet. */
export type OutboundType = 'Loadbalancer' | 'UserDefinedRouting' | (string & {});

/** PreconfiguredNSG represents whether customers want to use their own NSG attached to the subnets */
export type PreconfiguredNSG = 'Disabled' | 'Enabled' | (string & {});

/** ProvisioningState represents a provisioning state. */
export type ProvisioningState =
  'AdminUpdating' | 'Canceled' | 'Creating' | 'Deleting' | 'Failed' | 'Succeeded' | 'Updating' | (string & {});

/** Visibility represents visibility. */
export type Visibility = 'Private' | 'Public' | (string & {});

/** APIServerProfile represents an API server profile. */
export interface APIServerProfile {
  /** API server visibility. */
  visibility?: Visibility;
  /** The URL to access the cluster API server. */
  readonly url?: string;
  /** The IP of the cluster API server. */
  readonly ip?: string;
}

/** The body of every refusal. */
export interface CloudError {
  /** What is wrong. */
  error?: CloudErrorBody;
}

/** What is wrong. */
export interface CloudErrorBody {
  /** What kind of error it is, for programs; it does not change. */
  code?: string;
  /** What is wrong and what to do, for people. */
  message?: string;
  /** What is at fault, such as the path of a member. */
  target?: string;
  /** Each of several errors. */
  details?: CloudErrorBody[];
}

/** ClusterProfile represents a cluster profile. */
export interface ClusterProfile {
  /** The pull secret for the cluster. */
  pullSecret?: string;
  /** The domain for the cluster. */
  domain?: string;
  /** The version of the cluster. */
  version?: string;
  /** The ID of the cluster resource group. */
  resourceGroupId?: string;
  /** If FIPS validated crypto modules are used */
  fipsValidatedModules?: FipsValidatedModules;
  /** The URL of the managed OIDC issuer in a workload identity cluster. */
  readonly oidcIssuer?: string;
}

/** ConsoleProfile represents a console profile. */
export interface ConsoleProfile {
  /** The URL to access the cluster console. */
  readonly url?: string;
}

/** An operation in words for people. */
export interface Display {
  /** The name of the service. */
  provider?: string;
  /** What the operation works on. */
  resource?: string;
  /** What it is called. */
  operation?: string;
  /** What it does. */
  description?: string;
}

/** EffectiveOutboundIP represents an effective outbound IP resource of the cluster public load balancer. */
export interface EffectiveOutboundIP {
  /** The fully qualified Azure resource id of an IP address resource. */
  id?: string;
}

/** IngressProfile represents an ingress profile. */
export interface IngressProfile {
  /** The ingress profile name. */
  name?: string;
  /** Ingress visibility. */
  visibility?: Visibility;
  /** The IP of the ingress. */
  readonly ip?: string;
}

/** LoadBalancerProfile represents the profile of the cluster public load balancer. */
export interface LoadBalancerProfile {
  /** The desired managed outbound IPs for the cluster public load balancer. */
  managedOutboundIps?: ManagedOutboundIPs;
  /** The list of effective outbound IP addresses of the public load balancer. */
  readonly effectiveOutboundIps?: EffectiveOutboundIP[];
}

/** ManagedOutboundIPs represents the desired managed outbound IPs for the cluster public load balancer. */
export interface ManagedOutboundIPs {
  /** Count represents the desired number of IPv4 outbound IPs created and managed by Azure for the cluster public load balancer. Allowed values are in the range of 1 - 20. The default value is 1. */
  count?: number;
}

/** Managed service identity (system assigned and/or user assigned identities) */
export interface ManagedServiceIdentity {
  /** The service principal ID of the system assigned identity. This property will only be provided for a system assigned identity. */
  readonly principalId?: string;
  /** The tenant ID of the system assigned identity. This property will only be provided for a system assigned identity. */
  readonly tenantId?: string;
  /** Type of managed service identity (where both SystemAssigned and UserAssigned types are allowed). */
  type: ManagedServiceIdentityType;
  /** The set of user assigned identities associated with the resource. The userAssignedIdentities dictionary keys will be ARM resource ids in the form: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{identityName}. The dictionary values can be empty objects ({}) in requests. */
  userAssignedIdentities?: Record<string, UserAssignedIdentity>;
}

/** MasterProfile represents a master profile. */
export interface MasterProfile {
  /** The size of the master VMs. */
  vmSize?: string;
  /** The Azure resource ID of the master subnet. */
  subnetId?: string;
  /** Whether master virtual machines are encrypted at host. */
  encryptionAtHost?: EncryptionAtHost;
  /** The resource ID of an associated DiskEncryptionSet, if applicable. */
  diskEncryptionSetId?: string;
}

/** NetworkProfile represents a network profile. */
export interface NetworkProfile {
  /** The CIDR used for OpenShift/Kubernetes Pods. */
  podCidr?: string;
  /** The CIDR used for OpenShift/Kubernetes Services. */
  serviceCidr?: string;
  /** The OutboundType used for egress traffic. */
  outboundType?: OutboundType;
  /** The cluster load balancer profile. */
  loadBalancerProfile?: LoadBalancerProfile;
  /** Specifies whether subnets are pre-attached with an NSG */
  preconfiguredNSG?: PreconfiguredNSG;
}

/** OpenShiftCluster represents an Azure Red Hat OpenShift cluster. */
export interface OpenShiftCluster extends TrackedResource {
  /** The cluster provisioning state. */
  provisioningState?: ProvisioningState;
  /** The cluster profile. */
  clusterProfile?: ClusterProfile;
  /** The console profile. */
  consoleProfile?: ConsoleProfile;
  /** The cluster service principal profile. */
  servicePrincipalProfile?: ServicePrincipalProfile;
  /** The workload identity profile. */
  platformWorkloadIdentityProfile?: PlatformWorkloadIdentityProfile;
  /** The cluster network profile. */
  networkProfile?: NetworkProfile;
  /** The cluster master profile. */
  masterProfile?: MasterProfile;
  /** The cluster worker profiles. */
  workerProfiles?: WorkerProfile[];
  /** The cluster worker profiles status. */
  readonly workerProfilesStatus?: WorkerProfile[];
  /** The cluster API server profile. */
  apiserverProfile?: APIServerProfile;
  /** The cluster ingress profiles. */
  ingressProfiles?: IngressProfile[];
  /** Identity stores information about the cluster MSI(s) in a workload identity cluster. */
  identity?: ManagedServiceIdentity;
}

/** The kubeconfig of a cluster's administrator. */
export interface OpenShiftClusterAdminKubeconfig {
  /** The kubeconfig file, in base64. */
  kubeconfig?: string;
}

/** The credentials of a cluster's kubeadmin user. */
export interface OpenShiftClusterCredentials {
  /** The name of the user. */
  kubeadminUsername?: string;
  /** The password of the user. */
  kubeadminPassword?: string;
}

/** A page of clusters. */
export interface OpenShiftClusterList {
  /** The elements of this page. */
  value: OpenShiftCluster[];
  /** Where the next page is; absent in the last one. */
  nextLink?: string;
}

/** What is to be changed. */
export interface OpenShiftClusterUpdate {
  /** The resource tags. */
  tags?: Record<string, string>;
  /** The cluster provisioning state. */
  provisioningState?: ProvisioningState;
  /** The cluster profile. */
  clusterProfile?: ClusterProfile;
  /** The console profile. */
  consoleProfile?: ConsoleProfile;
  /** The cluster service principal profile. */
  servicePrincipalProfile?: ServicePrincipalProfile;
  /** The workload identity profile. */
  platformWorkloadIdentityProfile?: PlatformWorkloadIdentityProfile;
  /** The cluster network profile. */
  networkProfile?: NetworkProfile;
  /** The cluster master profile. */
  masterProfile?: MasterProfile;
  /** The cluster worker profiles. */
  workerProfiles?: WorkerProfile[];
  /** The cluster worker profiles status. */
  readonly workerProfilesStatus?: WorkerProfile[];
  /** The cluster API server profile. */
  apiserverProfile?: APIServerProfile;
  /** The cluster ingress profiles. */
  ingressProfiles?: IngressProfile[];
  /** Identity stores information about the cluster MSI(s) in a workload identity cluster. */
  identity?: ManagedServiceIdentity;
}

/** A version of OpenShift that can be installed. */
export interface OpenShiftVersion extends ProxyResource {
  /** The version, such as '4.14.16'. */
  version?: string;
}

/** A page of versions. */
export interface OpenShiftVersionList {
  /** The elements of this page. */
  value: OpenShiftVersion[];
  /** Where the next page is; absent in the last one. */
  nextLink?: string;
}

/** What a role assignment can allow. */
export interface Operation {
  /** {provider}/{resource}/{operation} */
  name?: string;
  /** An operation in words for people. */
  display?: Display;
  /** Who asks for it: 'user', 'system' or 'user,system'. */
  origin?: string;
}

/** A page of operations. */
export interface OperationList {
  /** The elements of this page. */
  value: Operation[];
  /** Where the next page is; absent in the last one. */
  nextLink?: string;
}

/** PlatformWorkloadIdentity stores information representing a single workload identity. */
export interface PlatformWorkloadIdentity {
  /** The resource ID of the PlatformWorkloadIdentity resource */
  resourceId?: string;
  /** The ClientID of the PlatformWorkloadIdentity resource */
  readonly clientId?: string;
  /** The ObjectID of the PlatformWorkloadIdentity resource */
  readonly objectId?: string;
}

/** PlatformWorkloadIdentityProfile encapsulates all information that is specific to workload identity clusters. */
export interface PlatformWorkloadIdentityProfile {
  /** UpgradeableTo stores a single OpenShift version a workload identity cluster can be upgraded to */
  upgradeableTo?: string;
  /** Dictionary of <PlatformWorkloadIdentity> */
  platformWorkloadIdentities?: Record<string, PlatformWorkloadIdentity>;
}

/** What an operator's identity must be allowed to do. */
export interface PlatformWorkloadIdentityRole {
  /** The name of the operator. */
  operatorName?: string;
  /** The name of the role. */
  roleDefinitionName?: string;
  /** The resource id of the role definition. */
  roleDefinitionId?: string;
}

/** What the identities of a cluster of a minor version need. */
export interface PlatformWorkloadIdentityRoleSet extends ProxyResource {
  /** The minor version that it is for. */
  openShiftVersion?: string;
  /** One for each operator. */
  platformWorkloadIdentityRoles?: PlatformWorkloadIdentityRole[];
}

/** A page of role sets. */
export interface PlatformWorkloadIdentityRoleSetList {
  /** The elements of this page. */
  value: PlatformWorkloadIdentityRoleSet[];
  /** Where the next page is; absent in the last one. */
  nextLink?: string;
}

/** The resource model definition for a Azure Resource Manager proxy resource. It will not have tags and a location */
export type ProxyResource = Resource;

/** Common fields that are returned in the response for all Azure Resource Manager resources */
export interface Resource {
  /** Fully qualified resource ID for the resource. E.g. "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/{resourceProviderNamespace}/{resourceType}/{resourceName}" */
  readonly id?: string;
  /** The name of the resource */
  readonly name?: string;
  /** The type of the resource. E.g. "Microsoft.Compute/virtualMachines" or "Microsoft.Storage/storageAccounts" */
  readonly type?: string;
  /** Azure Resource Manager metadata containing createdBy and modifiedBy information. */
  readonly systemData?: systemData;
}

/** ServicePrincipalProfile represents a service principal profile. */
export interface ServicePrincipalProfile {
  /** The client ID used for the cluster. */
  clientId?: string;
  /** The client secret used for the cluster. */
  clientSecret?: string;
}

/** The resource model definition for an Azure Resource Manager tracked top level resource which has 'tags' and a 'location' */
export interface TrackedResource extends Resource {
  /** Resource tags. */
  tags?: Record<string, string>;
  /** The geo-location where the resource lives */
  location: string;
}

/** User assigned identity properties */
export interface UserAssignedIdentity {
  /** The principal ID of the assigned identity. */
  readonly principalId?: string;
  /** The client ID of the assigned identity. */
  readonly clientId?: string;
}

/** WorkerProfile represents a worker profile. */
export interface WorkerProfile {
  /** The worker profile name. */
  name?: string;
  /** The size of the worker VMs. */
  vmSize?: string;
  /** The disk size of the worker VMs. */
  diskSizeGB?: number;
  /** The Azure resource ID of the worker subnet. */
  subnetId?: string;
  /** The number of worker VMs. */
  count?: number;
  /** Whether master virtual machines are encrypted at host. */
  encryptionAtHost?: EncryptionAtHost;
  /** The resource ID of an associated DiskEncryptionSet, if applicable. */
  diskEncryptionSetId?: string;
}

/** Metadata pertaining to creation and last modification of the resource. */
export interface systemData {
  /** The identity that created the resource. */
  createdBy?: string;
  /** The type of identity that created the resource. */
  createdByType?: CreatedByType;
  /** The timestamp of resource creation (UTC). */
  createdAt?: Date;
  /** The identity that last modified the resource. */
  lastModifiedBy?: string;
  /** The type of identity that last modified the resource. */
  lastModifiedByType?: CreatedByType;
  /** The timestamp of resource last modification (UTC) */
  lastModifiedAt?: Date;
}
