import { serviceNames } from '../host/context.ts';
import { readCommandLine, usage } from './options.ts';

describe('the command line', () => {
  it('runs everything on the usual ports when it is empty', () => {
    const usual = { entra: 8441, 'key-vault': 8442, arm: 8443, cosmos: 8081, 'service-bus': 5672, admin: 8090 };
    const line = readCommandLine([]);

    expect(line).toMatchObject({
      kind: 'run',
      options: { dataDir: '.local', ports: usual, cosmos: { partitions: 1 } },
    });
    expect(Object.keys((line as { options: { ports: object } }).options.ports).toSorted()).toEqual(
      [...serviceNames, 'admin'].toSorted(),
    );
  });

  it('reads every option', () => {
    const line = '--only cosmos,service-bus --data DIR --cosmos-port 1 --cosmos-partitions 4 --service-bus-port=2';
    const more = '--admin-port 0 --arm-port 3 --entra-port 4 --key-vault-port 5 --frontend https://localhost:9';

    expect(readCommandLine([...line.split(' '), ...more.split(' ')])).toMatchObject({
      kind: 'run',
      options: {
        dataDir: 'DIR',
        only: ['cosmos', 'service-bus'],
        ports: { cosmos: 1, 'service-bus': 2, admin: 0, arm: 3, entra: 4, 'key-vault': 5 },
        cosmos: { partitions: 4 },
        arm: { frontend: 'https://localhost:9' },
      },
    });
  });

  it('reads how fast machines are, which need what they start from', () => {
    expect(readCommandLine(['--machines', '10'])).toMatchObject({ kind: 'run', options: { machines: { speed: 10 } } });
    expect(readCommandLine(['--machines', '0'])).toMatchObject({
      faults: ['--machines must be a whole number from 1 to 1000, not 0'],
    });
    expect(readCommandLine(['--machines', '1', '--only', 'entra,arm'])).toMatchObject({
      faults: ['--machines needs registry too'],
    });
  });

  it('names everything that is wrong at once', () => {
    const args =
      '--only cosmos,sql --cosmos-port x --cosmos-partitions 0 --speed 3 --frontend nowhere --admin-port 1 --admin-port 2 --data';

    expect(readCommandLine(args.split(' '))).toEqual({
      kind: 'refused',
      faults: [
        '--speed is unknown',
        '3 is no option',
        '--admin-port is given twice',
        '--data needs a value',
        '--cosmos-port must be a whole number from 0 to 65535, not x',
        '--cosmos-partitions must be a whole number from 1 to 64, not 0',
        `--only has no service sql; there is ${serviceNames.join(', ')}`,
        '--frontend nowhere: Invalid URL',
      ],
    });
  });

  it.each([
    [['--topology', '/does/not/exist'], '--topology /does/not/exist: ENOENT'],
    [['--arm-port', '8081'], '--cosmos-port and --arm-port are both 8081'],
    [['--only', 'key-vault,cosmos'], '--only key-vault needs entra too'],
    [['stop'], 'stop is no option'],
    [['-x'], '-x is unknown'],
  ])('refuses %p', (args, fault) => {
    expect(readCommandLine(args)).toMatchObject({ kind: 'refused', faults: [expect.stringContaining(fault)] });
  });

  it('does not mind the usual port of a service that is not started', () => {
    expect(readCommandLine(['--only', 'cosmos', '--cosmos-port', '8443']).kind).toBe('run');
  });

  it('shows its options when asked, whatever else is there', () => {
    expect(readCommandLine(['--bad', '--help'])).toEqual({ kind: 'help' });
    for (const option of ['--only', '--service-bus-port', '--key-vault-port', '--topology'])
      expect(usage).toContain(option);
  });
});
