import { useDatabase } from './testing/use-database.ts';

const { database, strike } = useDatabase();

const content = (version: string) => ({
  version,
  enabled: true,
  default: false,
  releaseImage: `registry.example/ocp-release@sha256:${'a'.repeat(64)}`,
  installer: { digest: `sha256:${'b'.repeat(64)}`, size: 7 },
  osImage: { publisher: 'p', offer: 'o', skus: { V2: 's' }, version: '1' },
});

it('creates a version, changes it, and says when there was nothing to do', async () => {
  expect(await database.versions.put(content('4.16.1'))).toBe('created');
  expect(await database.versions.put(content('4.16.1'))).toBe('unchanged');
  expect(await database.versions.put({ ...content('4.16.1'), enabled: false })).toBe('changed');

  expect((await database.versions.get('4.16.1'))?.document).toMatchObject({ id: '4.16.1', enabled: false });
});

it('says created when the answer to the create was lost', async () => {
  strike({ kind: 'lose-answer' }, { method: 'BATCH' });

  expect(await database.versions.put(content('4.17.1'))).toBe('created');
});

it('adds a version once, and never over what an SRE has said', async () => {
  strike({ kind: 'lose-answer' }, { method: 'BATCH' });
  expect(await database.versions.add({ ...content('4.17.2'), enabled: false })).toBe(true);
  await database.versions.put(content('4.17.2'));

  expect(await database.versions.add({ ...content('4.17.2'), enabled: false })).toBe(false);
  expect((await database.versions.get('4.17.2'))?.document.enabled).toBe(true);
});

it('changes what is there, by what it is at the write, and tells what became of it', async () => {
  await database.versions.put(content('4.19.1'));
  const toggle = ({ enabled }: { enabled: boolean }) => ({ enabled: !enabled });
  await Promise.all([1, 2, 3].map(() => database.versions.change('4.19.1', toggle)));

  expect((await database.versions.get('4.19.1'))?.document).toMatchObject({ enabled: false, default: false });
  strike({ kind: 'lose-answer' }, { method: 'BATCH' });
  expect(await database.versions.change('4.19.1', () => ({ enabled: true }))).toBe('changed');
  expect(await database.versions.change('4.19.1', () => ({ enabled: true }))).toBe('unchanged');
  await expect(database.versions.change('4.19.9', () => ({ enabled: true }))).rejects.toMatchObject({
    kind: 'not-found',
  });
});

it('writes nothing when a change throws', async () => {
  await database.versions.put(content('4.19.2'));
  const refuse = () => {
    throw new Error('not this one');
  };

  await expect(database.versions.change('4.19.2', refuse)).rejects.toThrow('not this one');
  expect((await database.versions.get('4.19.2'))?.document).toMatchObject(content('4.19.2'));
});

it('lists all', async () => {
  await database.versions.put(content('4.18.1'));
  await database.versions.put(content('4.18.2'));

  const versions = (await database.versions.list()).map(({ document }) => document.version);
  expect(versions).toEqual(expect.arrayContaining(['4.18.1', '4.18.2']));
});
