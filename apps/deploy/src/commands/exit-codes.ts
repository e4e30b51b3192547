import { DeployError } from '../deploy-error.ts';

/** Of every command. */
export const exitCodes = {
  done: 0,
  /** It was tried and did not work; a second run goes on where it was. */
  failed: 1,
  /** Bad arguments or configuration; nothing was begun. */
  usage: 2,
  /** Azure says no, or somebody else's release is in the way. */
  refused: 3,
  /** What is there differs from what the configuration says. */
  differs: 4,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof DeployError)) return exitCodes.failed;
  if (error.kind === 'bad-input') return exitCodes.usage;
  return error.kind === 'refused' ? exitCodes.refused : exitCodes.failed;
}
