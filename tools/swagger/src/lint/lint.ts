import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(import.meta.dirname, '../../package.json'));
const ruleset = join(import.meta.dirname, 'arm.spectral.cjs');

interface Finding {
  readonly code: string;
  readonly path: readonly string[];
  readonly message: string;
}

function run(file: string): Promise<string> {
  const spectral = require.resolve('@stoplight/spectral-cli/dist/index.js');
  const args = [spectral, 'lint', file, '--ruleset', ruleset, '--format', 'json', '--quiet'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { maxBuffer: 2 ** 26, timeout: 120_000 }, (error, stdout) => {
      // It ends with 1 when it has found something, and with 2 when it could not look.
      if (error !== null && error.code !== 1) reject(error);
      else resolve(stdout);
    });
  });
}

/** What Azure's rules for Resource Manager say against a document, by rule. */
export async function findingsIn(file: string): Promise<Map<string, readonly string[]>> {
  const findings = JSON.parse(await run(file)) as readonly Finding[];
  const byRule = Map.groupBy(findings, ({ code }) => code);
  return new Map(
    [...byRule].map(([rule, all]) => [rule, all.map((each) => `/${each.path.join('/')}: ${each.message}`)]),
  );
}

/** The rules of which `ours` breaks more than `published` does, with all that is said against ours. */
export function worse(
  ours: ReadonlyMap<string, readonly string[]>,
  published: ReadonlyMap<string, readonly string[]>,
): Record<string, readonly string[]> {
  return Object.fromEntries([...ours].filter(([rule, found]) => found.length > (published.get(rule) ?? []).length));
}
