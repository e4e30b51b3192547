import { describeSettings } from '@aro-rp/service';
import { connectionSettings } from '../connection/index.ts';
import { commonOptions } from './arguments.ts';
import { type Command, type Option } from './command.ts';

const codes =
  'Exit codes: 0 done; 1 failed, and a second run goes on where it was; 2 bad arguments or configuration, nothing was\n' +
  "begun; 3 refused by Azure, or somebody else's release is in the way; 4 something differs (diff).";

/** Of the tool. */
export const usage = (commands: readonly Command[]): string =>
  [
    'deploy: puts the service into Azure, a region or one version of one service at a time',
    '',
    ...columns(commands.map((one) => [`deploy ${callOf(one)}`, one.about])),
    '',
    'Options of every command:',
    ...optionLines(commonOptions),
    ...columns([
      ['--help', 'this, or with a command all that it takes'],
      ['--version', 'prints the version'],
    ]),
    '',
    'Who signs in comes from the environment:',
    describeSettings(connectionSettings),
    '',
    codes,
  ].join('\n');

/** Of one command. */
export const usageOf = (command: Command): string =>
  [
    `deploy ${callOf(command)}: ${command.about}`,
    '',
    ...command.details.map((line) => line),
    '',
    ...optionLines({ ...command.options, ...commonOptions }),
    '',
    codes,
  ].join('\n');

const callOf = ({ name, operands }: Command): string => (operands === '' ? name : `${name} ${operands}`);

const optionLines = (options: Readonly<Record<string, Option>>): string[] =>
  columns(
    Object.entries(options).map(([name, { value, describe }]) => [
      `--${name}${value === undefined ? '' : ` ${value}`}`,
      describe,
    ]),
  );

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
}
