import fc from 'fast-check';
import { toInstant } from '@aro-rp/time';
import { unknownMembers } from '../testing/unknown-members.ts';
import { useDatabase } from '../testing/use-database.ts';
import { type ReleaseContent } from './release-store.ts';

const { database, strike } = useDatabase();

const at = toInstant(0);
const content: ReleaseContent = { state: 'mirroring', source: `quay.io/a@sha256:${'a'.repeat(64)}`, startedAt: at };
const imagesOf = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({
    digest: `sha256:${(from + index).toString(16).padStart(64, '0')}`,
    repository: 'openshift-release-dev/ocp-v4.0-art-dev',
    copiedAt: at,
  }));
const digests = (images: readonly { digest: string }[]) => images.map(({ digest }) => digest).sort();

it('records more images than a transaction takes, each once, although answers are lost', async () => {
  const writer = { release: '4.16.1', epoch: 1 };
  await database.releases.write(writer, () => content);
  strike({ kind: 'lose-answer' }, { method: 'BATCH' });

  await database.releases.record(writer, imagesOf(230));
  await database.releases.record(writer, imagesOf(230, 100));

  expect(digests(await database.releases.images('4.16.1'))).toEqual(digests(imagesOf(330)));
  expect(await database.releases.images('4.16.2')).toEqual([]);
});

it('refuses whoever holds an older lease, and writes nothing for it', async () => {
  const release = '4.16.3';
  await database.releases.write({ release, epoch: 2 }, () => content);

  const late = { release, epoch: 1 };
  await expect(database.releases.write(late, () => ({ ...content, state: 'verified' }))).rejects.toMatchObject({
    kind: 'lost-lease',
  });
  await expect(database.releases.record(late, imagesOf(1))).rejects.toMatchObject({ kind: 'lost-lease' });

  expect((await database.releases.get(release))?.document.state).toBe('mirroring');
  expect(await database.releases.images(release)).toEqual([]);
});

it('lists releases and none of their images', async () => {
  const writer = { release: '4.18.1', epoch: 1 };
  await database.releases.write(writer, () => content);
  await database.releases.record(writer, imagesOf(2));

  const listed = (await database.releases.list()).map(({ document }) => document.type);
  expect(new Set(listed)).toEqual(new Set(['release']));
});

it('drops what a change leaves out, and keeps what a newer version has written', async () => {
  const writer = { release: '4.18.2', epoch: 1 };
  await fc.assert(
    fc.asyncProperty(unknownMembers, async (members) => {
      await database.releases.write(writer, () => ({ ...content, failure: { message: 'no space', at } }));
      await database.patchRaw('Releases', { partitionKey: '4.18.2', id: '4.18.2' }, members);

      await database.releases.write(writer, ({ failure: _failure, ...rest } = content) => rest);

      const { document } = (await database.releases.get('4.18.2'))!;
      expect(document).toMatchObject(members);
      expect(document.failure).toBeUndefined();
    }),
    { numRuns: 5 },
  );
});
