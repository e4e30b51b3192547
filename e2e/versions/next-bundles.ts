import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../harness/system.ts';
import { type VariantName } from './planted.ts';

/** Bundles of the next version, in a folder. @returns where each is @throws Error with what the bundler says */
export async function buildNext<const V extends VariantName>(
  folder: string,
  variants: readonly V[],
): Promise<Record<V, string>> {
  // A process of its own: the bundler does not run among a test's globals.
  const program = ['--import', 'tsx', join('e2e', 'versions', 'bundle-next.ts')];
  await promisify(execFile)(process.execPath, [...program, folder, ...variants], { cwd: root });
  return Object.fromEntries(variants.map((one) => [one, join(folder, one, 'main.mjs')])) as Record<V, string>;
}
