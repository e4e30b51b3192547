import { live, livesWith } from './lives.ts';
import { startVictim, type Victim } from './victim.ts';

describe('kill -9 of the backend', () => {
  let victim: Victim;
  beforeAll(async () => void (victim = await startVictim('backend')), 120_000);
  afterAll(() => victim?.[Symbol.asyncDispose]());

  it.each(livesWith(1))(
    'at the beginning of $creating, then of $deleting: every cluster is created, each resource once, and deleted',
    (life) => live(victim, life, 'step-started'),
    360_000,
  );
});
