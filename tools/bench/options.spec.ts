import { readOptions, usage } from './options.ts';

const counts = {
  rounds: { about: 'rounds', otherwise: 5 },
  seconds: { about: 'seconds of each', otherwise: 4 },
};

describe('readOptions', () => {
  it('takes what is not said from the defaults, and builds', () => {
    expect(readOptions([], counts)).toEqual({ options: { rounds: 5, seconds: 4, build: true } });
  });

  it('reads every option', () => {
    expect(readOptions(['--rounds', '2', '--seconds=1', '--no-build'], counts)).toEqual({
      options: { rounds: 2, seconds: 1, build: false },
    });
  });

  it('names all that is wrong at once', () => {
    expect(readOptions(['--rounds', '0', '--seconds', 'x', '--fast', 'now'], counts)).toEqual({
      faults: [
        'argument now is unknown',
        'option --fast is unknown',
        '--rounds needs a whole number from 1',
        '--seconds needs a whole number from 1',
      ],
    });
  });

  it('asks for help whatever else is said', () => {
    expect(readOptions(['--rounds', '0', '--help'], counts)).toBe('help');
  });
});

it('the usage names every option with its default', () => {
  const text = usage('A benchmark', 'x.ts', counts);

  for (const [name, { otherwise }] of Object.entries(counts)) {
    expect(text).toMatch(new RegExp(`--${name} N .*${otherwise} unless told`));
  }
});
