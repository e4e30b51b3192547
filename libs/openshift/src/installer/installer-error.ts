import { reasonOf } from './reason.ts';

/**
 * Why `openshift-install` made nothing (docs/openshift-install.md 1).
 * The customer can mend `credentials`, `permissions`, `network`, `cidr`, `vm-size`, `quota`, `region`; the others are ours.
 * - `transient`: Azure or the way to it failed, and may not the next time.
 * - `timeout`: it took longer than allowed. - `output`: it said that it was done and something is missing or wrong.
 * - `killed`: by something else than us, such as the memory limit.
 */
export type InstallerFailure =
  | 'transient'
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
  /** The last errors that it printed, each with all of its lines, without secrets; the last is the decisive one. */
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

  /** The decisive error in one line, without what it is wrapped in; how the command ended when it printed none. */
  get reason(): string {
    const last = this.lines.at(-1);
    return last === undefined ? this.message : reasonOf(last);
  }
}

const customersOwn: ReadonlySet<InstallerFailure> = new Set([
  'credentials',
  'permissions',
  'network',
  'cidr',
  'vm-size',
  'quota',
  'region',
]);

/** Whether the customer can mend it, so that {@link InstallerError.reason} is theirs to read. */
export const isCustomersOwn = ({ kind }: InstallerError): boolean => customersOwn.has(kind);

/** Whether another run with the same input is refused as well, whoever can mend it. */
export const isLasting = (error: InstallerError): boolean =>
  isCustomersOwn(error) || error.kind === 'install-config' || error.kind === 'image';
