import { type Fault } from './azure/region.ts';

/**
 * Why a command did not do what was asked.
 * - `bad-input`: arguments or configuration; nothing was begun.
 * - `refused`: Azure says no (a right, a quota, a policy), or somebody else's release is in the way.
 * - `failed`: it was tried and did not work, or Azure could not be asked. A second run goes on where it was.
 * - `lost`: the lease or the document is somebody else's by now; nothing more is written.
 */
export type DeployErrorKind = 'bad-input' | 'refused' | 'failed' | 'lost';

/** What `deploy` throws on purpose. The message is for whoever runs it. */
export class DeployError extends Error {
  override readonly name: string = 'DeployError';
  constructor(
    readonly kind: DeployErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A deployment that ended badly or was refused. The message names each fault on a line of its own. */
export class DeploymentFault extends DeployError {
  override readonly name = 'DeploymentFault';
  constructor(
    kind: 'refused' | 'failed',
    readonly deployment: string,
    readonly faults: readonly Fault[],
  ) {
    super(
      kind,
      [`deployment ${deployment} ${kind === 'failed' ? 'failed' : 'is refused'}:`, ...faults.map(lineOf)].join('\n'),
    );
  }
}

const lineOf = ({ code, message, target }: Fault): string =>
  `  ${target === undefined ? '' : `${target}: `}${code}: ${message}`;
