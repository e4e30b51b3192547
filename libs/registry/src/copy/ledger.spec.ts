import { createBlobLedger, digestOf, type Outcome, RegistryError } from '../index.ts';

describe('The ledger of a run', () => {
  const digest = digestOf(Buffer.from('blob'));
  const place = (repository: string) => ({ host: 'registry.example', repository, digest });
  const deferred = () => Promise.withResolvers<Outcome>();

  it('has one blob brought once to a repository, and names that one to the others', async () => {
    const ledger = createBlobLedger();
    const { promise, resolve } = deferred();
    const told: (string | undefined)[] = [];
    const bring = (how: Outcome) => (elsewhere: string | undefined) => {
      told.push(elsewhere);
      return Promise.resolve(how);
    };

    const first = ledger.bring(place('a'), () => promise);
    const others = [ledger.bring(place('a'), bring('copied')), ledger.bring(place('b'), bring('mounted'))];
    resolve('copied');

    expect(await Promise.all([first, ...others])).toEqual(['copied', 'shared', 'mounted']);
    expect(told).toEqual(['a']);
    expect(await ledger.bring({ ...place('a'), host: 'other.example' }, bring('copied'))).toBe('copied');
    expect(told).toEqual(['a', undefined]);
  });

  it('lets those who wait fail with the registry, not with the signal of somebody else', async () => {
    const broken = new RegistryError('digest-mismatch', 'broken', { host: 'registry.example' });
    for (const [reason, expected] of [
      [broken, broken],
      [new Error('stop'), 'copied'],
    ] as const) {
      const ledger = createBlobLedger();
      const { promise, reject } = deferred();
      const first = ledger.bring(place('a'), () => promise);
      const second = ledger.bring(place('a'), () => Promise.resolve('copied'));
      const elsewhere = ledger.bring(place('b'), () => Promise.resolve('copied'));
      reject(reason);

      await expect(first).rejects.toBe(reason);
      expect(await second.catch((error: unknown) => error)).toBe(expected);
      expect(await elsewhere).toBe('copied');
    }
  });
});
