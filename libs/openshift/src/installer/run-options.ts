import { type Log, type Secret } from '@aro-rp/telemetry';
import { type Clock, type Duration } from '@aro-rp/time';
import { type ManifestEdits } from '../manifests/manifests.ts';

/** Where the private folders of runs are made; it belongs to this process alone. */
export interface Scratch {
  folder: string;
  /** Refuse to run when the folder is on a disk, which would keep credentials and keys. */
  mustBeTmpfs?: boolean;
}

/** The cluster's own service principal: it ends up in the cluster. Never ours. */
export interface ClusterCredentials {
  subscriptionId: string;
  tenantId: string;
  clientId: string;
  clientSecret: Secret;
}

export interface InstallerRun {
  /** Path of the binary, as the cache gives it. */
  binary: string;
  scratch: Scratch;
  installConfig: Secret;
  /** Pull spec by digest; what the bootstrap machine pulls. */
  releaseImage: string;
  credentials: ClusterCredentials;
  /** The cluster's; the host need not run in FIPS mode itself. */
  fips: boolean;
  edits: ManifestEdits;
  signal: AbortSignal;
  clock: Clock;
  log: Log;
  /** For both commands together. */
  timeout: Duration;
}
