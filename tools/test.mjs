/**
 * `npm test`: format, lint, types, then the tests; the last line counts everything.
 * `npm run test:long`: the long suites, and those of local Azure. `npm test -- PATTERN` runs only the tests whose path matches.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';

const minutes = 60_000;
const args = process.argv.slice(2);
const long = args.includes('--long');
const patterns = args.filter((arg) => !arg.startsWith('--'));
const node = process.execPath;

const checks = [
  { name: 'format', command: [node, 'node_modules/prettier/bin/prettier.cjs', '--check', '.', '--log-level', 'warn'] },
  { name: 'types', command: [node, 'node_modules/ts7/bin/tsc', '-p', 'tsconfig.json'] },
  {
    name: 'lint',
    command: ['sh', '-c', 'mkdir -p .nx && nx show projects > .nx/projects.txt && eslint . --max-warnings 0'],
  },
];

const suites = long ? ['local-azure', 'long'] : ['unit', ...(patterns.length > 0 ? ['local-azure'] : []), 'e2e'];

/** @returns the exit code, and what was printed when `quiet`. What takes longer than `limit` is killed. */
function run([file, ...rest], { quiet = false, limit = 20 * minutes } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, rest, { stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'] });
    const output = [];
    const timer = setTimeout(() => {
      process.stdout.write(`killed after ${limit / minutes} minutes: ${rest.join(' ')}; what ran then:\n`);
      spawnSync('ps', ['-eo', 'pid,ppid,etimes,stat,args', '--cols', '200'], {
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      child.kill('SIGKILL');
    }, limit);
    child.once('exit', () => clearTimeout(timer));
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => resolve({ code: 1, output: `${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(output).toString() }));
  });
}

const total = { passed: 0, failed: 0, skipped: 0, second: 0 };
const since = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

async function runChecks() {
  await Promise.all(
    checks.map(async ({ name, command }) => {
      const start = performance.now();
      const { code, output } = await run(command, { quiet: true });
      total[code === 0 ? 'passed' : 'failed'] += 1;
      process.stdout.write(
        `${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${since(start)})\n${code === 0 ? '' : output}`,
      );
    }),
  );
}

const reporters = process.env.CI === 'true' || long ? ['--reporters=default', '--reporters=./tools/heartbeat.mjs'] : [];

/** @returns the runner's exit code, and its report; when it was killed, what it had come to: the rest counts as failed */
async function jest(suite, flags) {
  mkdirSync('.local', { recursive: true });
  const outputFile = `.local/jest-${suite}.json`;
  const progress = `.local/jest-${suite}.jsonl`;
  for (const file of [outputFile, progress]) rmSync(file, { force: true });
  process.env.JEST_PROGRESS = progress;
  const command = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--ci', '--selectProjects', suite];
  const output = ['--json', `--outputFile=${outputFile}`, '--passWithNoTests', ...reporters];
  const { code } = await run(['sh', '-c', 'exec "$0" "$@" >/dev/null', node, ...command, ...output, ...flags], {
    limit: (long ? 60 : 20) * minutes,
  });
  try {
    return { code, report: JSON.parse(readFileSync(outputFile, 'utf8')) };
  } catch {
    process.stdout.write(`${suite}: the runner ended with code ${code} before it could report\n`);
    return { code: code || 1, report: partial(progress, suite, flags) };
  }
}

function partial(progress, suite, flags) {
  const list = spawnSync(node, [
    'node_modules/jest/bin/jest.js',
    '--listTests',
    '--json',
    '--selectProjects',
    suite,
    ...flags,
  ]);
  const lines = existsSync(progress) ? readFileSync(progress, 'utf8').trim().split('\n') : [];
  const ended = lines.filter((line) => line !== '').map((line) => JSON.parse(line));
  const names = JSON.parse(list.stdout.toString().trim().split('\n').at(-1) || '[]');
  const rest = names.filter((name) => !ended.some((one) => one.name === name));
  for (const name of rest) process.stdout.write(`did not end: ${relative('.', name)}\n`);
  const report = merged(
    ended,
    rest.map((name) => ({ name, status: 'failed', assertionResults: [] })),
  );
  return { ...report, numRuntimeErrorTestSuites: Math.max(1, rest.length) };
}

function count(report, code) {
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  total.skipped += report.numPendingTests + report.numTodoTests;
  for (const file of report.testResults)
    for (const test of file.assertionResults)
      if (test.status === 'pending') process.stdout.write(`skipped: ${test.fullName}\n`);
  if (code !== 0 && report.numFailedTests + report.numRuntimeErrorTestSuites === 0) total.failed += 1;
}

const failedFiles = ({ testResults }) =>
  testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);

async function runSuite(suite) {
  // What a developer waits for end to end begins whole systems, one at a time; the long suites mostly wait themselves.
  const workers = suite === 'e2e' ? ['-i'] : ['-w', '2'];
  const start = performance.now();
  const say = (code) => process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${suite} tests (${since(start)})\n`);

  let { code, report } = await jest(suite, [...workers, ...patterns]);
  // A file that fails beside others is run once more, alone. It is named either way: what depends on company is a fault.
  const again = failedFiles(report);
  if (again.length > 0 && again.length <= fewFiles) {
    process.stdout.write(`${suite}: running ${again.length} failed files again, alone\n`);
    const second = await jest(suite, ['-i', '--forceExit', '--runTestsByPath', ...again]);
    const repaired = again.filter((name) => !failedFiles(second.report).includes(name));
    for (const name of repaired) process.stdout.write(`only at the second try: ${relative('.', name)}\n`);
    total.second += repaired.length;
    if (repaired.length === again.length && second.code === 0) {
      // Counted as the second run found them.
      const kept = report.testResults.filter(({ status }) => status !== 'failed');
      report = merged(kept, second.report.testResults);
      code = 0;
    }
  }
  count(report, code);
  say(code);
}

const fewFiles = long ? 8 : 3;

function merged(...parts) {
  const testResults = parts.flat();
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const of = (status) => tests.filter((test) => test.status === status).length;
  return {
    testResults,
    numPassedTests: of('passed'),
    numFailedTests: of('failed'),
    numPendingTests: of('pending'),
    numTodoTests: of('todo'),
    numRuntimeErrorTestSuites: 0,
  };
}

if (!long && patterns.length === 0) await runChecks();
for (const suite of suites) await runSuite(suite);
if (process.env.CI === 'true' && total.skipped > 0) {
  process.stdout.write('In CI a skipped test is a failure.\n');
  total.failed += total.skipped;
}
const second = total.second > 0 ? `, ${total.second} files only at the second try` : '';
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped${second}\n`);
process.exit(total.failed === 0 ? 0 : 1);
