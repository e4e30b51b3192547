import { type Log, type Metrics, type Secret } from '@aro-rp/telemetry';
import { type Clock } from '@aro-rp/time';
import { type TokenCredential } from '@azure/identity';

/** What `runService` hands to an app's `start`. */
export interface ServiceContext {
  log: Log;
  metrics: Metrics;
  clock: Clock;
  /** Names this process in leases and logs; new at every start. */
  instance: string;
  /** The service's own identity: Cosmos DB, Service Bus, Key Vault. */
  credential: TokenCredential;
}

/** What an app's `start` returns. */
export interface RunningService {
  /** Why the service is not ready; empty means ready. Asked on every `/healthz/ready`. */
  notReady(): string[];
  /** Takes nothing new and finishes what it has, within the drain time; the signal aborts when that is over. */
  drain(signal: AbortSignal): Promise<void>;
  /** Closes connections. Called after `drain`. */
  stop(): Promise<void>;
}

export interface DataKey {
  version: string;
  /** 32 bytes, AES-256. */
  key: Secret<Uint8Array>;
}

/** The data keys that seal documents, from Key Vault. A new version seals only an hour after its creation. */
export interface KeyRing {
  /** The one to seal with. */
  current(): Promise<DataKey>;
  /** The one to open with; an unknown version is asked for once on demand. undefined when there is none. */
  byVersion(version: string): Promise<DataKey | undefined>;
}
