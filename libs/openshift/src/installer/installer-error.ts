/**
 * Why `openshift-install` made nothing (docs/openshift-install.md 1).
 * The customer can mend `credentials`, `permissions`, `network`, `cidr`, `vm-size`, `quota`; the others are ours.
 * - `timeout`: it took longer than allowed. - `output`: it said that it was done and something is missing or wrong.
 * - `killed`: by something else than us, such as the memory limit.
 */
export type InstallerFailure =
  | 'credentials'
  | 'permissions'
  | 'network'
  | 'cidr'
  | 'vm-size'
  | 'quota'
  | 'image'
  | 'region'
  | 'install-config'
  | 'timeout'
  | 'output'
  | 'killed'
  | 'unknown';

export interface InstallerErrorFields {
  /** `create manifests` or `create ignition-configs`. */
  command: string;
  /** Undefined when it was killed. */
  exitCode?: number | undefined;
  /** The last errors that it printed, the outermost sentence of each, without secrets; the last is the decisive one. */
  lines?: readonly string[];
}

export class InstallerError extends Error {
  override readonly name = 'InstallerError';
  readonly command: string;
  readonly exitCode: number | undefined;
  readonly lines: readonly string[];

  constructor(
    readonly kind: InstallerFailure,
    message: string,
    { command, exitCode, lines = [] }: InstallerErrorFields,
    options?: ErrorOptions,
  ) {
    super(`openshift-install ${command}: ${message}`, options);
    this.command = command;
    this.exitCode = exitCode;
    this.lines = lines;
  }
}

const customersOwn: ReadonlySet<InstallerFailure> = new Set([
  'credentials',
  'permissions',
  'network',
  'cidr',
  'vm-size',
  'quota',
]);

/** Whether the customer can mend it, so that {@link InstallerError.lines} is theirs to read. */
export const isCustomersOwn = ({ kind }: InstallerError): boolean => customersOwn.has(kind);
