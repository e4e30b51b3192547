import { type Database, type VersionContent } from '@aro-rp/database';
import { type Commands, startCommands } from '../testing/commands.ts';

// Each test starts processes, which takes long on a machine that is busy.
jest.setTimeout(90_000);

let commands: Commands;
let database: Database;
beforeAll(async () => {
  commands = await startCommands();
  ({ database } = commands);
  // As the mirror leaves them.
  for (const version of ['4.18.20', '4.16.30', '4.20.5']) await database.versions.put(content(version));
});
afterEach(() => commands.clear());
afterAll(() => commands[Symbol.asyncDispose]());

const content = (version: string): VersionContent => ({
  ...{ version, enabled: false, default: false },
  releaseImage: `registry/openshift-release-dev/ocp-release@sha256:${'a'.repeat(64)}`,
  installer: { digest: `sha256:${'b'.repeat(64)}`, size: 7 },
  osImage: { publisher: 'azureopenshift', offer: 'aro4', skus: { V2: 'aro_416-v2' }, version: '416.94.20240701' },
});
const run = (...args: string[]) => commands.run(args).ended;
const done = (out: string) => ({ code: 0, err: '', out });

it('versions are enabled, taken by default and disabled by name, and listed as they are', async () => {
  expect(await run('enable-version', '4.16.30', '--default')).toEqual(done('4.16.30: changed\n'));
  expect(await run('enable-version', '4.18.20')).toEqual(done('4.18.20: changed\n'));
  expect(await run('enable-version', '4.18.20', '--default')).toEqual(
    done('4.18.20: changed\n4.16.30: changed, no longer the default\n'),
  );
  expect(await run('enable-version', '4.18.20')).toEqual(done('4.18.20: unchanged\n'));
  expect(await run('list-versions')).toEqual(
    done('4.16.30      enabled\n4.18.20      enabled, taken when nobody chooses\n4.20.5       not enabled\n'),
  );

  expect(await run('disable-version', '4.16.30')).toEqual(done('4.16.30: changed\n'));
  expect((await database.versions.get('4.16.30'))?.document).toMatchObject(content('4.16.30'));
});

it('what is listed as JSON is a file that update-versions takes', async () => {
  const { out } = await run('list-versions', '--output', 'json');

  expect(await run('update-versions', commands.fileOf(out))).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^(4\.\d+\.\d+: unchanged\n){3}$/) as string,
  });
});

it('the version that is taken when nobody chooses stays enabled until another is', async () => {
  await run('enable-version', '4.18.20', '--default');

  expect(await run('disable-version', '4.18.20')).toMatchObject({
    code: 1,
    err: expect.stringContaining('4.18.20 is taken when nobody chooses; first') as string,
  });
  expect((await database.versions.get('4.18.20'))?.document).toMatchObject({ enabled: true, default: true });
});

it.each(['enable-version', 'disable-version'])(
  '%s says of a version that there is not which there are',
  async (name) => {
    expect(await run(name, '4.16.31')).toEqual({
      code: 1,
      out: '',
      err: `${name} failed: there is no version 4.16.31; there are: 4.16.30, 4.18.20, 4.20.5\n`,
    });
  },
);

it.each([
  'enable-version',
  'enable-version --default',
  'enable-version 4.16.30 4.18.20',
  'disable-version --default',
  'list-versions --output yaml',
])('%s ends with 2', async (line) => {
  const { code, err } = await run(...line.split(' '));

  expect(code).toBe(2);
  expect(err).toMatch(/cannot begin:\n {2}(name one VERSION|only '--output json')/);
});

it('each says with --help what it does, and asks for no setting', async () => {
  for (const name of ['list-versions', 'enable-version', 'disable-version']) {
    const { code, out } = await commands.run([name, '--help'], { COSMOS_ENDPOINT: '' }).ended;
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^backend [a-z-]+-version[^]*COSMOS_ENDPOINT[^]*Exit codes/),
    ]);
  }
});
