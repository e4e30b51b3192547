/**
 * A storage account as Azure Resource Manager has it at this moment. Accounts and their containers are Resource
 * Manager's: what the blob service makes shows there, and what is made there can be used here at once.
 */
export interface BlobAccount {
  name: string;
  /** In Azure Resource Manager. */
  id: string;
  /** Of the account's subscription; tokens of other tenants are refused. */
  tenantId: string;
  /** Base64, the first and the second one. */
  keys: readonly string[];
  /** Whether the keys, and signatures made with them, open anything. */
  allowSharedKeyAccess: boolean;
  network: AccountNetwork;
  containers: BlobContainers;
}

export interface AccountNetwork {
  isPublic: boolean;
  /** Callers who name no subnet come through it; absent: there is none. */
  hasPrivateEndpoint?(): boolean;
  defaultAction: 'Allow' | 'Deny';
  /** Ids of the subnets that are let in when the default is `Deny`. */
  subnets: readonly string[];
}

export interface BlobContainers {
  /** By name. */
  list(): BlobContainer[];
  find(name: string): BlobContainer | undefined;
  /** @returns undefined when there is one of that name; is on the disk when it returns, as is {@link remove} */
  create(name: string, metadata: Record<string, string>): BlobContainer | undefined;
  remove(name: string): void;
}

export interface BlobContainer {
  name: string;
  /** New each time that a container of this name is made: what was in the last one is not in this one. */
  generation: string;
  /** With its quotes. */
  etag: string;
  /** Milliseconds since 1970. */
  changedAt: number;
  metadata: Record<string, string>;
}

/** Who calls, or for whom a signature was made. */
export interface BlobPrincipal {
  oid: string;
  tid: string;
}

/** What has to be allowed by a role of the principal. */
export interface BlobAction {
  /** Such as `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read`. */
  operation: string;
  /** Whether it is among the `dataActions` of roles, or their `actions`. */
  isDataAction: boolean;
  /** The account's id in Azure Resource Manager, or the container's. */
  scope: string;
}
