import { exitCodes } from './exit-codes.ts';

/** @returns the process's exit code */
export async function runCommand(args: readonly string[], version: string): Promise<number> {
  if (args.includes('--version')) {
    process.stdout.write(`deploy ${version}\n`);
    return exitCodes.done;
  }
  process.stderr.write(`deploy cannot begin:\n  ${args.join(' ')} is no command\nTry --help.\n`);
  return exitCodes.usage;
}
