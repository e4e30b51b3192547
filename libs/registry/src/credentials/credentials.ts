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

/** Posts a form to a service of the registry, in the registry's own connections; its answer is JSON, if there is one. */
export type PostForm = (url: URL, form: Record<string, string>) => Promise<{ status: number; json: unknown }>;

export interface CredentialQuestion {
  /** Host and port of the registry. */
  host: string;
  /** Absent for what concerns no repository. */
  repository: string | undefined;
  signal: AbortSignal;
  post: PostForm;
}

/** Where a client's credentials come from. Safe for concurrent use; asked whenever a token has to be fetched. */
export interface Credentials {
  /**
   * @returns undefined for nobody: then the registry is asked anonymously
   * @throws RegistryError `unauthorized`, `unreachable`, `unavailable`
   */
  for(question: CredentialQuestion): Promise<Credential | undefined>;
  /** Forgets what it has fetched for that registry, which refused it. */
  forget?(host: string): void;
}
