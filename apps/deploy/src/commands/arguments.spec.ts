import { DeployError, DeploymentFault } from '../deploy-error.ts';
import { readArguments } from './arguments.ts';
import { commands } from './commands.ts';
import { exitCodeOf } from './exit-codes.ts';
import { usage, usageOf } from './usage.ts';

const read = (line: string) => readArguments(line.split(' '), commands);
const faultsOf = (line: string) => {
  const found = read(line);
  return 'faults' in found ? found.faults : [];
};

it('reads a command with its operands and options, in any order and either form', () => {
  const found = read('service --version 1.2.3 backend --config=f.yaml --region eastus --keep-failed --output json');
  if (!('command' in found)) throw new Error('it was refused');

  expect(found).toMatchObject({ config: 'f.yaml', region: 'eastus', output: 'json' });
  expect(found.command.name).toBe('service');
  expect(found.line.operands).toEqual(['backend']);
  expect(found.line.value('version')).toBe('1.2.3');
  expect(found.line.has('keep-failed')).toBe(true);
});

it.each([
  ['regoin --config f', ['there is no command regoin; did you mean region?']],
  ['region', ['name a configuration: --config FILE']],
  [
    'region --confg f --config f',
    ['option --confg is not one of `deploy region`; did you mean --config?', 'argument f is unknown'],
  ],
  ['region --config', ['option --config needs a value: FILE']],
  ['region --config f --config g', ['option --config is given twice']],
  ['region --config f --as-owner=yes', ['option --as-owner takes no value']],
  ['region --config f --output xml', ['--output is json or text, not xml']],
  ['status eastus --config f', ['argument eastus is unknown']],
  ['diff bakend --config f', ['there is no service bakend: change-feed, backend, mirror, frontend']],
  ['service --config f', ['name a service: change-feed, backend, mirror, frontend', 'name a --version']],
])('names what is wrong with `deploy %s`', (line, faults) => {
  expect(faultsOf(line)).toEqual(faults);
});

it('tells its version only where a command is not asked for, and helps with either', () => {
  expect(read('--version')).toEqual({ version: true });
  expect(read('--help')).toEqual({ help: undefined });
  expect(read('rotate --help')).toMatchObject({ help: { name: 'rotate' } });
});

it('its help names every command, and that of a command every option', () => {
  for (const command of commands) {
    expect(usage(commands)).toContain(`deploy ${command.name}`);
    for (const option of Object.keys(command.options)) expect(usageOf(command)).toContain(`--${option}`);
  }
});

it('ends with the documented codes', () => {
  expect(exitCodeOf(new DeployError('bad-input', ''))).toBe(2);
  expect(exitCodeOf(new DeployError('refused', ''))).toBe(3);
  expect(exitCodeOf(new DeploymentFault('refused', 'd', []))).toBe(3);
  expect(exitCodeOf(new DeploymentFault('failed', 'd', []))).toBe(1);
  expect(exitCodeOf(new DeployError('lost', ''))).toBe(1);
  expect(exitCodeOf(new TypeError(''))).toBe(1);
});
