import { type Secret } from '@aro-rp/telemetry';

/**
 * How one client shows a registry who it is.
 * - `password`: user and password, also at the token service that the registry names.
 * - `identity`: a refresh token, exchanged at that token service (docker's `identitytoken`, ACR's exchange).
 * - `bearer`: a token that the registry takes as it is (docker's `registrytoken`).
 */
export type Credential =
  | { kind: 'password'; user: string; password: Secret }
  | { kind: 'identity'; token: Secret }
  | { kind: 'bearer'; token: Secret };

/** Where a client's credentials come from. Safe for concurrent use; asked again when a token has to be renewed. */
export interface Credentials {
  /**
   * @param host host and port of the registry @param repository absent for what concerns no repository
   * @returns undefined for nobody: then the registry is asked anonymously
   * @throws RegistryError `unauthorized`, `unreachable`
   */
  for(host: string, repository: string | undefined, signal: AbortSignal): Promise<Credential | undefined>;
  /** Forgets what it has fetched for `host`: the registry refused it. */
  forget?(host: string): void;
}
