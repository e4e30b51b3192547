import { type Lock, sbomOf } from './sbom.ts';

const lock: Lock = {
  packages: {
    'node_modules/a': { version: '1.0.0', license: 'MIT', integrity: 'sha512-/w==' },
    'node_modules/b': { version: '1.0.0', license: '(MIT OR Apache-2.0)' },
    'libs/x/node_modules/b': { version: '2.0.0', license: 'SEE LICENSE IN LICENSE.txt' },
    'node_modules/@scope/c': { version: '3.0.0', license: 'ISC' },
    'node_modules/alias': { name: 'real', version: '4.0.0' },
    'node_modules/unused': { version: '9.0.0' },
  },
};
const sbom = (...inputs: string[]) => sbomOf({ name: 'backend', version: '0.1.0' }, inputs, lock);

it('names each package that a file of the bundle is from, once, in the version of its own place', () => {
  const { components } = sbom(
    'apps/backend/src/main.ts',
    'node_modules/b/index.js',
    'node_modules/a/lib/one.js',
    'node_modules/a/lib/two.js',
    'libs/x/node_modules/b/index.js',
    'node_modules/@scope/c/c.js',
    'node_modules/alias/index.js',
  );

  expect(components.map(({ purl }) => purl)).toEqual([
    'pkg:npm/%40scope/c@3.0.0',
    'pkg:npm/a@1.0.0',
    'pkg:npm/b@1.0.0',
    'pkg:npm/b@2.0.0',
    'pkg:npm/real@4.0.0',
  ]);
});

it('says of a package its licence and the hash of what npm served', () => {
  expect(sbom('node_modules/a/x.js', 'node_modules/b/x.js', 'node_modules/@scope/c/x.js').components).toEqual([
    expect.objectContaining({ group: '@scope', name: 'c', licenses: [{ license: { id: 'ISC' } }] }),
    expect.objectContaining({
      name: 'a',
      licenses: [{ license: { id: 'MIT' } }],
      hashes: [{ alg: 'SHA-512', content: 'ff' }],
    }),
    expect.objectContaining({ name: 'b', licenses: [{ expression: '(MIT OR Apache-2.0)' }] }),
  ]);
});

it("keeps a licence's own words where they are no SPDX id", () => {
  expect(sbom('libs/x/node_modules/b/x.js').components[0]?.licenses).toEqual([
    { license: { name: 'SEE LICENSE IN LICENSE.txt' } },
  ]);
});

it('does not depend on the order of the files', () => {
  expect(sbom('node_modules/b/x.js', 'node_modules/a/x.js')).toEqual(
    sbom('node_modules/a/x.js', 'node_modules/b/x.js'),
  );
});

it('refuses a package that nobody has locked', () => {
  expect(() => sbom('node_modules/stray/x.js')).toThrow('node_modules/stray is in the bundle and not in the lock file');
});
