import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type Mutation } from './mutations.ts';

/** A copy of the source that may be broken, with the packages of the original. */
export interface Scratch extends AsyncDisposable {
  /**
   * Runs the tests of these files whose titles name one of the requirements, with the mutation while they run.
   * @returns which failed and why, and how many passed
   */
  run(files: readonly string[], requirements: readonly string[], mutation?: Mutation): Promise<Outcome>;
}

export interface Outcome {
  failed: { title: string; message: string }[];
  passed: number;
}

const copied = ['apps', 'libs', 'tools', 'swagger', 'package.json', 'jest.config.mjs', 'tsconfig.json'];
const leftOut = new Set(['node_modules', 'dist-bundle', '.local', '.nx']);
const ours = '@aro-rp';

/** @param root the root of the repository */
export async function makeScratch(root: string): Promise<Scratch> {
  const folder = await mkdtemp(join(tmpdir(), 'mutate-'));
  const filter = (path: string) => !leftOut.has(basename(path));
  for (const name of copied) await cp(join(root, name), join(folder, name), { recursive: true, filter });
  await linkPackages(root, folder);
  return {
    async run(files, requirements, mutation) {
      if (!mutation) return runJest(root, folder, files, requirements);
      const { search, replacement } = mutation;
      const place = join(folder, mutation.file);
      const source = await readFile(place, 'utf8');
      const broken = source.replace(search, () => replacement);
      if (broken === source) throw new Error(`there is nothing to break in ${mutation.file}`);
      await writeFile(place, broken);
      try {
        return await runJest(root, folder, files, requirements);
      } finally {
        await writeFile(place, source);
      }
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Packages of others are the installed ones; ours are those of the copy. */
async function linkPackages(root: string, folder: string): Promise<void> {
  const from = join(root, 'node_modules');
  const to = join(folder, 'node_modules');
  await mkdir(join(to, ours), { recursive: true });
  for (const name of await readdir(from)) if (name !== ours) await symlink(join(from, name), join(to, name));
  for (const kind of ['apps', 'libs', 'tools']) {
    for (const name of await readdir(join(folder, kind))) await symlink(join(folder, kind, name), join(to, ours, name));
  }
}

async function runJest(root: string, folder: string, files: readonly string[], requirements: readonly string[]) {
  const report = join(folder, 'report.json');
  await rm(report, { force: true });
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const options = [
    '--ci',
    '--rootDir',
    folder,
    '--selectProjects=unit',
    '--forceExit',
    '--testTimeout=180000',
    '--runTestsByPath',
    ...files,
  ];
  const select = ['-t', `(${requirements.join('|')}) `, '--json', '--outputFile', report];
  const child = spawn(process.execPath, ['--experimental-vm-modules', jest, ...options, ...select], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject));
  return outcomeOf(await readFile(report, 'utf8'));
}

function outcomeOf(report: string): Outcome {
  const { testResults } = JSON.parse(report) as { testResults: { assertionResults: Assertion[] }[] };
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  return {
    failed: all
      .filter(({ status }) => status === 'failed')
      .map(({ title, failureMessages }) => ({ title, message: failureMessages.join('\n') })),
    passed: all.filter(({ status }) => status === 'passed').length,
  };
}

interface Assertion {
  status: string;
  title: string;
  failureMessages: string[];
}
