import { type Digest, parseImageReference } from '@aro-rp/registry';
import { jobsOf, readImageList } from './jobs.ts';

const digest = (digit: string) => `sha256:${digit.repeat(64)}` as Digest;
const release = {
  version: '4.16.30',
  payload: { host: 'quay.io', repository: 'openshift-release-dev/ocp-release', digest: digest('f') },
};
const image = (name: string, digit: string) => ({
  ...{ name, annotations: {} },
  reference: `quay.io/openshift-release-dev/ocp-v4.0-art-dev@${digest(digit)}`,
});

it('copies each image of a release once, by digest, with the tags that a mirrored release has', () => {
  const images = [image('cli', '1'), image('cli-artifacts', '2'), image('deployer', '1')];

  const jobs = jobsOf(release, 'amd64', { version: '4.16.30', images });

  expect(jobs.images.map(({ name, tag }) => [name, tag])).toEqual([
    ['cli', '4.16.30-x86_64-cli'],
    ['cli-artifacts', '4.16.30-x86_64-cli-artifacts'],
  ]);
  expect(jobs.release).toEqual({ name: 'release', from: release.payload, tag: '4.16.30-x86_64' });
});

it('refuses a release image of another version, and images that are named by tag', () => {
  expect(() => jobsOf(release, 'amd64', { version: '4.16.31', images: [] })).toThrow('says that it is 4.16.31');
  const byTag = { name: 'cli', annotations: {}, reference: 'quay.io/a/cli:1' };
  expect(() => jobsOf(release, 'amd64', { version: '4.16.30', images: [byTag] })).toThrow(
    'the release image of 4.16.30 names cli not by digest: quay.io/a/cli:1',
  );
});

it('reads a list of images with comments, each once', () => {
  const text = `# auxiliary images\nquay.io/a/b:1 # one\n\n  quay.io/a/c@${digest('1')}\nquay.io/a/b:1\n`;

  expect(readImageList(text)).toEqual({
    jobs: [
      { name: 'quay.io/a/b:1', from: parseImageReference('quay.io/a/b:1'), tag: '1' },
      { name: `quay.io/a/c@${digest('1')}`, from: parseImageReference(`quay.io/a/c@${digest('1')}`) },
    ],
  });
});

it('names every line that is no image, and an empty list', () => {
  expect(readImageList('fedora\nquay.io/a:1\nquay.io/b')).toEqual({
    faults: [expect.stringMatching(/^line 1: 'fedora'/), expect.stringMatching(/^line 3: 'quay.io\/b'/)],
  });
  expect(readImageList('# none\n')).toEqual({ faults: ['it names no image'] });
});
