import { join } from 'node:path';
import { type Database, type VersionContent, type VersionStore } from '@aro-rp/database';
import { type LocalAzure } from '@aro-rp/local-azure';
import { milliseconds, systemClock } from '@aro-rp/time';
import { type Commands, startCommands } from '../testing/commands.ts';
import { disableVersion, enableVersion, updateVersions } from './update-versions.ts';

// Each test starts processes, which takes long on a machine that is busy.
jest.setTimeout(90_000);

let commands: Commands;
let azure: LocalAzure;
let database: Database;
beforeAll(async () => {
  commands = await startCommands();
  ({ azure, database } = commands);
});
beforeEach(async () => {
  for (const { document } of await database.versions.list())
    await database.versions.put(content(document.version, { enabled: false }));
});
afterEach(() => commands.clear());
afterAll(() => commands[Symbol.asyncDispose]());

const content = (version: string, changes: Partial<VersionContent> = {}): VersionContent => ({
  ...{ version, enabled: true, default: false },
  releaseImage: `registry/openshift-release-dev/ocp-release@sha256:${'a'.repeat(64)}`,
  installer: { digest: `sha256:${'b'.repeat(64)}`, size: 7 },
  osImage: { publisher: 'azureopenshift', offer: 'aro4', skus: { V2: 'aro_416-v2' }, version: '416.94.20240701' },
  ...changes,
});
const isDefault = { default: true };
async function defaults(): Promise<string[]> {
  const all = await database.versions.list();
  return all.flatMap(({ document }) => (document.default ? [document.version] : [])).sort();
}

const run = (args: string[], environment?: Record<string, string>) =>
  commands.run(['update-versions', ...args], environment);
const fileOf = (value: unknown) => commands.fileOf(value);

describe('the command as a process', () => {
  it('writes the versions of the file, hands the default over, leaves others alone, and then has nothing to do', async () => {
    await database.versions.put(content('4.16.1', isDefault));
    await database.versions.put(content('4.16.2'));
    const file = fileOf([content('4.18.1'), content('4.20.1', isDefault)]);

    const first = await run([file]).ended;
    const second = await run([file]).ended;

    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out.split('\n')).toEqual([
      expect.stringMatching(/^4\.20\.1: (created|changed)$/),
      expect.stringMatching(/^4\.18\.1: (created|changed)$/),
      '4.16.1: changed, no longer the default',
      '',
    ]);
    expect(second).toEqual({ code: 0, err: '', out: '4.20.1: unchanged\n4.18.1: unchanged\n' });
    expect(await defaults()).toEqual(['4.20.1']);
    expect((await database.versions.get('4.16.2'))?.document).toMatchObject(content('4.16.2'));
    expect((await database.versions.get('4.16.1'))?.document).toMatchObject(content('4.16.1'));
  });

  it('says with --help what it reads, and asks for no setting', async () => {
    const { code, out } = await run(['--help'], { COSMOS_ENDPOINT: '', AZURE_TENANT_ID: '' }).ended;

    expect(code).toBe(0);
    for (const word of [
      'FILE',
      'releaseImage',
      'installer',
      'osImage',
      'COSMOS_ENDPOINT',
      'AZURE_CLIENT_ID',
      'Exit codes',
    ])
      expect(out).toContain(word);
  });

  it.each<[string, () => string[]]>([
    ['no file', () => []],
    ['two files', () => [fileOf([]), fileOf([])]],
    ['an option that there is not', () => ['--force']],
  ])('ends with 2 when it is given %s', async (_, args) => {
    expect(await run(args()).ended).toMatchObject({ code: 2, err: expect.stringContaining('name one FILE') as string });
  });

  it('ends with 2, names every fault of file and settings at once, and writes nothing', async () => {
    const file = fileOf([content('4.16.77', isDefault), content('4.1.1', { releaseImage: 'x' })]);

    const { code, err, out } = await run([file], { COSMOS_ENDPOINT: '', AZURE_CLIENT_ID: 'x' }).ended;

    expect([code, out]).toEqual([2, '']);
    for (const named of ['COSMOS_ENDPOINT', 'AZURE_CLIENT_ID', `${file}: [1].version`, `${file}: [1].releaseImage`])
      expect(err).toContain(named);
    expect(await database.versions.get('4.16.77')).toBeUndefined();
  });

  it('ends with 2 when the file is not there', async () => {
    const ended = await run([join(commands.dataDir, 'no-such-file')]).ended;

    expect(ended).toMatchObject({ code: 2, err: expect.stringContaining('no-such-file') as string });
  });

  it('ends with 1 when it may not sign in, and says so without its secret', async () => {
    const { code, err } = await run([fileOf([content('4.16.88')])], { AZURE_CLIENT_SECRET: 'canary-11~x' }).ended;

    expect(code).toBe(1);
    expect(err).toContain('update-versions failed');
    expect(err).not.toContain('canary-11');
    expect(await database.versions.get('4.16.88')).toBeUndefined();
  });

  it('that is killed in the middle leaves a default, and one more run completes it', async () => {
    await database.versions.put(content('4.16.1', isDefault));
    const file = fileOf([content('4.18.1'), content('4.20.1', isDefault)]);
    azure.faults.add({
      service: 'cosmos',
      method: 'BATCH',
      path: 'OpenShiftVersions',
      nth: 2,
      action: { kind: 'hang' },
    });

    const { child, ended } = run([file]);
    while (!azure.faults.list().some(({ struck }) => struck > 0)) await systemClock.sleep(milliseconds(20));
    child.kill('SIGKILL');
    await ended;
    expect(await defaults()).toEqual(['4.16.1', '4.20.1']);

    expect(await run([file]).ended).toMatchObject({ code: 0 });
    expect(await defaults()).toEqual(['4.20.1']);
  });
});

