import { createFaults, type FaultRule } from './index.ts';

const drop = { kind: 'drop' } as const;
const rule = (more: Partial<FaultRule> = {}): FaultRule => ({ service: 'cosmos', action: drop, ...more });

describe('faults', () => {
  it('strike the n-th match and as many from there as asked', () => {
    const faults = createFaults();
    faults.add(rule({ method: 'PUT', path: '/docs/', nth: 2, times: 2 }));

    const struck = ['PUT', 'GET', 'put', 'PUT', 'PUT'].map((method) =>
      faults.strike('cosmos', method, '/colls/C/DOCS/1'),
    );

    expect(struck).toEqual([undefined, undefined, drop, drop, undefined]);
    expect(faults.list()).toMatchObject([{ matched: 4, struck: 2 }]);
  });

  it('leave the requests of other services alone', () => {
    const faults = createFaults();
    faults.add(rule());

    expect(faults.strike('arm', 'GET', '/')).toBeUndefined();
    expect(faults.list()).toMatchObject([{ matched: 0 }]);
  });

  it('strike one after the other when two rules want the next request', () => {
    const faults = createFaults();
    faults.add(rule({ action: { kind: 'status', status: 503 } }));
    faults.add(rule({ action: { kind: 'status', status: 429 } }));

    const statuses = [1, 2, 3].map(() => faults.strike('cosmos', 'GET', '/'));

    expect(statuses).toEqual([{ kind: 'status', status: 503 }, { kind: 'status', status: 429 }, undefined]);
  });

  it('with a probability go on without end and are the same for the same seed', () => {
    const run = (seed: number) => {
      const faults = createFaults({ seed });
      faults.add(rule({ probability: 0.3 }));
      return Array.from({ length: 1_000 }, () => (faults.strike('cosmos', 'GET', '/') ? 1 : 0));
    };

    const struck = run(7);

    expect(run(7)).toEqual(struck);
    expect(run(8)).not.toEqual(struck);
    expect(struck.filter((one) => one === 1).length).toBeGreaterThan(200);
    expect(struck.filter((one) => one === 1).length).toBeLessThan(400);
  });

  it('tell of the last requests that they have struck, and of one host only when asked to', () => {
    const faults = createFaults();
    faults.add(rule({ host: '^one', times: 2_000 }));

    for (let n = 0; n < 1_001; n += 1) faults.strike('cosmos', 'GET', `/${n}`, undefined, 'one:6443');

    expect(faults.strike('cosmos', 'GET', '/', undefined, 'two:6443')).toBeUndefined();
    const [known] = faults.list();
    expect([known?.struck, known?.requests.length, known?.requests[0]]).toEqual([1_001, 1_000, 'GET one:6443/1']);
  });

  it('tell when a request is held, and hold none that Azure itself makes', async () => {
    const faults = createFaults();
    faults.add({ service: 'arm', action: { kind: 'hold', when: 'after' } });
    const told = faults.untilHeld(0);

    expect(faults.strike('arm', 'PUT', '/', 'deployment')).toBeUndefined();
    const action = faults.strike('arm', 'PUT', '/');
    expect(faults.list()).toMatchObject([{ struck: 1, held: 0 }]);
    faults.holds(action!);

    expect(await told).toBe(1);
    expect(faults.list()).toMatchObject([{ held: 1 }]);
  });

  it('stop when removed or cleared', () => {
    const faults = createFaults();
    faults.remove(faults.add(rule({ times: 9 })));
    faults.add(rule({ times: 9 }));
    faults.clear();

    expect(faults.strike('cosmos', 'GET', '/')).toBeUndefined();
    expect(faults.list()).toEqual([]);
  });

  it('do not change when the caller changes the rule afterwards', () => {
    const faults = createFaults();
    const mine = rule();
    faults.add(mine);
    mine.service = 'arm';

    expect(faults.strike('cosmos', 'GET', '/')).toEqual(drop);
  });

  it.each([
    ['an unknown service', { service: 'sql', action: drop }, 'service must be one of'],
    ['a broken pattern', { service: 'arm', path: '(', action: drop }, 'path must be a regular expression'],
    ['nth below 1', { service: 'arm', nth: 0, action: drop }, 'nth must be a whole number of at least 1'],
    ['a probability of 2', { service: 'arm', probability: 2, action: drop }, 'probability must be above 0'],
    ['no action', { service: 'arm' }, 'action is missing'],
    ['an unknown kind', { service: 'arm', action: { kind: 'explode' } }, 'action.kind must be one of'],
    [
      'a status that is a success',
      { service: 'arm', action: { kind: 'status', status: 200 } },
      'action.status must be',
    ],
    ['a delay without ms', { service: 'arm', action: { kind: 'delay' } }, 'action.ms is missing'],
    ['a member of another action', { service: 'arm', action: { kind: 'drop', ms: 1 } }, 'action.ms is unknown'],
    ['an unknown member', { service: 'arm', action: drop, time: 3 }, 'time is unknown'],
    ['a hold that does not say when', { service: 'arm', action: { kind: 'hold' } }, 'action.when is missing'],
    ['a hold on Cosmos DB', { service: 'cosmos', action: { kind: 'hold', when: 'before' } }, 'hold is not for cosmos'],
    ['a lost lock on HTTP', { service: 'arm', action: { kind: 'lose-lock' } }, 'needs service service-bus'],
    ['no object', 'drop', 'must be an object'],
  ])('refuse %s and name it', (_, wrong, message) => {
    expect(() => createFaults().add(wrong as FaultRule)).toThrow(message);
  });

  it('name every member at fault at once', () => {
    expect(() => createFaults().add({ service: 'x', nth: 0, action: {} } as unknown as FaultRule)).toThrow(
      /service .*; nth .*; action\.kind is missing/,
    );
  });
});
