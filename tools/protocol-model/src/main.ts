import { explore } from './explore.ts';
import { type Configuration } from './rules.ts';

const runs: Configuration[] = [
  { listeners: 2, workers: 2, faults: 0 },
  { listeners: 2, workers: 2, faults: 1 },
  { listeners: 1, workers: 2, faults: 2 },
];

let failed = false;
for (const run of runs) {
  const start = performance.now();
  const { states, failure } = explore(run);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const { listeners, workers, faults } = run;
  console.log(
    `${listeners} listeners, ${workers} workers, ${faults} faults: ${states} states in ${seconds} s: ${failure ? 'FAILED' : 'holds'}`,
  );
  if (!failure) continue;
  failed = true;
  console.log([failure.what, ...failure.trace].join('\n  '));
}
process.exitCode = failed ? 1 : 0;
