import { toInstant } from '@aro-rp/time';
import { type VersionsDocument } from '../release/index.ts';
import { type Command, type CommandLine } from './command.ts';
import { goBackTo, rollback } from './rollback.ts';
import { rotate } from './rotate.ts';
import { service } from './service.ts';

const line = (text: string): CommandLine => {
  const words = text.split(' ').filter((word) => word !== '');
  const options = new Map(
    words.filter((word) => word.startsWith('--')).map((word) => word.slice(2).split('=') as [string, string]),
  );
  return {
    operands: words.filter((word) => !word.startsWith('--')),
    value: (name) => options.get(name),
    has: (name) => options.has(name),
  };
};

const commands: Readonly<Record<string, Command>> = { service, rollback, rotate };

it.each<[string, string, string[]]>([
  ['service', 'frontend --version=1.2.0-0123456789ab', []],
  ['service', '', ['name a service: change-feed, backend, mirror, frontend', 'name a --version']],
  ['service', 'portal --version=1', ['there is no service portal: change-feed, backend, mirror, frontend']],
  ['service', 'backend mirror --version=1', ['argument mirror is unknown']],
  ['service', 'backend --version=1.', ["--version '1.' is no version, such as 1.4.0-0123456789ab"]],
  ['rollback', 'backend', []],
  ['rollback', 'backend --version=a_b/c', ["--version 'a_b/c' is no version, such as 1.4.0-0123456789ab"]],
  ['rotate', 'data-key --if-older-than=7d', []],
  ['rotate', 'all --wait=0s', []],
  ['rotate', 'certificate rp-server', []],
  ['rotate', '', ['rotate what? data-key, certificate NAME or all']],
  ['rotate', 'certificate', ['name one certificate: rp-server, rp-application']],
  ['rotate', 'certificate mine', ['name one certificate: rp-server, rp-application']],
  ['rotate', 'data-key now', ['argument now is unknown']],
  ['rotate', 'all --wait=long', ["--wait 'long' is no duration, such as 7d or 90m"]],
])('%s says what is wrong with `%s`', (name, text, faults) => {
  expect(commands[name]?.check(line(text))).toEqual(faults);
});

const recorded: VersionsDocument = {
  current: { version: '2', digest: 'sha256:2' },
  previous: { version: '1', digest: 'sha256:1' },
  at: toInstant(0),
  by: 'somebody',
};

it('a rollback is to the version before and the image that it had, or to whatever version is named', () => {
  expect(goBackTo('backend', recorded, undefined)).toEqual({ version: '1', digest: 'sha256:1' });
  expect(goBackTo('backend', recorded, '1')).toEqual({ version: '1', digest: 'sha256:1' });
  expect(goBackTo('backend', recorded, '0')).toEqual({ version: '0' });
});

it('there is no rollback to nothing', () => {
  const { previous: _, ...first } = recorded;

  expect(() => goBackTo('backend', first, undefined)).toThrow('nothing of backend ran before: name a --version');
  expect(() => goBackTo('backend', undefined, undefined)).toThrow('nothing of backend ran before');
});
