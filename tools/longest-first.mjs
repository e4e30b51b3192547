import TestSequencer from '@jest/test-sequencer';

/**
 * Suites that take minutes, so that none of them is waited for alone at the end. Those that kill processes, or whose leases
 * are short, stand beside suites that compute or wait.
 */
const longest = [
  'e2e/crash/backend',
  'protocol-model/src/full',
  'plans/failed-for-good',
  'plans/every-call',
  'e2e/region/region',
  'tools/contract/src/mutate',
  'e2e/mirror',
  'e2e/crash/others',
  'e2e/az/refusals',
  'e2e/region/operations',
  'e2e/az/using-az-aro',
  'e2e/subscription-deletion',
  'e2e/clients/arm-resources',
  'e2e/many-clusters',
  'plans/plans',
  'e2e/chaos',
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
