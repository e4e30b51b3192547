import { defaultPorts, readOptions } from './options.ts';

describe('readOptions', () => {
  it('shows the demonstration and stays up when nothing is said', () => {
    expect(readOptions([])).toEqual({ demo: 'stay', fresh: false, ports: defaultPorts });
  });

  it('reads every option', () => {
    expect(readOptions(['--demo-and-exit', '--fresh', '--data', '/elsewhere', '--arm-port', '9000'])).toEqual({
      demo: 'exit',
      fresh: true,
      data: '/elsewhere',
      ports: { ...defaultPorts, 'arm-port': 9000 },
    });
  });

  it('names every fault at once', () => {
    expect(
      readOptions(['extra', '--colour', '--no-demo', '--demo-and-exit', '--arm-port', 'x', '--cosmos-port', '8090']),
    ).toEqual({
      faults: [
        'argument extra is unknown',
        'option --colour is unknown',
        '--no-demo and --demo-and-exit exclude each other',
        '--arm-port needs a port, 1 to 65535',
        '--admin-port and --cosmos-port are both 8090',
      ],
    });
  });

  it('offers help', () => {
    expect(readOptions(['--help', '--nonsense'])).toBe('help');
  });
});
