import { RegistryError } from '@aro-rp/registry';
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

/** What a person is told of it; names the setting to look at when a registry lets nobody in. */
export function messageOf(error: unknown): string {
  const { message, cause } = error as Error;
  const refused = [error, cause].find((one) => one instanceof RegistryError && one.kind === 'unauthorized');
  if (!(refused instanceof RegistryError)) return message;
  return `${message}; look at the credentials for ${refused.context.host}: SOURCE_AUTH_FILE, REGISTRY_AUTH_FILE, or the identity's role`;
}
