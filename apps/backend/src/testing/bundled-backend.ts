import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** CommonJS packages inside an ES module still call `require` and read where they are. */
const banner = [
  `import { createRequire as __createRequire } from 'node:module';`,
  `const require = __createRequire(import.meta.url);`,
  `var __filename = import.meta.filename;`,
  `var __dirname = import.meta.dirname;`,
].join(' ');

/** One file that plain `node` runs: a process of it starts ten times sooner than from source. @returns its path */
export async function bundleBackend(folder: string): Promise<string> {
  const outfile = join(folder, 'backend.mjs');
  const esbuild = join(dirname(createRequire(__filename).resolve('esbuild/package.json')), 'bin', 'esbuild');
  await promisify(execFile)(esbuild, [
    join(__dirname, '..', 'main.ts'),
    ...['--bundle', '--platform=node', '--format=esm', '--target=node24', '--log-level=error'],
    ...[`--banner:js=${banner}`, `--outfile=${outfile}`],
  ]);
  return outfile;
}
