/**
 * `npm test`: format, lint, types, then the tests; the last line counts everything.
 * `npm run test:long`: the long suites. `npm test -- PATTERN` runs only the tests whose path matches.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

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

const suites = long ? ['long'] : ['unit', 'e2e'];

/** @returns the exit code, and what was printed when `quiet`. */
function run([file, ...rest], { quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, rest, { stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'] });
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => resolve({ code: 1, output: `${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(output).toString() }));
  });
}

const total = { passed: 0, failed: 0, skipped: 0 };
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

async function runSuite(suite) {
  mkdirSync('.local', { recursive: true });
  const outputFile = `.local/jest-${suite}.json`;
  rmSync(outputFile, { force: true });
  const flags = ['--ci', '--selectProjects', suite, '--json', `--outputFile=${outputFile}`, '--passWithNoTests'];
  // The end-to-end suites start whole systems: one at a time on two cores.
  const workers = suite === 'unit' ? ['-w', '2'] : ['-i'];
  const start = performance.now();
  const jest = [node, '--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...flags, ...workers, ...patterns];
  const { code } = await run(['sh', '-c', 'exec "$0" "$@" >/dev/null', ...jest]);
  let report;
  try {
    report = JSON.parse(readFileSync(outputFile, 'utf8'));
  } catch {
    process.stdout.write(`FAILED ${suite}: the runner ended with code ${code} before it could report\n`);
    total.failed += 1;
    return;
  }
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  total.skipped += report.numPendingTests + report.numTodoTests;
  for (const file of report.testResults)
    for (const test of file.assertionResults)
      if (test.status === 'pending') process.stdout.write(`skipped: ${test.fullName}\n`);
  if (code !== 0 && report.numFailedTests + report.numRuntimeErrorTestSuites === 0) total.failed += 1;
  process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${suite} tests (${since(start)})\n`);
}

if (!long && patterns.length === 0) await runChecks();
for (const suite of suites) await runSuite(suite);
if (process.env.CI === 'true' && total.skipped > 0) {
  process.stdout.write('In CI a skipped test is a failure.\n');
  total.failed += total.skipped;
}
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exit(total.failed === 0 ? 0 : 1);
