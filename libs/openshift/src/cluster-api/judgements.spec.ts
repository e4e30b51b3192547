import {
  essentialOperators,
  failedMachines,
  isAvailable,
  isInactive,
  isInstalled,
  reasonOf,
  unavailable,
} from './judgements.ts';
import { type ClusterOperator, type Condition } from './objects.ts';

const operator = (conditions: Record<string, Condition['status']>, name = 'console'): ClusterOperator => ({
  name,
  conditions: Object.entries(conditions).map(([type, status]) => ({ type, status, message: `${type} is ${status}` })),
});

it.each([
  [{ Available: 'True', Progressing: 'False', Degraded: 'False' }, true],
  [{ Available: 'True' }, true],
  [{ Available: 'True', Progressing: 'True', Degraded: 'False' }, false],
  [{ Available: 'True', Progressing: 'False', Degraded: 'True' }, false],
  [{ Available: 'True', Degraded: 'Unknown' }, false],
  [{ Available: 'False', Progressing: 'False', Degraded: 'False' }, false],
  [{}, false],
] as const)('judges an operator with %j as available: %s', (conditions, expected) => {
  expect(isAvailable(operator(conditions))).toBe(expected);
});

it('names the wanted operators that are missing or not available, in the order wanted', () => {
  const found = [operator({ Available: 'True' }, 'ingress'), operator({ Available: 'False' }, 'console')];

  expect(unavailable(found, essentialOperators)).toEqual([
    'kube-apiserver',
    'machine-api',
    'console',
    'authentication',
  ]);
});

it('repeats what an operator says about the worst that holds', () => {
  expect(reasonOf(operator({ Available: 'True', Progressing: 'True', Degraded: 'True' }))).toBe('Degraded is True');
  expect(reasonOf(operator({ Available: 'True', Progressing: 'True' }))).toBe('Progressing is True');
  expect(reasonOf(operator({}))).toBe('says nothing');
});

it('names failed machines with the best message there is', () => {
  const machine = (name: string, phase?: string) => ({ name, role: 'worker', ...(phase && { phase }) });
  const failed = { ...machine('w-1', 'Failed'), errorReason: 'InvalidConfiguration' };

  expect(failedMachines([machine('w-0'), failed, { ...failed, name: 'w-2', errorMessage: 'no quota' }])).toEqual([
    { name: 'w-1', message: 'InvalidConfiguration' },
    { name: 'w-2', message: 'no quota' },
  ]);
});

it('calls a cluster installed once a first version is complete and it is available', () => {
  const version = { clusterId: '', channel: '', upstream: '', conditions: operator({ Available: 'True' }).conditions };

  expect(isInstalled({ ...version, history: [{ state: 'Completed', version: '4.16.30' }] })).toBe(true);
  expect(isInstalled({ ...version, history: [{ state: 'Partial', version: '4.16.30' }] })).toBe(false);
  expect(isInstalled({ ...version, conditions: [], history: [{ state: 'Completed', version: '4' }] })).toBe(false);
});

it('takes an absent control plane machine set for inactive', () => {
  expect([isInactive(undefined), isInactive({ state: 'Inactive' }), isInactive({ state: 'Active' })]).toEqual([
    true,
    true,
    false,
  ]);
});
