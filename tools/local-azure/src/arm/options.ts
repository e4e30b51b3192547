import { type Duration } from '@aro-rp/time';
import { type ComputeOptions } from './model/providers/compute/index.ts';
import { type ManagedIdentityDirectory } from './model/providers/managed-identity/index.ts';
import { type NetworkLimits } from './model/providers/network/index.ts';
import { type ServiceBusOptions } from './model/providers/service-bus/index.ts';

export interface ArmOptions {
  /** 0 takes a free one. */
  port: number;
  /** Where requests for Microsoft.RedHatOpenShift go; `setFrontend` changes it. */
  frontend?: string;
  /** The region that this Azure stands in, such as `eastus`. */
  location: string;
  /** The tenant of the subscriptions that are made here. */
  tenantId: string;
  /** Two in `tenantId` unless told. Those of earlier starts stay. */
  subscriptions?: { id: string; tenantId: string; name: string }[];
  /** The region's parent zone; `LOCATION.aro.localhost` unless told. */
  dnsZone?: string;
  /** How long a long operation runs; 1 s unless told. */
  operationDuration?: Duration;
  /** `Retry-After` of long operations in whole seconds, 1 or more; 1 unless told. */
  retryAfterSeconds?: number;
  /** Where clients are told to get tokens, without a slash at the end. */
  authority?: string;
  /** Quota, restricted sizes, features and failures of Microsoft.Compute. */
  compute?: Omit<ComputeOptions, 'consoleUrl'>;
  /** How many deployments of one place are remembered; 800, as in Azure, unless told. */
  deploymentHistory?: number;
  /** Limits of Microsoft.Network other than Azure's. */
  network?: Partial<NetworkLimits>;
  /** The root above the storage accounts; `https://localhost:8445` unless told. */
  blobEndpoint?(): string;
  /**
   * Host and port of a container registry by its name; unless told `localhost:8446` for the service's own and
   * `NAME.localhost:8446` for any other.
   */
  registryLoginServer?(name: string): string | undefined;
  /** The data plane of every Cosmos DB account; `https://localhost:8081` unless told. */
  cosmosEndpoint?(): string;
  /** Where a vault is reached, undefined while it opens; Azure's own address unless told. */
  vaultUri?(name: string): string | undefined;
  /** Where Service Bus namespaces are reached, and what is in their queues; Azure's own address and nothing unless told. */
  serviceBus?: ServiceBusOptions;
  /** How long a new role assignment takes to spread; 5 s unless told. `setRoleAssignmentDelay` changes it. */
  roleAssignmentDelay?: Duration;
  /**
   * Object ids that may do everything everywhere, beside what role assignments give; those of tests that do without
   * Entra ID unless told.
   */
  owners?: readonly string[];
  /** Whether a tenant's directory has a principal, for role assignments; all do unless told. */
  principalExists?(tenantId: string, principalId: string): boolean;
  /** Where managed identities get their service principals; nowhere unless told. */
  directory?: ManagedIdentityDirectory;
}
