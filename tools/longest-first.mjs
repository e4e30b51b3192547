import TestSequencer from '@jest/test-sequencer';

/** Suites that take minutes, the longest first: one that begins last would be waited for alone. */
const longest = [
  'e2e/crash/backend',
  'e2e/crash/others',
  'e2e/many-clusters',
  'e2e/subscription-deletion',
  'plans/every-call',
  'e2e/chaos',
  'tools/contract/src/mutate',
  'plans/failed-for-good',
  'protocol-model/src/full',
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
