import { explore } from './explore.ts';
import { type Configuration, type Rule, switchable } from './rules.ts';

/** Few polls keep these quick; the full runs are `npm run test:long`. */
const small = { listeners: 1, workers: 2, polls: 1 } as const;

/** For each rule the smallest exploration that needs it. */
const needs: Record<Rule, { configuration: Configuration; finds: RegExp }> = {
  'L1-leased': { configuration: { ...small, faults: 1 }, finds: /^J/ },
  'W4-etag': { configuration: { ...small, faults: 1, kinds: ['crash'] }, finds: /^[JL]/ },
  'W7-after-take': { configuration: { ...small, faults: 1, kinds: ['crash'] }, finds: /^J/ },
  'W8-cap': { configuration: { ...small, faults: 1, kinds: ['hang'] }, finds: /^L/ },
  'W9-fence': { configuration: { ...small, faults: 1 }, finds: /^K/ },
  'D3-one-batch': { configuration: { ...small, faults: 0 }, finds: /^K/ },
  'L5-after-publish': { configuration: { ...small, faults: 1, kinds: ['crash'] }, finds: /^J/ },
  'S1-own-id': { configuration: { ...small, faults: 1, kinds: ['emptied queue'], sweep: true }, finds: /^L/ },
};

const explored = new Map<string, ReturnType<typeof explore>>();

/** Several rules share a configuration, and what it shows with all rules on. */
function withAllRules(configuration: Configuration): ReturnType<typeof explore> {
  const key = JSON.stringify(configuration);
  const result = explored.get(key) ?? explore(configuration);
  explored.set(key, result);
  return result;
}

describe('the work protocol', () => {
  it('loses nothing and does nothing twice when nothing goes wrong', () => {
    expect(explore({ listeners: 2, workers: 2, faults: 0, polls: 2 }).failure).toBeUndefined();
  });

  it('survives any one fault', () => {
    expect(withAllRules({ ...small, faults: 1 }).failure).toBeUndefined();
  });

  it('is brought back by the sweep when the queue alone is emptied', () => {
    expect(explore({ ...small, faults: 1, kinds: ['emptied queue'], sweep: true }).failure).toBeUndefined();
  });

  it.each(Object.keys(switchable) as Rule[])('needs rule %s', (without) => {
    const { configuration, finds } = needs[without];

    const { failure } = explore({ ...configuration, without });

    expect(failure?.what).toMatch(finds);
    expect(withAllRules(configuration).failure).toBeUndefined();
  });
});
