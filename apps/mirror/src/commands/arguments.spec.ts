import { RegistryError } from '@aro-rp/registry';
import { MirrorError, type MirrorErrorKind } from '../mirror-error.ts';
import { readArguments } from './arguments.ts';
import { exitCodeOf, messageOf } from './exit-codes.ts';

const read = (line: string) => readArguments(line.split(' '));

it.each([
  ['release 4.16.30', { command: 'copy', task: { kind: 'release', versions: ['4.16.30'] }, output: 'auto' }],
  [
    'release 4.16.30 4.18.2 --channel fast-4.16 --output json',
    {
      command: 'copy',
      task: { kind: 'release', versions: ['4.16.30', '4.18.2'], channel: 'fast-4.16' },
      output: 'json',
    },
  ],
  [
    'graph --channel stable-4.16 --min 4.16',
    { command: 'copy', task: { kind: 'graph', channels: ['stable-4.16'], minimum: '4.16' }, output: 'auto' },
  ],
  ['images list.txt', { command: 'copy', task: { kind: 'images', file: 'list.txt' }, output: 'auto' }],
  ['verify 4.16.30', { command: 'verify', task: { kind: 'release', versions: ['4.16.30'] }, output: 'auto' }],
  [
    'verify 4.16.30 --repair',
    { command: 'verify', task: { kind: 'release', versions: ['4.16.30'] }, output: 'auto', repair: true },
  ],
  ['plan images list.txt', { command: 'plan', task: { kind: 'images', file: 'list.txt' }, output: 'auto' }],
  ['plan release 4.16.30', { command: 'plan', task: { kind: 'release', versions: ['4.16.30'] }, output: 'auto' }],
  ['plan --help', 'help'],
])('reads `mirror %s`', (line, expected) => {
  expect(read(line)).toEqual(typeof expected === 'string' ? expected : { repair: false, ...expected });
});

it.each([
  ['release', ['name a VERSION, such as 4.16.30']],
  ['release 4.16 latest', ["'4.16' is no version such as 4.16.30", "'latest' is no version such as 4.16.30"]],
  ['graph --min 4', ['name a --channel, such as stable-4.16', "--min '4' is no version"]],
  ['images', ['name one FILE']],
  ['images a b', ['name one FILE']],
  ['plan', ['plan what? release, graph or images']],
  ['plan verify 4.16.30', ['plan what? release, graph or images']],
  ['images a --channel c', ['option --channel is not one of `mirror images`']],
  ['release 4.16.30 --repair', ['option --repair is not one of `mirror release`']],
  ['release 4.16.30 --fast', ['option --fast is not one of `mirror release`']],
  ['verify 4.16.30 --output xml', ['--output is json or text']],
])('names what is wrong with `mirror %s`', (line, faults) => {
  expect(read(line)).toEqual({ faults });
});

it.each<[MirrorErrorKind, number]>([
  ['bad-input', 2],
  ['no-release', 3],
  ['incomplete', 4],
  ['not-copied', 1],
  ['unreachable', 1],
  ['malformed', 1],
  ['lost', 1],
])('ends with the documented code when a run fails by %s', (kind, code) => {
  expect(exitCodeOf(new MirrorError(kind, ''))).toBe(code);
});

it('says where to look when a registry lets nobody in, and otherwise what was wrong alone', () => {
  const refused = new RegistryError('unauthorized', 'quay.io answered 401', { host: 'quay.io' });

  expect(messageOf(new MirrorError('not-copied', 'one is not copied', { cause: refused }))).toMatch(
    /^one is not copied; look at the credentials for quay\.io: SOURCE_AUTH_FILE/,
  );
  expect(messageOf(new MirrorError('lost', 'it is lost'))).toBe('it is lost');
});