describe('updateVersions', () => {
  const update = (versions: VersionContent[]) => updateVersions(database.versions, versions, () => undefined);
  const wanted = [content('4.18.1'), content('4.16.1'), content('4.20.1', isDefault)];

  it.each([1, 2, 3])(
    'that ends at its write %d never leaves clusters without a default, and may be repeated',
    async (nth) => {
      await database.versions.put(content('4.16.1', isDefault));
      const refusal = { kind: 'status', status: 403 } as const;
      azure.faults.add({ service: 'cosmos', method: 'BATCH', nth, times: 1_000, action: refusal });

      await expect(update(wanted)).rejects.toThrow();
      azure.faults.clear();
      expect((await defaults()).length).toBeGreaterThan(0);

      await update(wanted);
      expect(await defaults()).toEqual(['4.20.1']);
    },
  );

  it('leaves the default alone when the file names none', async () => {
    await database.versions.put(content('4.16.1', isDefault));

    await update([content('4.18.1')]);

    expect(await defaults()).toEqual(['4.16.1']);
  });

  it('refuses to take the default from a version without giving it to another, and writes nothing', async () => {
    await database.versions.put(content('4.16.1', isDefault));
    const before = await database.versions.list();

    await expect(update([content('4.18.2'), content('4.16.1')])).rejects.toThrow(
      '4.16.1: is taken when nobody chooses',
    );

    expect(await defaults()).toEqual(['4.16.1']);
    expect(await database.versions.list()).toEqual(before);
  });

  it('keeps members of a newer release of the service', async () => {
    await database.versions.put({ ...content('4.18.1'), newer: { a: 1 } } as VersionContent);

    await update([content('4.18.1', { enabled: false })]);

    expect((await database.versions.get('4.18.1'))?.document).toMatchObject({ enabled: false, newer: { a: 1 } });
  });
});

describe('two commands at the same time', () => {
  const asDefault = { asDefault: true, tell: () => undefined };
  const rounds = Array.from({ length: 20 }, (_, round) => round);

  it('that each make another version the default never leave none', async () => {
    for (const version of ['4.16.1', '4.18.1', '4.20.1']) await database.versions.put(content(version));
    const left: string[][] = [];
    for (const round of rounds) {
      await database.versions.put(content('4.16.1', { default: round % 2 === 0 }));
      await Promise.all(['4.18.1', '4.20.1'].map((version) => enableVersion(database.versions, version, asDefault)));
      left.push(await defaults());
    }

    expect(left).not.toContainEqual([]);
  });

  it('of which one makes a version the default and one disables it leave it enabled', async () => {
    for (const round of rounds) {
      await database.versions.put(content('4.18.1'));
      const commands = [
        () => enableVersion(database.versions, '4.18.1', asDefault),
        () => disableVersion(database.versions, '4.18.1', () => undefined),
      ];
      if (round % 2 === 0) commands.reverse();
      await Promise.allSettled(commands.map((command) => command()));

      expect((await database.versions.get('4.18.1'))?.document).toMatchObject({ enabled: true, default: true });
    }
  });

  it('of which one enables a version keep what the other writes of it', async () => {
    for (const round of rounds) {
      const wanted = { digest: `sha256:${'c'.repeat(64)}`, size: round };
      await database.versions.put(content('4.18.1', { enabled: false }));
      const commands = [
        () => enableVersion(database.versions, '4.18.1', { ...asDefault, asDefault: false }),
        () => updateVersions(database.versions, [content('4.18.1', { installer: wanted })], () => undefined),
      ];
      if (round % 2 === 0) commands.reverse();
      await Promise.all(commands.map((command) => command()));

      expect((await database.versions.get('4.18.1'))?.document).toMatchObject({ enabled: true, installer: wanted });
    }
  });

  it.each([
    {
      nth: 1,
      meanwhile: content('4.20.1', isDefault),
      last: '4.20.1: made the default at the same time by somebody else; say again which it is to be',
      left: ['4.18.1', '4.20.1'],
    },
    {
      nth: 2,
      meanwhile: content('4.18.1'),
      last: '4.18.1: changed, for somebody else had just taken the default away',
      left: ['4.18.1'],
    },
  ])('are told: $last', async ({ nth, meanwhile, last, left }) => {
    await database.versions.put(content('4.16.1', isDefault));
    await database.versions.put(content('4.18.1'));
    const lines: string[] = [];
    let changes = 0;
    const store: VersionStore = {
      ...database.versions,
      async change(...call) {
        const changed = await database.versions.change(...call);
        if ((changes += 1) === nth) await database.versions.put(meanwhile);
        return changed;
      },
    };

    await enableVersion(store, '4.18.1', { asDefault: true, tell: (line) => lines.push(line) });

    expect(lines).toEqual(['4.18.1: changed', '4.16.1: changed, no longer the default', last]);
    expect(await defaults()).toEqual(left);
  });
});
