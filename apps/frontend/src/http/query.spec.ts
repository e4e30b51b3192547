import { parameter, queryOf } from './query.ts';

describe('parameter', () => {
  it.each(['api-version', 'API-Version', 'api-VERSION'])('finds %s, whatever its case', (name) => {
    expect(parameter(queryOf(`/a?${name}=2022-04-01`), 'api-version')).toBe('2022-04-01');
  });

  it('takes two equal values for one', () => {
    expect(parameter(queryOf('/a?v=1&V=1'), 'v')).toBe('1');
  });

  it('makes two different values one that nothing accepts', () => {
    expect(parameter(queryOf('/a?v=1&v=admin'), 'v')).toBe('1,admin');
  });

  it.each(['/a', '/a?', '/a?b=1'])('finds nothing in %s', (target) => {
    expect(parameter(queryOf(target), 'v')).toBeUndefined();
  });

  it('survives what cannot be decoded', () => {
    expect(parameter(queryOf('/a?v=%zz'), 'v')).toBe('%zz');
  });
});
