/**
 * What `deploy` asks of Azure for one region. Everything is found through ARM, so that no address is configured.
 * Every method may throw {@link DeployError}: `refused` where Azure says no, `failed` where it could not be asked.
 */
export interface Region {
  scaleSets: ScaleSets;
  deployments: Deployments;
  metrics: Metrics;
  /** Sum over the queues of the region's Service Bus namespace. */
  queues(): Promise<{ active: number; deadLettered: number }>;
  blobs: Blobs;
  registry: Registry;
  /** @param vaultName a vault of the region's group */
  secrets(vaultName: string): Promise<SecretClientLike>;
  /** Ends connections that would keep the process alive. */
  close(): Promise<void>;
}

export interface ScaleSet {
  id: string;
  name: string;
  service: string;
  version: string;
  /** The id of the run that owns it: the fence. Empty when nobody does. */
  release: string;
  capacity: number;
  provisioningState: string;
  /** Whether Azure repairs unhealthy instances by itself. */
  repairs: boolean;
  /** When it was made, as ARM says it; absent when it does not. */
  createdAt?: string;
}

export interface Instance {
  id: string;
  name: string;
  provisioningState: string;
  /** What the health extension says; `unknown` before its first probe. */
  health: 'healthy' | 'unhealthy' | 'unknown';
  /** Changes when the machine is made anew (a reimage keeps it). */
  vmId: string;
}

/** The scale sets of the region's group. */
export interface ScaleSets {
  list(): Promise<ScaleSet[]>;
  instances(name: string): Promise<Instance[]>;
  /** Switches automatic repairs off, before it is drained. */
  stopRepairs(name: string): Promise<void>;
  /** The inverse, for a scale set that stays after all. */
  startRepairs(name: string): Promise<void>;
  /** Fences: replaces the tag `release`. */
  claim(name: string, release: string): Promise<void>;
  /** Returns when ARM has accepted it; the instances then get their terminate notice. Gone is fine. */
  beginDelete(name: string): Promise<void>;
  exists(name: string): Promise<boolean>;
}

/** Where a template is deployed: a group of the region's subscription or of the global one, or a whole subscription. */
export type Target = { group: string; subscription?: string } | { subscription: string; location: string };

export interface Operation {
  /** Such as `Microsoft.Network/virtualNetworks`. */
  type: string;
  name: string;
  /** `Running`, `Succeeded`, `Failed`, ... as ARM words it. */
  state: string;
}

export interface Deployments {
  /**
   * Begins the deployment, or joins the one of that name that is running, and waits until it ends.
   * @param onOperation told each time that a resource's state changes
   * @returns the outputs' values
   * @throws DeploymentFault that names each failed resource with code and message
   */
  run(
    target: Target,
    name: string,
    template: object,
    parameters: Readonly<Record<string, unknown>>,
    onOperation?: (operation: Operation) => void,
    signal?: AbortSignal,
  ): Promise<Record<string, unknown>>;
  /** The last deployment of that name, if it succeeded: its outputs, and whether it was of exactly this content. */
  last(
    target: Target,
    name: string,
    template: object,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<{ outputs: Record<string, unknown>; isSame: boolean } | undefined>;
  /** What it would change. Writes nothing. @throws DeploymentFault when the template could not be deployed */
  whatIf(
    target: Target,
    name: string,
    template: object,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<Change[]>;
  /** Every fault that ARM and its providers find beforehand. Writes nothing. */
  validate(
    target: Target,
    name: string,
    template: object,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<Fault[]>;
}

/** As ARM words it (ARM RPC error). */
export interface Fault {
  code: string;
  message: string;
  /** What it is about: a resource's type and name or a path. */
  target?: string;
}

export interface Change {
  id: string;
  type: string;
  name: string;
  /** As "What-if change types" of ARM. */
  change: 'Create' | 'Delete' | 'Deploy' | 'Ignore' | 'Modify' | 'NoChange' | 'NoEffect' | 'Unsupported';
  /** Of a `Modify`. */
  properties: PropertyChange[];
  /** Of an `Unsupported`. */
  reason?: string;
}

export interface PropertyChange {
  path: string;
  change: 'Array' | 'Create' | 'Delete' | 'Modify' | 'NoEffect';
  before?: unknown;
  after?: unknown;
  children: PropertyChange[];
}

/** Azure Monitor, metric namespace `aro-rp`. A metric that has no value is 0. */
export interface Metrics {
  /** @param since in milliseconds since the epoch */
  total(resourceId: string, names: readonly string[], since: number): Promise<Record<string, number>>;
  /** The last value of each in the past ten minutes; what has none is left out. */
  latest(resourceId: string, names: readonly string[]): Promise<Record<string, number>>;
}

/** JSON documents and leases in the global storage account. */
export interface Blobs {
  read(container: string, name: string): Promise<{ value: unknown; etag: string } | undefined>;
  /**
   * With neither condition it makes the blob and never replaces one.
   * @throws DeployError `lost` when `ifMatch` or the lease is not the blob's any more, or it is there already
   */
  write(
    container: string,
    name: string,
    value: unknown,
    options: { ifMatch?: string; leaseId?: string },
  ): Promise<void>;
  /** Makes the blob, with the value null, when it is absent. @param seconds 15 to 60 (Blob service REST, Lease Blob) */
  lease(container: string, name: string, seconds: number): Promise<BlobLease | 'taken'>;
}

export interface BlobLease {
  id: string;
  /** @throws DeployError `lost` when it is somebody else's by now */
  renew(): Promise<void>;
  release(): Promise<void>;
}

export interface Registry {
  loginServer: string;
  /** @returns undefined when there is no such tag */
  digestOf(repository: string, tag: string): Promise<string | undefined>;
}

export interface SecretVersion {
  version: string;
  enabled: boolean;
  createdAt: number | undefined;
  expiresAt: number | undefined;
}

/** One vault's secrets. Values never appear in an error. */
export interface SecretClientLike {
  /** The current version. */
  get(name: string): Promise<(SecretVersion & { value: string; contentType: string | undefined }) | undefined>;
  /** Newest first. */
  versions(name: string): Promise<SecretVersion[]>;
  /** A new version. */
  set(name: string, value: string, options?: { contentType?: string }): Promise<SecretVersion>;
}
