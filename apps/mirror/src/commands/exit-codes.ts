import { MirrorError } from '../mirror-error.ts';

/** Of every command. */
export const exitCodes = {
  done: 0,
  /** Something could not be read or written; run again, it goes on where it was. */
  failed: 1,
  /** Bad arguments, settings or file; nothing was begun. */
  usage: 2,
  /** The graph has no such release, or it may not be mirrored. */
  noRelease: 3,
  /** Something is missing in the registry, or different. */
  incomplete: 4,
} as const;

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof MirrorError)) return exitCodes.failed;
  if (error.kind === 'bad-input') return exitCodes.usage;
  if (error.kind === 'no-release') return exitCodes.noRelease;
  return error.kind === 'incomplete' ? exitCodes.incomplete : exitCodes.failed;
}
