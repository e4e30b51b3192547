import { createHash } from 'node:crypto';
import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seconds } from '@aro-rp/time';
import { buildInstaller, type InstallerBuild } from './index.ts';
import { type InstallerTest, startInstallerTest } from './testing.ts';

const build: InstallerBuild = {
  version: '4.16.30',
  releaseImage: 'localhost:8446/openshift-release-dev/ocp-release@sha256:1',
  endpoints: { arm: 'https://localhost:1', authorityHost: 'https://localhost:2' },
  caPem: 'none',
};

describe('buildInstaller', () => {
  it('makes the same bytes of the same input, with their digest and size', async () => {
    const [one, same] = [await buildInstaller(build), await buildInstaller({ ...build })];

    expect(Buffer.compare(one.bytes, same.bytes)).toBe(0);
    expect(one.digest).toBe(`sha256:${createHash('sha256').update(one.bytes).digest('hex')}`);
    expect(one.size).toBe(one.bytes.byteLength);
  });

  it.each([
    ['version', { version: '4.16.31' }],
    ['release image', { releaseImage: 'other' }],
    ['ARM', { endpoints: { arm: 'https://localhost:3', authorityHost: 'https://localhost:2' } }],
    ['authority', { caPem: 'other' }],
    ['slowness', { slowness: seconds(90) }],
  ])('makes other bytes for another %s', async (_what, change) => {
    expect((await buildInstaller({ ...build, ...change })).digest).not.toBe((await buildInstaller(build)).digest);
  });

  it.each(['4.15.1', '4.21.0', '4.16', ''])('refuses the version %j', async (version) => {
    await expect(buildInstaller({ ...build, version })).rejects.toThrow(TypeError);
  });
});

describe('the program', () => {
  let test: InstallerTest;
  beforeAll(async () => {
    test = await startInstallerTest();
  }, 60_000);
  afterAll(() => test[Symbol.asyncDispose]());

  it('tells its version, commit and release without any environment', async () => {
    const place = await test.workplace('4.20');

    const nothing = {
      AZURE_AUTH_LOCATION: undefined,
      HOME: undefined,
      TMPDIR: undefined,
      OPENSHIFT_INSTALL_RELEASE_IMAGE_OVERRIDE: undefined,
    };
    const { code, stdout, stderr } = await place.run(['version'], nothing);

    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^openshift-install 4\.20\.3\nbuilt from commit [0-9a-f]{40}\nrelease image quay\.io\/openshift-release-dev\/ocp-release@sha256:b{64}\nrelease architecture amd64\n$/,
    );
  });

  it('runs where the path of Node has blanks and quotes', async () => {
    const place = await test.workplace('4.20');
    const [node, binary] = ["it's Node", 'openshift-install'].map((name) => join(place.folder, name)) as [
      string,
      string,
    ];
    symlinkSync(process.execPath, node);
    const { execPath } = process;
    process.execPath = node;
    const { bytes } = await buildInstaller(build).finally(() => (process.execPath = execPath));
    writeFileSync(binary, bytes, { mode: 0o500 });

    const { code, stdout } = await place.run(['version'], {}, binary);

    expect([code, stdout.split('\n')[0]]).toEqual([0, 'openshift-install 4.16.30']);
    expect(Buffer.from(bytes).includes("it'\\''s Node")).toBe(true);
  });

  it.each(['module', 'commonjs'])('runs below a package whose type is %s', async (type) => {
    const place = await test.workplace('4.20');
    const folder = mkdtempSync(join(place.folder, 'package-'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }));
    const binary = join(folder, 'openshift-install');
    const { bytes } = await buildInstaller(build);
    writeFileSync(binary, bytes, { mode: 0o500 });

    const { code, stdout, stderr } = await place.run(['version'], {}, binary);

    expect([code, stdout.split('\n')[0], stderr]).toEqual([0, 'openshift-install 4.16.30', '']);
  });

  it('without an override has the bootstrap machine pull the release that is linked into it', async () => {
    const place = await test.workplace('4.18');

    const { messages } = await place.create('ignition-configs', {
      OPENSHIFT_INSTALL_RELEASE_IMAGE_OVERRIDE: undefined,
    });

    expect(messages.join()).not.toContain('override');
    const ignition = JSON.parse(place.read('bootstrap.ign')) as {
      storage: { files: { path: string; contents: { source: string } }[] };
    };
    const script =
      ignition.storage.files.find(({ path }) => path.endsWith('release-image-download.sh'))?.contents.source ?? '';
    expect(Buffer.from(script.split(',')[1] ?? '', 'base64').toString()).toContain(
      'RELEASE_IMAGE=quay.io/openshift-release-dev',
    );
  });

  it('prints at debug to its log alone unless it is asked to', async () => {
    const place = await test.workplace('4.18');

    const { stderr } = await place.run(['--dir', place.folder, 'create', 'manifests']);

    expect(stderr).not.toContain('level=debug');
    expect(place.read('.openshift_install.log')).toContain('level=debug msg="Fetching Master Machines..."');
  });

  it('trusts the authority that is linked into it and no other', async () => {
    const place = await test.workplace('4.18');
    const { bytes } = await buildInstaller(test.build('4.18.9', { caPem: '' }));
    const path = join(place.folder, 'untrusting');
    writeFileSync(path, bytes, { mode: 0o500 });

    const { code, messages } = await place.run(['create', 'manifests', '--dir', place.folder], {}, path);

    expect(code).toBe(3);
    expect(messages.at(-1)).toMatch(/ClientSecretCredential: .*certificate/);
  });
});
