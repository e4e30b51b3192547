import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makePackage } from './package.ts';
import { versionOf } from './version.ts';

const usage = `node --import tsx tools/package/main.ts SERVICE [--output FOLDER] [--version VERSION --commit COMMIT]

Makes the build context of a service's image, in dist/SERVICE unless told; version and commit are what git tells
unless told. Exit codes: 0 made, 1 failed, 2 bad arguments.

node --import tsx tools/package/main.ts push --help says how to push packages to the registry of local Azure.`;

async function main(): Promise<number> {
  process.chdir(join(import.meta.dirname, '../..'));
  const [command, ...rest] = process.argv.slice(2);
  if (command === 'push') return (await import('./push.ts')).push(rest, isService);
  const { values, positionals } = parseArgs({
    options: {
      output: { type: 'string' },
      version: { type: 'string' },
      commit: { type: 'string' },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const [service, ...more] = positionals;
  if (values.help) return say(usage);
  if (service === undefined || more.length > 0 || !isService(service)) return say(usage, 2);
  const { version, commit } = values;
  if ((version === undefined) !== (commit === undefined)) return say(usage, 2);
  const packaged = version === undefined || commit === undefined ? versionOf(service) : { service, version, commit };
  const folder = values.output ?? join('dist', service);
  await makePackage(packaged, folder);
  return say(`${folder}: ${service} ${packaged.version}`);
}

const isService = (name: string) => existsSync(`apps/${name}/src/main.ts`);

function say(text: string, code = 0): number {
  (code === 0 ? console.log : console.error)(text);
  return code;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = say(error instanceof Error ? error.message : String(error), 1);
}
