import { explore } from './explore.ts';
import { type Configuration } from './rules.ts';

const runs: Configuration[] = [
  { listeners: 2, workers: 2, faults: 1 },
  { listeners: 1, workers: 2, faults: 2 },
];

describe('the work protocol, explored in full', () => {
  it.each(runs)(
    'holds with $listeners listeners, $workers workers and any $faults of the faults',
    (run) => {
      const { failure, states } = explore(run);

      expect(failure).toBeUndefined();
      expect(states).toBeGreaterThan(100_000);
    },
    600_000,
  );
});
