import fc from 'fast-check';
import { choose } from './choose.ts';

describe('choose', () => {
  it('takes as many as asked for, each once, and the same for the same seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 30 }), (seed, count) => {
        const from = Array.from({ length: 20 }, (_, index) => index);

        const chosen = choose(from, count, seed);

        expect(chosen).toHaveLength(Math.min(count, 20));
        expect(new Set(chosen).size).toBe(chosen.length);
        expect(choose(from, count, seed)).toEqual(chosen);
      }),
    );
  });

  it('takes others for other seeds', () => {
    const from = Array.from({ length: 20 }, (_, index) => index);

    expect(new Set(Array.from({ length: 100 }, (_, seed) => choose(from, 1, seed)[0])).size).toBeGreaterThan(10);
  });
});
