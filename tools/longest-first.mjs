import TestSequencer from '@jest/test-sequencer';

/**
 * Suites that take minutes, first: one that begins last would be waited for alone. Those that kill processes are not side
 * by side.
 */
const longest = [
  'e2e/region/region',
  'protocol-model/src/full',
  'e2e/crash/backend',
  'e2e/region/operations',
  'e2e/many-clusters',
  'plans/failed-for-good',
  'e2e/crash/others',
  'e2e/subscription-deletion',
  'plans/every-call',
  'e2e/chaos',
  'tools/contract/src/mutate',
  'e2e/mirror',
  'e2e/az/refusals',
  'e2e/az/using-az-aro',
];
const rank = ({ path }) => {
  const index = longest.findIndex((name) => path.includes(`/${name}.long.ts`));
  return index < 0 ? longest.length : index;
};

export default class LongestFirst extends TestSequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
}
