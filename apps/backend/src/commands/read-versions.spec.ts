import { readVersions } from './read-versions.ts';

const good = (changes: object = {}) => ({
  version: '4.16.30',
  enabled: true,
  default: false,
  releaseImage: `registry:8446/openshift-release-dev/ocp-release@sha256:${'a'.repeat(64)}`,
  installer: { digest: `sha256:${'b'.repeat(64)}`, size: 12_345 },
  osImage: {
    publisher: 'azureopenshift',
    offer: 'aro4',
    skus: { V1: 'aro_416', V2: 'aro_416-v2' },
    version: '416.94.20240701',
  },
  ...changes,
});
const faultsOf = (value: unknown): string[] => {
  const read = readVersions(typeof value === 'string' ? value : JSON.stringify(value));
  return 'faults' in read ? read.faults : [];
};

it('gives the versions of a right file, without members that nobody knows', () => {
  const file = [
    good({ default: true, note: 'x', osImage: { ...good().osImage, note: 'x' } }),
    good({ version: '4.20.5' }),
  ];

  expect(readVersions(JSON.stringify(file))).toEqual({
    contents: [good({ default: true }), good({ version: '4.20.5' })],
  });
});

it('takes an image of one generation alone', () => {
  const { osImage } = good();

  expect(faultsOf([good({ osImage: { ...osImage, skus: { V2: 's' } } })])).toEqual([]);
});

it.each<[string, unknown, string]>([
  ['no JSON', '[', 'it is no JSON'],
  ['no list', good(), 'it is no list of versions'],
  ['an element that is no object', [null], '[0]: is no object'],
  ['no version', [good({ version: undefined })], '[0].version: nothing is not a version such as 4.16.30'],
  ['a version that cannot be installed', [good({ version: '4.15.1' })], '[0].version: "4.15.1" is not a version'],
  ['a version that is no document id', [good({ version: '4.16.30-a/b' })], '[0].version: "4.16.30-a/b" is not'],
  ['enabled as a text', [good({ enabled: 'true' })], '[0].enabled: "true" is not true or false'],
  ['no default', [good({ default: undefined })], '[0].default: nothing is not true or false'],
  ['an image by tag', [good({ releaseImage: 'r/x:4.16' })], '[0].releaseImage: "r/x:4.16" is not'],
  ['no installer', [good({ installer: undefined })], '[0].installer.digest: nothing is not a digest'],
  [
    'a digest in capitals',
    [good({ installer: { digest: `sha256:${'B'.repeat(64)}`, size: 1 } })],
    '[0].installer.digest',
  ],
  ['a size of nothing', [good({ installer: { ...good().installer, size: 0 } })], '[0].installer.size: 0 is not'],
  ['no image', [good({ osImage: [] })], '[0].osImage.publisher: nothing is not a text'],
  ['no SKUs', [good({ osImage: { ...good().osImage, skus: {} } })], '[0].osImage.skus: {} is not'],
  [
    'a generation that is none',
    [good({ osImage: { ...good().osImage, skus: { V3: 's' } } })],
    '[0].osImage.skus: {"V3":"s"} is not',
  ],
  ['a version twice', [good(), good()], '4.16.30: listed more than once'],
  [
    'two defaults',
    [good({ default: true }), good({ version: '4.18.2', default: true })],
    '4.16.30, 4.18.2: one can be the default',
  ],
  ['a default that is disabled', [good({ default: true, enabled: false })], '4.16.30: the default is not enabled'],
])('refuses %s', (_, file, fault) => {
  const faults = faultsOf(file);

  expect(faults).toContainEqual(expect.stringContaining(fault));
});

it('names every fault of the file at once, those between versions too', () => {
  const file = [
    good({ default: true, enabled: false }),
    good({ version: '4.16.30', releaseImage: 'r' }),
    good({ version: '4.18.2', default: true, installer: {} }),
  ];

  expect(faultsOf(file).map((fault) => fault.split(/: /)[0])).toEqual([
    '[1].releaseImage',
    '[2].installer.digest',
    '[2].installer.size',
    '4.16.30',
    '4.16.30, 4.18.2',
    '4.16.30',
  ]);
});
